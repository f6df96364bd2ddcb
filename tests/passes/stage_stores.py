# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# Pairs of elements are stored together, halves one after the other; every third element, under a condition, leaves the others as they are.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(2) as x:
        a = T.alloc_shared((32, 64), "float32")
        c = T.alloc_fragment((32, 64), "float32")
        d = T.alloc_fragment((32, 64), "float32")
        T.copy(A[x * 32, 0], a)
        for i, j in T.Parallel(32, 32):
            c[i, 2 * j] = a[i, j]
            c[i, 2 * j + 1] = c[i, 2 * j] * 2.0
            d[i, j] = a[i, j + 32]
            d[i, j + 32] = a[i, j]
        for i, j in T.Parallel(32, 20):
            if i > j:
                c[i, 3 * j + 2] = d[i, j]
        T.copy(c, C[x * 32, 0])
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {}, "tt_num_matmuls": 5, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         x: T.int32 = tile_id % grid_x
#         a = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         c = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         d = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.tt_eltwise(T.region(d[0, 0], 2, 32, 64), T.float32(0.0))
#         T.tt_read(T.region(a[0, 0], 2, 32, 64), T.region(A[x * 32, 0], 1, 32, 64))
#         c_part = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         c_part_1 = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         d_part = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         d_part_1 = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#         T.tt_eltwise(T.region(c_part[0, 0], 2, 32, 32), T.region(a[0, 0], 1, 32, 32))
#         T.tt_eltwise(T.region(c_part_1[0, 0], 2, 32, 32), T.region(c_part[0, 0], 1, 32, 32) * T.float32(2.0))
#         T.tt_eltwise(T.region(d_part[0, 0], 2, 32, 32), T.region(a[0, 32], 1, 32, 32))
#         T.tt_eltwise(T.region(d_part_1[0, 0], 2, 32, 32), T.region(a[0, 0], 1, 32, 32))
#         mask = T.sblock_alloc_buffer((1, 64), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(mask[0, 0], 2, 1, 64), T.Cast("bfloat16", T.tt_column() % 2 == 0))
#         pick = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_generate(T.region(pick[0, 0], 2, 32, 64), T.Cast("float32", T.tt_row() == T.tt_column() // 2))
#         c_part_picked = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_matmul(T.region(c_part[0, 0], 1, 32, 32), T.region(pick[0, 0], 1, 32, 64), T.region(c_part_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#         pick_1 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_generate(T.region(pick_1[0, 0], 2, 32, 64), T.Cast("float32", T.tt_row() == T.tt_column() // 2))
#         c_part_picked_1 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_matmul(T.region(c_part_1[0, 0], 1, 32, 32), T.region(pick_1[0, 0], 1, 32, 64), T.region(c_part_picked_1[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 64), T.Select(T.region(mask[0, 0], 1, 1, 64) != T.bfloat16(0.0), T.region(c_part_picked[0, 0], 1, 32, 64), T.region(c_part_picked_1[0, 0], 1, 32, 64)))
#         pick_2 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_generate(T.region(pick_2[0, 0], 2, 32, 64), T.Cast("float32", T.tt_row() == T.tt_column()))
#         d_part_picked = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_matmul(T.region(d_part[0, 0], 1, 32, 32), T.region(pick_2[0, 0], 1, 32, 64), T.region(d_part_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#         part = T.sblock_alloc_buffer((1, 64), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(part[0, 0], 2, 1, 64), T.Cast("bfloat16", T.tt_column() >= 0 and T.tt_column() < 32))
#         T.tt_eltwise(T.region(d[0, 0], 2, 32, 64), T.Select(T.region(part[0, 0], 1, 1, 64) != T.bfloat16(0.0), T.region(d_part_picked[0, 0], 1, 32, 64), T.region(d[0, 0], 1, 32, 64)))
#         pick_3 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_generate(T.region(pick_3[0, 0], 2, 32, 64), T.Cast("float32", T.tt_row() == T.tt_column() - 32))
#         d_part_picked_1 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_matmul(T.region(d_part_1[0, 0], 1, 32, 32), T.region(pick_3[0, 0], 1, 32, 64), T.region(d_part_picked_1[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#         part_1 = T.sblock_alloc_buffer((1, 64), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(part_1[0, 0], 2, 1, 64), T.Cast("bfloat16", T.tt_column() >= 32 and T.tt_column() < 64))
#         T.tt_eltwise(T.region(d[0, 0], 2, 32, 64), T.Select(T.region(part_1[0, 0], 1, 1, 64) != T.bfloat16(0.0), T.region(d_part_picked_1[0, 0], 1, 32, 64), T.region(d[0, 0], 1, 32, 64)))
#         c_part_2 = T.sblock_alloc_buffer((32, 20), scope="local.fragment")
#         T.tt_eltwise(T.region(c_part_2[0, 0], 2, 32, 20), T.float32(0.0))
#         mask_1 = T.sblock_alloc_buffer((32, 20), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(mask_1[0, 0], 2, 32, 20), T.Cast("bfloat16", T.tt_row() > T.tt_column()))
#         T.tt_eltwise(T.region(c_part_2[0, 0], 2, 32, 20), T.Select(T.region(mask_1[0, 0], 1, 32, 20) != T.bfloat16(0.0), T.region(d[0, 0], 1, 32, 20), T.region(c_part_2[0, 0], 1, 32, 20)))
#         pick_4 = T.sblock_alloc_buffer((20, 64), scope="shared.dyn")
#         T.tt_generate(T.region(pick_4[0, 0], 2, 20, 64), T.Cast("float32", T.tt_row() == (T.tt_column() + 1) // 3 - 1))
#         edge = T.sblock_alloc_buffer((1, 20), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(edge[0, 0], 2, 1, 20), T.Cast("bfloat16", T.tt_column() < 20))
#         c_part_inside = T.sblock_alloc_buffer((32, 20), scope="shared.dyn")
#         T.tt_eltwise(T.region(c_part_inside[0, 0], 2, 32, 20), T.Select(T.region(edge[0, 0], 1, 1, 20) != T.bfloat16(0.0), T.region(c_part_2[0, 0], 1, 32, 20), T.float32(0.0)))
#         c_part_picked_2 = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_matmul(T.region(c_part_inside[0, 0], 1, 32, 20), T.region(pick_4[0, 0], 1, 20, 64), T.region(c_part_picked_2[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#         mask_2 = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         T.tt_generate(T.region(mask_2[0, 0], 2, 32, 64), T.Cast("bfloat16", (T.tt_column() + 1) % 3 == 0 and T.tt_column() - 2 >= 0 and T.tt_column() - 2 <= 57 and T.tt_row() > (T.tt_column() + 1) // 3 - 1))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 64), T.Select(T.region(mask_2[0, 0], 1, 32, 64) != T.bfloat16(0.0), T.region(c_part_picked_2[0, 0], 1, 32, 64), T.region(c[0, 0], 1, 32, 64)))
#         T.tt_write(T.region(C[x * 32, 0], 2, 32, 64), T.region(c[0, 0], 1, 32, 64))
