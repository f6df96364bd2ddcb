# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt
# A maximum over planes is element-wise, a running maximum goes in log2(n) steps, a part is reduced as a block of its own.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((3, 32, 64), "float32"), C: T.Tensor((32, 64), "float32"), D: T.Tensor((32,), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((3, 32, 64), "float32")
        c = T.alloc_fragment((32, 64), "float32")
        d = T.alloc_fragment((32,), "float32")
        T.copy(A, a)
        T.reduce_max(a, c, dim=0)
        T.cummax(c, c, dim=1)
        T.reduce_sum(c[0:32, 32:64], d, dim=1)
        T.copy(c, C)
        T.copy(d, D)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, C_handle: T.handle, D_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 1, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [1, 2], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_buffer_D_layout": "dram_interleaved", "tt_buffer_D_tile_shape": [32, 32], "tt_buffer_D_num_tiles_height": 1, "tt_buffer_D_num_tiles_width": 1, "tt_buffer_D_needs_padding": 0, "tt_buffer_D_plane": [0, -1], "tt_buffer_D_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 4, "tt_exact_products": 1, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (3, 32, 64), strides=(2048, 64, 1))
#     C = T.match_buffer(C_handle, (32, 64), strides=(64, 1))
#     D = T.match_buffer(D_handle, (32,), strides=(1,))
#     ones = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#     T.tt_generate(T.region(ones[0, 0], 2, 32, 32), T.float32(1.0))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         a = T.sblock_alloc_buffer((3, 32, 64), scope="local.fragment")
#         c = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         d = T.sblock_alloc_buffer((32, 1), scope="local.fragment")
#         scan_smem = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#         T.tt_read(T.region(a[0, 0, 0], 2, 3, 32, 64), T.region(A[0, 0, 0], 1, 3, 32, 64))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 64), T.max(T.max(T.region(a[0, 0, 0], 1, 1, 32, 64), T.region(a[1, 0, 0], 1, 1, 32, 64)), T.region(a[2, 0, 0], 1, 1, 32, 64)))
#         T.tt_eltwise(T.region(scan_smem[0, 0], 2, 32, 64), T.region(c[0, 0], 1, 32, 64))
#         scan_smem_running = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         scan_smem_next = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.tt_eltwise(T.region(scan_smem_running[0, 0], 2, 32, 64), T.region(scan_smem[0, 0], 1, 32, 64))
#         for step in range(6):
#             mask = T.sblock_alloc_buffer((1, 64), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(mask[0, 0], 2, 1, 64), T.Cast("bfloat16", T.tt_column() - T.shift_left(1, step) >= 0))
#             scan_smem_running_piece = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#             pick = T.sblock_alloc_buffer((64, 64), "bfloat16", scope="shared.dyn")
#             T.tt_generate(T.region(pick[0, 0], 2, 64, 64), T.Cast("bfloat16", T.tt_row() == T.tt_column() - T.shift_left(1, step)))
#             scan_smem_running_piece_picked = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#             T.tt_eltwise(T.region(scan_smem_running_piece[0, 0], 2, 32, 64), T.Cast("bfloat16", T.bitwise_and(T.reinterpret("int32", T.region(scan_smem_running[0, 0], 1, 32, 64)), 255)))
#             T.tt_matmul(T.region(scan_smem_running_piece[0, 0], 1, 32, 64), T.region(pick[0, 0], 1, 64, 64), T.region(scan_smem_running_piece_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#             scan_smem_running_whole = T.sblock_alloc_buffer((32, 64), "int32", scope="shared.dyn")
#             T.tt_eltwise(T.region(scan_smem_running_whole[0, 0], 2, 32, 64), T.Cast("int32", T.region(scan_smem_running_piece_picked[0, 0], 1, 32, 64)))
#             T.tt_eltwise(T.region(scan_smem_running_piece[0, 0], 2, 32, 64), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(scan_smem_running[0, 0], 1, 32, 64)), 8), 255)))
#             T.tt_matmul(T.region(scan_smem_running_piece[0, 0], 1, 32, 64), T.region(pick[0, 0], 1, 64, 64), T.region(scan_smem_running_piece_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(scan_smem_running_whole[0, 0], 2, 32, 64), T.bitwise_or(T.region(scan_smem_running_whole[0, 0], 1, 32, 64), T.shift_left(T.Cast("int32", T.region(scan_smem_running_piece_picked[0, 0], 1, 32, 64)), 8)))
#             T.tt_eltwise(T.region(scan_smem_running_piece[0, 0], 2, 32, 64), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(scan_smem_running[0, 0], 1, 32, 64)), 16), 255)))
#             T.tt_matmul(T.region(scan_smem_running_piece[0, 0], 1, 32, 64), T.region(pick[0, 0], 1, 64, 64), T.region(scan_smem_running_piece_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(scan_smem_running_whole[0, 0], 2, 32, 64), T.bitwise_or(T.region(scan_smem_running_whole[0, 0], 1, 32, 64), T.shift_left(T.Cast("int32", T.region(scan_smem_running_piece_picked[0, 0], 1, 32, 64)), 16)))
#             T.tt_eltwise(T.region(scan_smem_running_piece[0, 0], 2, 32, 64), T.Cast("bfloat16", T.bitwise_and(T.shift_right(T.reinterpret("int32", T.region(scan_smem_running[0, 0], 1, 32, 64)), 24), 255)))
#             T.tt_matmul(T.region(scan_smem_running_piece[0, 0], 1, 32, 64), T.region(pick[0, 0], 1, 64, 64), T.region(scan_smem_running_piece_picked[0, 0], 2, 32, 64), T.bool(False), T.bool(False), T.bool(True))
#             T.tt_eltwise(T.region(scan_smem_running_whole[0, 0], 2, 32, 64), T.bitwise_or(T.region(scan_smem_running_whole[0, 0], 1, 32, 64), T.shift_left(T.Cast("int32", T.region(scan_smem_running_piece_picked[0, 0], 1, 32, 64)), 24)))
#             scan_smem_running_picked = T.sblock_alloc_buffer((32, 64), scope="shared.dyn")
#             T.tt_eltwise(T.region(scan_smem_running_picked[0, 0], 2, 32, 64), T.reinterpret("float32", T.region(scan_smem_running_whole[0, 0], 1, 32, 64)))
#             T.tt_eltwise(T.region(scan_smem_next[0, 0], 2, 32, 64), T.Select(T.region(mask[0, 0], 1, 1, 64) != T.bfloat16(0.0), T.max(T.region(scan_smem_running[0, 0], 1, 32, 64), T.region(scan_smem_running_picked[0, 0], 1, 32, 64)), T.region(scan_smem_running[0, 0], 1, 32, 64)))
#             T.tt_eltwise(T.region(scan_smem_running[0, 0], 2, 32, 64), T.region(scan_smem_next[0, 0], 1, 32, 64))
#         T.tt_eltwise(T.region(scan_smem[0, 0], 2, 32, 64), T.region(scan_smem_running[0, 0], 1, 32, 64))
#         T.tt_eltwise(T.region(c[0, 0], 2, 32, 64), T.region(scan_smem[0, 0], 1, 32, 64))
#         c_operand = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         c_part = T.sblock_alloc_buffer((32, 32), scope="shared.dyn")
#         T.tt_eltwise(T.region(c_part[0, 0], 2, 32, 32), T.region(c[0, 32], 1, 32, 32))
#         T.tt_eltwise(T.region(c_operand[0, 0], 2, 32, 32), T.region(c_part[0, 0], 1, 32, 32))
#         c_operand_sum = T.sblock_alloc_buffer((32, 1), scope="shared.dyn")
#         T.tt_reduce(T.region(c_operand_sum[0, 0], 2, 32, 1), T.region(c_operand[0, 0], 1, 32, 32), T.region(ones[0, 0], 1, 32, 32), "sum", 1)
#         T.tt_eltwise(T.region(d[0, 0], 2, 32, 1), T.region(c_operand_sum[0, 0], 1, 32, 1))
#         T.tt_write(T.region(C[0, 0], 2, 32, 64), T.region(c[0, 0], 1, 32, 64))
#         T.tt_write(T.region(D[0], 2, 32), T.region(d[0, 0], 1, 32, 1))
