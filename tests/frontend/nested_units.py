# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), W: T.StridedTensor((64, 32), (128, 1), "float32"), V: T.Tensor(64, "int8")):
    G = T.alloc_global((64, 64), "float32")
    with T.Kernel(4) as bx:
        for k in range(2):
            R = T.alloc_fragment([4, 4], "float32")
            T.clear(R)
            T.copy(R, G[bx * 4, k * 4])
    with T.Kernel(2, 2, 2, threads=(64, 2)) as (cx, cy, cz):
        A[cx, cy] = G[cz, 0]

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, W_handle: T.handle, V_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     W = T.match_buffer(W_handle, (64, 32), strides=(128, 1))
#     V = T.match_buffer(V_handle, (64,), "int8", strides=(1,))
#     G = T.sblock_alloc_buffer((64, 64))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             R = T.sblock_alloc_buffer((4, 4), scope="local.fragment")
#             for k in range(2):
#                 T.fill(T.region(R[0, 0], 2, 4, 4), 0)
#                 T.copy(T.region(R[0, 0], 1, 4, 4), T.region(G[bx * 4, k * 4], 2, 4, 4))
#     for cx in T.thread_binding(2, thread="blockIdx.x"):
#         for cy in T.thread_binding(2, thread="blockIdx.y"):
#             for cz in T.thread_binding(2, thread="blockIdx.z"):
#                 tx: T.int32 = T.launch_thread_idx(0)
#                 ty: T.int32 = T.launch_thread_idx(1)
#                 tz: T.int32 = T.launch_thread_idx(2)
#                 with T.sblock("tilelang_root"):
#                     T.reads()
#                     T.writes()
#                     T.sblock_attr({"tl.launch_threads": [64, 2, 1]})
#                     A[cx, cy] = T.Cast("float16", G[cz, 0])
