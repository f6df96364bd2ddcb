# run: opt -D M=3
import tilelang
import tilelang.language as T


def tuned():
    @T.prim_func
    def main(A: T.Tensor((3, 3), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return main


@tilelang.jit
def chosen(M):
    @T.prim_func
    def main(A: T.Tensor((3, M), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return main

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (3, 3), strides=(3, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             A[0, 0] = T.float32(1.0)
