# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((60, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as x:
        T.annotate_safe_value({A: -1.0})
        S = T.alloc_shared((64, 64), "float32")
        T.copy(A[0:64, 0:64], S)
        T.copy(S, C)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [60, 64], "padded_shape": [64, 64], "padding_amount": [4, 0]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         x: T.int32 = tile_id % grid_x
#         S = T.sblock_alloc_buffer((64, 64), scope="shared.dyn")
#         S_read = T.sblock_alloc_buffer((64, 64), scope="shared.dyn")
#         S_inside = T.sblock_alloc_buffer((64, 1), "bfloat16", scope="shared.dyn")
#         T.tt_read(T.region(S_read[0, 0], 2, 64, 64), T.region(A[0, 0], 1, 64, 64))
#         T.tt_generate(T.region(S_inside[0, 0], 2, 64, 1), T.Cast("bfloat16", T.tt_row() >= 0 and T.tt_row() < 60))
#         T.tt_eltwise(T.region(S[0, 0], 2, 64, 64), T.Select(T.region(S_inside[0, 0], 1, 64, 1) != T.bfloat16(0.0), T.region(S_read[0, 0], 1, 64, 64), T.float32(-1.0)))
#         T.tt_write(T.region(C[0, 0], 2, 64, 64), T.region(S[0, 0], 1, 64, 64))
