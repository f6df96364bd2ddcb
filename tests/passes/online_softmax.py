# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# Row maxima and sums that are carried across a serial loop, masks by place, vectors that are columns.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 256), "bfloat16"), B: T.Tensor((64, 40), "float32")):
    with T.Kernel(2) as bx:
        block = T.alloc_fragment((32, 40), "float32")
        m = T.alloc_fragment((32,), "float32")
        before = T.alloc_fragment((32,), "float32")
        total = T.alloc_fragment((32,), "float32")
        part = T.alloc_fragment((32,), "float32")
        T.fill(m, -T.infinity("float32"))
        T.fill(total, 0)
        for k in T.serial(4):
            T.copy(A[bx * 32, k * 64:k * 64 + 40], block)
            T.copy(m, before)
            T.reduce_max(block, m, dim=1, clear=False)
            for i, j in T.Parallel(32, 40):
                block[i, j] = T.if_then_else(k * 64 + j > bx, T.exp(block[i, j] - m[i]), 0)
            T.reduce_sum(block, part, dim=1)
            for i in T.Parallel(32):
                total[i] = total[i] * T.exp(before[i] - m[i]) + part[i]
        for i, j in T.Parallel(32, 40):
            block[i, j] = block[i, j] / total[i]
        T.copy(block, B[bx * 32, 0])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 8, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 1, "tt_buffer_B_padded_shape": [64, 64], "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"B": {"needs_padding": 1, "original_shape": [64, 40], "padded_shape": [64, 64], "padding_amount": [0, 24]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 256), "bfloat16", strides=(256, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     edge = T.sblock_alloc_buffer((1, 40), "bfloat16", scope="shared.dyn")
#     T.tt_generate(T.region(edge[0, 0], 2, 1, 40), T.Cast("bfloat16", T.tt_column() < 40))
#     ones = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#     T.tt_generate(T.region(ones[0, 0], 2, 32, 32), T.float32(1.0))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         block = T.sblock_alloc_buffer((32, 40), scope="local.fragment")
#         m = T.sblock_alloc_buffer((32, 1), scope="local.fragment")
#         before = T.sblock_alloc_buffer((32, 1), scope="local.fragment")
#         total = T.sblock_alloc_buffer((32, 1), scope="local.fragment")
#         part = T.sblock_alloc_buffer((32, 1), scope="local.fragment")
#         T.tt_eltwise(T.region(m[0, 0], 2, 32, 1), T.float32("-inf"))
#         T.tt_eltwise(T.region(total[0, 0], 2, 32, 1), T.float32(0.0))
#         for k in range(4):
#             block_in = T.sblock_alloc_buffer((32, 40), "bfloat16", scope="shared.dyn")
#             T.tt_read(T.region(block_in[0, 0], 2, 32, 40), T.region(A[bx * 32, k * 64], 1, 32, 40))
#             T.tt_eltwise(T.region(block[0, 0], 2, 32, 40), T.Cast("float32", T.region(block_in[0, 0], 1, 32, 40)))
#             T.tt_eltwise(T.region(before[0, 0], 2, 32, 1), T.region(m[0, 0], 1, 32, 1))
#             block_terms = T.sblock_alloc_buffer((32, 40), scope="shared.dyn")
#             T.tt_eltwise(T.region(block_terms[0, 0], 2, 32, 40), T.Select(T.region(edge[0, 0], 1, 1, 40) != T.bfloat16(0.0), T.region(block[0, 0], 1, 32, 40), T.float32("-inf")))
#             block_terms_max = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_reduce(T.region(block_terms_max[0, 0], 2, 32, 1), T.region(block_terms[0, 0], 1, 32, 40), T.region(ones[0, 0], 1, 32, 32), "max", 1)
#             T.tt_eltwise(T.region(m[0, 0], 2, 32, 1), T.max(T.region(m[0, 0], 1, 32, 1), T.region(block_terms_max[0, 0], 1, 32, 1)))
#             mask = T.sblock_alloc_buffer((1, 40), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(mask[0, 0], 2, 1, 40), T.Cast("bfloat16", k * 64 + T.tt_column() > bx))
#             T.tt_eltwise(T.region(block[0, 0], 2, 32, 40), T.Select(T.region(mask[0, 0], 1, 1, 40) != T.bfloat16(0.0), T.exp(T.region(block[0, 0], 1, 32, 40) - T.region(m[0, 0], 1, 32, 1)), T.float32(0.0)))
#             block_terms_1 = T.sblock_alloc_buffer((32, 40), scope="shared.dyn")
#             T.tt_eltwise(T.region(block_terms_1[0, 0], 2, 32, 40), T.Select(T.region(edge[0, 0], 1, 1, 40) != T.bfloat16(0.0), T.region(block[0, 0], 1, 32, 40), T.float32(0.0)))
#             block_terms_sum = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#             T.tt_reduce(T.region(block_terms_sum[0, 0], 2, 32, 1), T.region(block_terms_1[0, 0], 1, 32, 40), T.region(ones[0, 0], 1, 32, 32), "sum", 1)
#             T.tt_eltwise(T.region(part[0, 0], 2, 32, 1), T.region(block_terms_sum[0, 0], 1, 32, 1))
#             T.tt_eltwise(T.region(total[0, 0], 2, 32, 1), T.region(total[0, 0], 1, 32, 1) * T.exp(T.region(before[0, 0], 1, 32, 1) - T.region(m[0, 0], 1, 32, 1)) + T.region(part[0, 0], 1, 32, 1))
#         T.tt_eltwise(T.region(block[0, 0], 2, 32, 40), T.region(block[0, 0], 1, 32, 40) / T.region(total[0, 0], 1, 32, 1))
#         T.tt_write(T.region(B[bx * 32, 0], 2, 32, 40), T.region(block[0, 0], 1, 32, 40))
