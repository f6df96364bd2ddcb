# run: opt --canonical-names
# Two kernels that differ in names only print the same.
import tilelang.language as T


@T.prim_func
def add(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
    with T.Kernel(2) as rows:
        tile = T.alloc_fragment((32, 32), "float32")
        T.copy(A[rows * 32, 0], tile)
        for i, j in T.Parallel(32, 32):
            twice = tile[i, j] * 2.0
            tile[i, j] = twice
        T.copy(tile, B[rows * 32, 0])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def add(v0: T.handle, v1: T.handle):
#     v2 = T.match_buffer(v0, (64, 32), strides=(32, 1))
#     v3 = T.match_buffer(v1, (64, 32), strides=(32, 1))
#     for v4 in T.thread_binding(2, thread="blockIdx.x"):
#         v5: T.int32 = T.launch_thread_idx(0)
#         v6: T.int32 = T.launch_thread_idx(1)
#         v7: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             v8 = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#             T.copy(T.region(v2[v4 * 32, 0], 1, 32, 32), T.region(v8[0, 0], 2, 32, 32))
#             for v9 in T.parallel(32):
#                 for v10 in T.parallel(32):
#                     v11: T.float32 = v8[v9, v10] * T.float32(2.0)
#                     v8[v9, v10] = v11
#             T.copy(T.region(v8[0, 0], 1, 32, 32), T.region(v3[v4 * 32, 0], 2, 32, 32))
