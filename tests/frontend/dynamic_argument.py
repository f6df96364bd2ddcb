# run: opt -D n=64 -D rows=3
import tilelang
import tilelang.language as T


@tilelang.jit
def factory(n):
    symbol = T.dynamic("n")
    rows = T.dynamic("rows")

    @T.prim_func
    def main(A: T.Tensor((symbol, n), "float32"), B: T.Tensor((rows,), "float32")):
        with T.Kernel(symbol, threads=128) as bx:
            B[0] = A[bx, 0]

    return main

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     n = T.int32()
#     A = T.match_buffer(A_handle, (n, 64), strides=(64, 1))
#     B = T.match_buffer(B_handle, (3,), strides=(1,))
#     for bx in T.thread_binding(n, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             B[0] = A[bx, 0]
