# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# The operand of a function that is expressed by others stands in it many times: a large one is computed once, into a block of its own.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as x:
        for i, j in T.Parallel(32, 32):
            C[i, j] = T.sinh(T.sinh(A[i, j]))
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 1, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (32, 32), strides=(32, 1))
#     C = T.match_buffer(C_handle, (32, 32), strides=(32, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         x: T.int32 = tile_id % grid_x
#         A_in = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_read(T.region(A_in[0, 0], 2, 32, 32), T.region(A[0, 0], 1, 32, 32))
#         value = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_eltwise(T.region(value[0, 0], 2, 32, 32), T.Select(T.fabs(T.region(A_in[0, 0], 1, 32, 32)) < T.float32(1.0), T.region(A_in[0, 0], 1, 32, 32) * (((((T.float32(2.5052108e-08) * (T.region(A_in[0, 0], 1, 32, 32) * T.region(A_in[0, 0], 1, 32, 32)) + T.float32(2.7557319e-06)) * (T.region(A_in[0, 0], 1, 32, 32) * T.region(A_in[0, 0], 1, 32, 32)) + T.float32(0.0001984127)) * (T.region(A_in[0, 0], 1, 32, 32) * T.region(A_in[0, 0], 1, 32, 32)) + T.float32(0.008333334)) * (T.region(A_in[0, 0], 1, 32, 32) * T.region(A_in[0, 0], 1, 32, 32)) + T.float32(0.16666667)) * (T.region(A_in[0, 0], 1, 32, 32) * T.region(A_in[0, 0], 1, 32, 32)) + T.float32(1.0)), (T.exp(T.region(A_in[0, 0], 1, 32, 32)) - T.exp(T.region(A_in[0, 0], 1, 32, 32) * T.float32(-1.0))) * T.float32(0.5)))
#         C_out = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 32), T.Select(T.fabs(T.region(value[0, 0], 1, 32, 32)) < T.float32(1.0), T.region(value[0, 0], 1, 32, 32) * (((((T.float32(2.5052108e-08) * (T.region(value[0, 0], 1, 32, 32) * T.region(value[0, 0], 1, 32, 32)) + T.float32(2.7557319e-06)) * (T.region(value[0, 0], 1, 32, 32) * T.region(value[0, 0], 1, 32, 32)) + T.float32(0.0001984127)) * (T.region(value[0, 0], 1, 32, 32) * T.region(value[0, 0], 1, 32, 32)) + T.float32(0.008333334)) * (T.region(value[0, 0], 1, 32, 32) * T.region(value[0, 0], 1, 32, 32)) + T.float32(0.16666667)) * (T.region(value[0, 0], 1, 32, 32) * T.region(value[0, 0], 1, 32, 32)) + T.float32(1.0)), (T.exp(T.region(value[0, 0], 1, 32, 32)) - T.exp(T.region(value[0, 0], 1, 32, 32) * T.float32(-1.0))) * T.float32(0.5)))
#         T.tt_write(T.region(C[0, 0], 2, 32, 32), T.region(C_out[0, 0], 1, 32, 32))
