# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# A loop nest is a matmul when it is exactly one; here B comes transposed and first.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(4, 4) as (bx, by):
        A_block = T.alloc_shared((32, 32), "bfloat16")
        B_block = T.alloc_shared((32, 32), "bfloat16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.clear(C_block)
        for ko in T.serial(4):
            T.copy(A[by * 32, ko * 32], A_block)
            T.copy(B[bx * 32, ko * 32], B_block)
            for i, j, k in T.grid(32, 32, 32):
                C_block[i, j] += B_block[j, k] * A_block[i, k]
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 4, "tt_grid_y": 4, "tt_grid_z": 1, "tt_num_tiles": 16, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [7, 1], [8, 1], [9, 1], [10, 1], [11, 1], [12, 1], [13, 1], [14, 1], [15, 1], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 4, "tt_buffer_A_num_tiles_width": 4, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 4, "tt_buffer_B_num_tiles_width": 4, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 4, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [7, 1]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [7, 1], [8, 1], [9, 1], [10, 1], [11, 1], [12, 1], [13, 1], [14, 1], [15, 1], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0], [16, 0]], "tt_padding_info": {}, "tt_num_matmuls": 1, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (128, 128), "bfloat16", strides=(128, 1))
#     B = T.match_buffer(B_handle, (128, 128), "bfloat16", strides=(128, 1))
#     C = T.match_buffer(C_handle, (128, 128), "bfloat16", strides=(128, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         B_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         C_block = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         T.tt_eltwise(T.region(C_block[0, 0], 2, 32, 32), T.float32(0.0))
#         for ko in range(4):
#             T.tt_read(T.region(A_block[0, 0], 2, 32, 32), T.region(A[by * 32, ko * 32], 1, 32, 32))
#             T.tt_read(T.region(B_block[0, 0], 2, 32, 32), T.region(B[bx * 32, ko * 32], 1, 32, 32))
#             T.tt_matmul(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 32), T.region(C_block[0, 0], 3, 32, 32), T.bool(False), T.bool(True), T.bool(False))
#         C_out = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 32), T.Cast("bfloat16", T.region(C_block[0, 0], 1, 32, 32)))
#         T.tt_write(T.region(C[by * 32, bx * 32], 2, 32, 32), T.region(C_out[0, 0], 1, 32, 32))
