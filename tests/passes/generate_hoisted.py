# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt,memory_space_lower_tt
import tilelang.language as T
@T.prim_func
def generated(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        X = T.alloc_shared((32, 32), "float32")
        for k in T.serial(2):
            T.copy(A[by * 32, bx * 32], X)
            M = T.alloc_shared((32, 32), "float32")
            N = T.alloc_shared((32, 32), "float32")
            O = T.alloc_shared((32, 32), "float32")
            T.tt_generate(M, T.Select(T.tt_row() < 7, T.float32(1), T.float32(0)))
            T.tt_generate(N, T.Select(T.tt_row() < 7, T.float32(1), T.float32(0)))
            T.tt_generate(O, T.Select(T.tt_row() < by, T.float32(1), T.float32(0)))
            for i, j in T.Parallel(32, 32):
                X[i, j] = X[i, j] * M[i, j] + N[i, j] * O[i, j]
            T.copy(X, C[by * 32, bx * 32])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def generated(A_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "M", "num_pages": 1, "tile_size": 4096, "data_format": "Float32", "exact_values": 1}, {"cb_id": 1, "name": "O", "num_pages": 1, "tile_size": 4096, "data_format": "Float32", "exact_values": 1}, {"cb_id": 2, "name": "X_in", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "C_out", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}], "tt_num_cbs": 4, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [0, 1, 2], "tt_math_fidelity": "HiFi4"})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
#     M = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#     T.tt_generate(T.region(M[0, 0], 2, 32, 32), T.Select(T.tt_row() < 7, T.float32(1.0), T.float32(0.0)))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         O = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#         T.tt_generate(T.region(O[0, 0], 2, 32, 32), T.Select(T.tt_row() < by, T.float32(1.0), T.float32(0.0)))
#         for k in range(2):
#             X_in = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#             T.tt_read(T.region(X_in[0, 0], 2, 32, 32), T.region(A[by * 32, bx * 32], 1, 32, 32))
#             C_out = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#             T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 32), T.region(X_in[0, 0], 1, 32, 32) * T.region(M[0, 0], 1, 32, 32) + T.region(M[0, 0], 1, 32, 32) * T.region(O[0, 0], 1, 32, 32))
#             T.tt_write(T.region(C[by * 32, bx * 32], 2, 32, 32), T.region(C_out[0, 0], 1, 32, 32))
