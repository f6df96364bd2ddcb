# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), I: T.Tensor((4,), "int32"), C: T.Tensor((128, 32), "float32")):
    with T.Kernel(4) as bx:
        S = T.alloc_shared((32, 32), "float32")
        T.copy(A[I[bx] * 32, 0], S)
        for i, j in T.Parallel(32, 32):
            S[i, j] = T.if_then_else(i < I[bx + 1], S[i, j], 0.0)
        T.copy(S, C[bx * 32, 0])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, I_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 4, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_I_layout": "dram_interleaved", "tt_buffer_I_tile_shape": [32, 32], "tt_buffer_I_num_tiles_height": 1, "tt_buffer_I_num_tiles_width": 1, "tt_buffer_I_needs_padding": 1, "tt_buffer_I_padded_shape": [128], "tt_buffer_I_plane": [-1, 0], "tt_buffer_I_split": [0, 1], "tt_buffer_I_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {"I": {"needs_padding": 1, "original_shape": [4], "padded_shape": [128], "padding_amount": [124]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 32), strides=(32, 1))
#     I_1 = T.match_buffer(I_handle, (4,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (128, 32), strides=(32, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         S = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         I_at: T.int32 = T.tt_load(I_1[bx])
#         T.tt_read(T.region(S[0, 0], 2, 32, 32), T.region(A[I_at * 32, 0], 1, 32, 32))
#         I_at_1: T.int32 = T.tt_load(I_1[bx + 1])
#         mask = T.sblock_alloc_buffer((32, 1), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(mask[0, 0], 2, 32, 1), T.Cast("bfloat16", T.tt_row() < I_at_1))
#         T.tt_eltwise(T.region(S[0, 0], 2, 32, 32), T.Select(T.region(mask[0, 0], 1, 32, 1) != T.bfloat16(0.0), T.region(S[0, 0], 1, 32, 32), T.float32(0.0)))
#         T.tt_write(T.region(C[bx * 32, 0], 2, 32, 32), T.region(S[0, 0], 1, 32, 32))
