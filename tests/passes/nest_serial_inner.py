# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# A serial loop within T.Parallel whose variable finds no dim in the result's tiles goes around the block ops; so does one that is no sum.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 4), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        a = T.alloc_shared((32, 32), "float32")
        c = T.alloc_fragment((32, 32), "float32")
        d = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], a)
        T.clear(c)
        T.clear(d)
        for i, j in T.Parallel(32, 32):
            for k in T.serial(4):
                c[i, j] += T.abs(a[i, j] - B[by * 32 + i, k] * B[bx * 32 + j, k])
        for i, j in T.Parallel(32, 32):
            for k in T.serial(4):
                scaled = a[i, j] * B[by * 32 + i, k]
                if k > 0:
                    d[i, j] = d[i, j] * scaled + 1.0
        for i, j in T.Parallel(32, 32):
            c[i, j] = c[i, j] + d[i, j]
        T.copy(c, C[by * 32, bx * 32])
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 1, "tt_buffer_B_needs_padding": 1, "tt_buffer_B_padded_shape": [64, 32], "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {"B": {"needs_padding": 1, "original_shape": [64, 4], "padded_shape": [64, 32], "padding_amount": [0, 28]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 32), strides=(32, 1))
#     C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         a = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         c = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         d = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         T.tt_read(T.region(a[0, 0], 2, 32, 32), T.region(A[by * 32, bx * 32], 1, 32, 32))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 32), T.float32(0.0))
#         T.tt_eltwise(T.region(d[0, 0], 2, 32, 32), T.float32(0.0))
#         for k in range(4):
#             B_in = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_read(T.region(B_in[0, 0], 2, 32, 1), T.region(B[by * 32, k], 1, 32, 1))
#             B_in_1 = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_read(T.region(B_in_1[0, 0], 2, 32, 1), T.region(B[bx * 32, k], 1, 32, 1))
#             B_in_t = T.sblock_alloc_buffer((1, 32), scope="shared.dyn")
#             T.tt_transpose(T.region(B_in_t[0, 0], 2, 1, 32), T.region(B_in_1[0, 0], 1, 32, 1))
#             T.tt_eltwise(T.region(c[0, 0], 2, 32, 32), T.region(c[0, 0], 1, 32, 32) + T.fabs(T.region(a[0, 0], 1, 32, 32) - T.region(B_in[0, 0], 1, 32, 1) * T.region(B_in_t[0, 0], 1, 1, 32)))
#         for k in range(4):
#             B_in = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_read(T.region(B_in[0, 0], 2, 32, 1), T.region(B[by * 32, k], 1, 32, 1))
#             mask = T.sblock_alloc_buffer((1, 1), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(mask[0, 0], 2, 1, 1), T.Cast("bfloat16", k > 0))
#             T.tt_eltwise(T.region(d[0, 0], 2, 32, 32), T.Select(T.region(mask[0, 0], 1, 1, 1) != T.bfloat16(0.0), T.region(d[0, 0], 1, 32, 32) * (T.region(a[0, 0], 1, 32, 32) * T.region(B_in[0, 0], 1, 32, 1)) + T.float32(1.0), T.region(d[0, 0], 1, 32, 32)))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 32), T.region(c[0, 0], 1, 32, 32) + T.region(d[0, 0], 1, 32, 32))
#         T.tt_write(T.region(C[by * 32, bx * 32], 2, 32, 32), T.region(c[0, 0], 1, 32, 32))
