# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    W = T.alloc_global((64, 64), "float16")
    with T.Kernel(2) as bx:
        A_block = T.alloc_shared((32, 64), "float16")
        T.copy(A[bx * 32, 0], A_block)
        T.copy(A_block, W[bx * 32, 0])
    with T.Kernel(4) as bx:
        A_block = T.alloc_shared((16, 64), "float16")
        T.copy(W[bx * 16, 0], A_block)
        T.copy(A_block, C[bx * 16, 0])

# expect:
# # launch 1
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, W_handle: T.handle):
#     T.func_attr({"tt_workspaces": ["W"], "tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [128, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_split": [16, 0], "tt_buffer_C_format": "Float16_b", "tt_buffer_W_layout": "dram_interleaved", "tt_buffer_W_tile_shape": [32, 32], "tt_buffer_W_num_tiles_height": 2, "tt_buffer_W_num_tiles_width": 2, "tt_buffer_W_needs_padding": 0, "tt_buffer_W_plane": [0, 1], "tt_buffer_W_format": "Float16_b"})
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#     W = T.match_buffer(W_handle, (64, 64), "float16", strides=(64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             A_block = T.sblock_alloc_buffer((32, 64), "float16", scope="shared.dyn")
#             T.copy(T.region(A[bx * 32, 0], 1, 32, 64), T.region(A_block[0, 0], 2, 32, 64))
#             T.copy(T.region(A_block[0, 0], 1, 32, 64), T.region(W[bx * 32, 0], 2, 32, 64))
# # launch 2
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, W_handle: T.handle):
#     T.func_attr({"tt_workspaces": ["W"], "tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 4, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [128, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_split": [16, 0], "tt_buffer_C_format": "Float16_b", "tt_buffer_W_layout": "dram_interleaved", "tt_buffer_W_tile_shape": [32, 32], "tt_buffer_W_num_tiles_height": 2, "tt_buffer_W_num_tiles_width": 2, "tt_buffer_W_needs_padding": 0, "tt_buffer_W_plane": [0, 1], "tt_buffer_W_format": "Float16_b"})
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#     W = T.match_buffer(W_handle, (64, 64), "float16", strides=(64, 1))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             A_block = T.sblock_alloc_buffer((16, 64), "float16", scope="shared.dyn")
#             T.copy(T.region(W[bx * 16, 0], 1, 16, 64), T.region(A_block[0, 0], 2, 16, 64))
#             T.copy(T.region(A_block[0, 0], 1, 16, 64), T.region(C[bx * 16, 0], 2, 16, 64))
