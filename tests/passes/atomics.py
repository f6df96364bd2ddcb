# run: opt --passes=apply_tt_defaults
# What blocks of the grid add to the same elements goes to layers of a workspace, which another launch adds up; within a block, and where no two blocks
# meet, an atomic operation is a store.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 96), "float32"), C: T.Tensor((64, 32), "float32"), D: T.Tensor((64, 96), "float32")):
    with T.Kernel(3, 2) as (bx, by):
        S = T.alloc_shared((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], S)
        for i, j in T.Parallel(32, 32):
            T.atomic_add(C[by * 32 + i, j], S[i, j])
            T.atomic_max(D[by * 32 + i, bx * 32 + j], S[i, j])
            T.atomic_add(S[i, j], 1.0)
# expect:
# # launch 1
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, D_handle: T.handle, C_sums_handle: T.handle):
#     T.func_attr({"tt_workspaces": ["C_sums"], "tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
#     A = T.match_buffer(A_handle, (64, 96), strides=(96, 1))
#     C = T.match_buffer(C_handle, (64, 32), strides=(32, 1))
#     D = T.match_buffer(D_handle, (64, 96), strides=(96, 1))
#     C_sums = T.match_buffer(C_sums_handle, (3, 64, 32), strides=(2048, 32, 1))
#     for box in T.thread_binding(6, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             neutral = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#             T.fill(T.region(neutral[0, 0], 2, 32, 32), T.float32(0.0))
#             T.copy(T.region(neutral[0, 0], 1, 32, 32), T.region(C_sums[box // 2 % 3, box % 2 * 32, 0], 2, 1, 32, 32))
# # launch 2
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, D_handle: T.handle, C_sums_handle: T.handle):
#     T.func_attr({"tt_workspaces": ["C_sums"], "tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
#     A = T.match_buffer(A_handle, (64, 96), strides=(96, 1))
#     C = T.match_buffer(C_handle, (64, 32), strides=(32, 1))
#     D = T.match_buffer(D_handle, (64, 96), strides=(96, 1))
#     C_sums = T.match_buffer(C_sums_handle, (3, 64, 32), strides=(2048, 32, 1))
#     for bx in T.thread_binding(3, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 S = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#                 T.copy(T.region(A[by * 32, bx * 32], 1, 32, 32), T.region(S[0, 0], 2, 32, 32))
#                 for i in T.parallel(32):
#                     for j in T.parallel(32):
#                         C_sums[bx, by * 32 + i, j] = C_sums[bx, by * 32 + i, j] + S[i, j]
#                         D[by * 32 + i, bx * 32 + j] = T.max(D[by * 32 + i, bx * 32 + j], S[i, j])
#                         S[i, j] = S[i, j] + T.float32(1.0)
# # launch 3
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, D_handle: T.handle, C_sums_handle: T.handle):
#     T.func_attr({"tt_workspaces": ["C_sums"], "tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
#     A = T.match_buffer(A_handle, (64, 96), strides=(96, 1))
#     C = T.match_buffer(C_handle, (64, 32), strides=(32, 1))
#     D = T.match_buffer(D_handle, (64, 96), strides=(96, 1))
#     C_sums = T.match_buffer(C_sums_handle, (3, 64, 32), strides=(2048, 32, 1))
#     for box in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             sum = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#             part = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#             T.copy(T.region(C[box % 2 * 32, 0], 1, 32, 32), T.region(sum[0, 0], 2, 32, 32))
#             for layer in range(3):
#                 T.copy(T.region(C_sums[layer, box % 2 * 32, 0], 1, 1, 32, 32), T.region(part[0, 0], 2, 32, 32))
#                 for e in T.parallel(32):
#                     for e_1 in T.parallel(32):
#                         sum[e, e_1] = sum[e, e_1] + part[e, e_1]
#             T.copy(T.region(sum[0, 0], 1, 32, 32), T.region(C[box % 2 * 32, 0], 2, 32, 32))
