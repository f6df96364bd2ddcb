# run: opt --print-after=tensorize_tt
# Rows that a tensor of indices names: one copy for each.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((100, 64), "float16"), Rows: T.Tensor((64,), "int32"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((32, 64), "float16")
        for i, j in T.Parallel(32, 64):
            S[i, j] = A[Rows[bx * 32 + i], j]
        T.copy(S, C[bx * 32, 0])

# expect:
# # after tensorize_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, Rows_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 4, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [128, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_Rows_layout": "dram_interleaved", "tt_buffer_Rows_tile_shape": [32, 32], "tt_buffer_Rows_num_tiles_height": 2, "tt_buffer_Rows_num_tiles_width": 1, "tt_buffer_Rows_needs_padding": 0, "tt_buffer_Rows_plane": [0, -1], "tt_buffer_Rows_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [100, 64], "padded_shape": [128, 64], "padding_amount": [28, 0]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (128, 64), "float16", strides=(64, 1))
#     Rows = T.match_buffer(Rows_handle, (64,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         S = T.sblock_alloc_buffer((32, 64), "float16", scope="shared.dyn")
#         T.tt_eltwise(T.region(S[0, 0], 2, 32, 64), T.float16(0.0))
#         for i in range(32):
#             Rows_at: T.int32 = T.tt_load(Rows[bx * 32 + i])
#             S_in = T.sblock_alloc_buffer((1, 64), "float16", scope="shared.dyn")
#             T.tt_read(T.region(S_in[0, 0], 2, 1, 64), T.region(A[Rows_at, 0], 1, 1, 64))
#             S_mask = T.sblock_alloc_buffer((32, 1), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(S_mask[0, 0], 2, 32, 1), T.Cast("bfloat16", T.tt_row() == i))
#             T.tt_eltwise(T.region(S[0, 0], 2, 32, 64), T.Select(T.region(S_mask[0, 0], 1, 32, 1) != T.bfloat16(0.0), T.region(S_in[0, 0], 1, 1, 64), T.region(S[0, 0], 1, 32, 64)))
#         T.tt_write(T.region(C[bx * 32, 0], 2, 32, 64), T.region(S[0, 0], 1, 32, 64))
