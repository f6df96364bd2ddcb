# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# Rows named by a tensor within an expression come in a block of their own; a serial loop whose iterations read each other's results goes around.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), I: T.Tensor((32,), "int32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as x:
        c = T.alloc_fragment((32, 32), "float32")
        for i, j in T.Parallel(32, 32):
            c[i, j] = A[I[i], j] * 2.0 + A[i, j]
        for i in T.Parallel(32):
            for j in T.serial(1, 32):
                c[i, j] = c[i, j] - c[i, j - 1]
        T.copy(c, C)
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, I_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_I_layout": "dram_interleaved", "tt_buffer_I_tile_shape": [32, 32], "tt_buffer_I_num_tiles_height": 1, "tt_buffer_I_num_tiles_width": 1, "tt_buffer_I_needs_padding": 0, "tt_buffer_I_plane": [0, -1], "tt_buffer_I_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 8, "tt_exact_products": 1, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 32), strides=(32, 1))
#     I_1 = T.match_buffer(I_handle, (32,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (32, 32), strides=(32, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         x: T.int32 = tile_id % grid_x
#         c = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         A_rows = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_eltwise(T.region(A_rows[0, 0], 2, 32, 32), T.float32(0.0))
#         for i in range(32):
#             I_at: T.int32 = T.tt_load(I_1[i])
#             A_rows_in = T.sblock_alloc_buffer((1, 32), scope="shared.dyn")
#             T.tt_read(T.region(A_rows_in[0, 0], 2, 1, 32), T.region(A[I_at, 0], 1, 1, 32))
#             A_rows_mask = T.sblock_alloc_buffer((32, 1), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(A_rows_mask[0, 0], 2, 32, 1), T.Cast("bfloat16", T.tt_row() == i))
#             T.tt_eltwise(T.region(A_rows[0, 0], 2, 32, 32), T.Select(T.region(A_rows_mask[0, 0], 1, 32, 1) != T.bfloat16(0.0), T.region(A_rows_in[0, 0], 1, 1, 32), T.region(A_rows[0, 0], 1, 32, 32)))
#         A_in = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_read(T.region(A_in[0, 0], 2, 32, 32), T.region(A[0, 0], 1, 32, 32))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 32), T.region(A_rows[0, 0], 1, 32, 32) * T.float32(2.0) + T.region(A_in[0, 0], 1, 32, 32))
#         for j in range(1, 32):
#             c_piece = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#             pick = T.sblock_alloc_buffer((32, 1), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(pick[0, 0], 2, 32, 1), T.Cast("bfloat16", T.tt_row() == j))
#             c_piece_picked = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_eltwise(T.region(c_piece[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 255)))
#             T.tt_matmul(T.region(c_piece[0, 0], 1, 32, 32), T.region(pick[0, 0], 1, 32, 1), T.region(c_piece_picked[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             c_whole = T.sblock_alloc_buffer((32, 1), "int32", scope="shared.dyn")
#             T.tt_eltwise(T.region(c_whole[0, 0], 2, 32, 1), T.Cast("int32", T.region(c_piece_picked[0, 0], 1, 32, 1)))
#             T.tt_eltwise(T.region(c_piece[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 8), 255)))
#             T.tt_matmul(T.region(c_piece[0, 0], 1, 32, 32), T.region(pick[0, 0], 1, 32, 1), T.region(c_piece_picked[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked[0, 0], 1, 32, 1)), 8)))
#             T.tt_eltwise(T.region(c_piece[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 16), 255)))
#             T.tt_matmul(T.region(c_piece[0, 0], 1, 32, 32), T.region(pick[0, 0], 1, 32, 1), T.region(c_piece_picked[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked[0, 0], 1, 32, 1)), 16)))
#             T.tt_eltwise(T.region(c_piece[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 24), 255)))
#             T.tt_matmul(T.region(c_piece[0, 0], 1, 32, 32), T.region(pick[0, 0], 1, 32, 1), T.region(c_piece_picked[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked[0, 0], 1, 32, 1)), 24)))
#             c_picked = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_eltwise(T.region(c_picked[0, 0], 2, 32, 1), T.reinterpret("float32", T.region(c_whole[0, 0], 1, 32, 1)))
#             c_piece_1 = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#             pick_1 = T.sblock_alloc_buffer((32, 1), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(pick_1[0, 0], 2, 32, 1), T.Cast("bfloat16", T.tt_row() == j - 1))
#             c_piece_picked_1 = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_eltwise(T.region(c_piece_1[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 255)))
#             T.tt_matmul(T.region(c_piece_1[0, 0], 1, 32, 32), T.region(pick_1[0, 0], 1, 32, 1), T.region(c_piece_picked_1[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             c_whole_1 = T.sblock_alloc_buffer((32, 1), "int32", scope="shared.dyn")
#             T.tt_eltwise(T.region(c_whole_1[0, 0], 2, 32, 1), T.Cast("int32", T.region(c_piece_picked_1[0, 0], 1, 32, 1)))
#             T.tt_eltwise(T.region(c_piece_1[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 8), 255)))
#             T.tt_matmul(T.region(c_piece_1[0, 0], 1, 32, 32), T.region(pick_1[0, 0], 1, 32, 1), T.region(c_piece_picked_1[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole_1[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole_1[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked_1[0, 0], 1, 32, 1)), 8)))
#             T.tt_eltwise(T.region(c_piece_1[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 16), 255)))
#             T.tt_matmul(T.region(c_piece_1[0, 0], 1, 32, 32), T.region(pick_1[0, 0], 1, 32, 1), T.region(c_piece_picked_1[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole_1[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole_1[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked_1[0, 0], 1, 32, 1)), 16)))
#             T.tt_eltwise(T.region(c_piece_1[0, 0], 2, 32, 32), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(c[0, 0], 1, 32, 32)), 24), 255)))
#             T.tt_matmul(T.region(c_piece_1[0, 0], 1, 32, 32), T.region(pick_1[0, 0], 1, 32, 1), T.region(c_piece_picked_1[0, 0], 2, 32, 1), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(c_whole_1[0, 0], 2, 32, 1), T.bitwise_or(T.region(c_whole_1[0, 0], 1, 32, 1), T.shift_left(T.Cast("int32", T.region(c_piece_picked_1[0, 0], 1, 32, 1)), 24)))
#             c_picked_1 = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_eltwise(T.region(c_picked_1[0, 0], 2, 32, 1), T.reinterpret("float32", T.region(c_whole_1[0, 0], 1, 32, 1)))
#             part = T.sblock_alloc_buffer((1, 32), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(part[0, 0], 2, 1, 32), T.Cast("bfloat16", T.tt_column() >= j and T.tt_column() < j + 1))
#             T.tt_eltwise(T.region(c[0, 0], 2, 32, 32), T.Select(T.region(part[0, 0], 1, 1, 32) != T.bfloat16(0.0), T.region(c_picked[0, 0], 1, 32, 1) - T.region(c_picked_1[0, 0], 1, 32, 1), T.region(c[0, 0], 1, 32, 32)))
#         T.tt_write(T.region(C[0, 0], 2, 32, 32), T.region(c[0, 0], 1, 32, 32))
