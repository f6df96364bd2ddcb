# run: opt
# from tvm.script import tir as T
@T.prim_func
def main(A: T.handle, B_handle: T.handle):
    A_1 = T.match_buffer(A, (64, 64), "float16", strides=(64, 1))
    B = T.match_buffer(B_handle, (64, 64))
    bx = T.launch_thread("blockIdx.x", 2)
    by = T.launch_thread("blockIdx.y", 3)
    tx = T.launch_thread("threadIdx.x", 128)
    with T.block("root"):
        T.reads(A_1[0:64, 0:64])
        T.writes()
        T.block_attr({"foo": 1})
        S = T.alloc_buffer((64, 64), "float16", scope="shared.dyn")
        F = T.alloc_buffer((64, 64), scope="local.fragment")
        T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(F[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, T.bool(False), 64, 64, 0, 0, 1, 0, 0, 0, 0)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(3, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1], "foo": 1})
#                 S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                 F = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(F[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, T.bool(False), 0, 0, 0)
