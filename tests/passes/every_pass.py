# run: opt --passes=all --print-after=all
# A transposed operand, an accumulator in L1, an epilogue: the IR after each of apply_tt_defaults, infer_tt_schedule, infer_tt_shard,
# grid_to_persistent_tt, tt_shard_to_core_map, tile_pad_tt, tensorize_tt, memory_space_lower_tt, split_kernels (with T.tt_arrive),
# insert_cb_protocol, assign_dst, insert_compute_init, verify_tt_ir.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 33), "bfloat16"), B: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((33, 64), "bfloat16")):
    with T.Kernel(1, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "bfloat16")
        B_block = T.alloc_shared((32, 64), "bfloat16")
        C_block = T.alloc_fragment((32, 64), "float32")
        T.clear(C_block)
        for k in T.Pipelined(2, num_stages=2):
            T.copy(A[k * 32, by * 32], A_block)
            T.copy(B[k * 32, bx * 64], B_block)
            T.gemm(A_block, B_block, C_block, transpose_A=True)
        for i, j in T.Parallel(32, 64):
            C_block[i, j] = T.max(C_block[i, j], 0)
        T.copy(C_block, C[by * 32, bx * 64])
# expect:
# # after apply_tt_defaults
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
#     A = T.match_buffer(A_handle, (64, 33), "bfloat16", strides=(33, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (33, 64), "bfloat16", strides=(64, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#                 B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#                 C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#                 T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#                 for k in T.serial(2, annotations={"num_stages": 2}):
#                     T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#                     T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#                     T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#                 for i in T.parallel(32):
#                     for j in T.parallel(64):
#                         C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#                 T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after infer_tt_schedule
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]]})
#     A = T.match_buffer(A_handle, (64, 33), "bfloat16", strides=(33, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (33, 64), "bfloat16", strides=(64, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#                 B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#                 C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#                 T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#                 for k in T.serial(2, annotations={"num_stages": 2}):
#                     T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#                     T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#                     T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#                 for i in T.parallel(32):
#                     for j in T.parallel(64):
#                         C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#                 T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after infer_tt_shard
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b"})
#     A = T.match_buffer(A_handle, (64, 33), "bfloat16", strides=(33, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (33, 64), "bfloat16", strides=(64, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#                 B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#                 C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#                 T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#                 for k in T.serial(2, annotations={"num_stages": 2}):
#                     T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#                     T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#                     T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#                 for i in T.parallel(32):
#                     for j in T.parallel(64):
#                         C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#                 T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after grid_to_persistent_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"]})
#     A = T.match_buffer(A_handle, (64, 33), "bfloat16", strides=(33, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (33, 64), "bfloat16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#         for k in T.serial(2, annotations={"num_stages": 2}):
#             T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#             T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#             T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#         for i in T.parallel(32):
#             for j in T.parallel(64):
#                 C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#         T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after tt_shard_to_core_map
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]]})
#     A = T.match_buffer(A_handle, (64, 33), "bfloat16", strides=(33, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (33, 64), "bfloat16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#         for k in T.serial(2, annotations={"num_stages": 2}):
#             T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#             T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#             T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#         for i in T.parallel(32):
#             for j in T.parallel(64):
#                 C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#         T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after tile_pad_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}})
#     A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.fill(T.region(C_block[0, 0], 2, 32, 64), 0)
#         for k in T.serial(2, annotations={"num_stages": 2}):
#             T.copy(T.region(A[k * 32, by * 32], 1, 32, 32), T.region(A_block[0, 0], 2, 32, 32))
#             T.copy(T.region(B[k * 32, bx * 64], 1, 32, 64), T.region(B_block[0, 0], 2, 32, 64))
#             T.gemm(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), 32, 64, 32, 0, T.bool(False), 0, 0, 0)
#         for i in T.parallel(32):
#             for j in T.parallel(64):
#                 C_block[i, j] = T.max(C_block[i, j], T.float32(0.0))
#         T.copy(T.region(C_block[0, 0], 1, 32, 64), T.region(C[by * 32, bx * 64], 2, 32, 64))
# # after tensorize_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1})
#     A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="shared.dyn")
#         B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         C_block = T.sblock_alloc_buffer((32, 64), scope="local.fragment")
#         T.tt_eltwise(T.region(C_block[0, 0], 2, 32, 64), T.float32(0.0))
#         for k in T.serial(2, annotations={"num_stages": 2}):
#             T.tt_read(T.region(A_block[0, 0], 2, 32, 32), T.region(A[k * 32, by * 32], 1, 32, 32))
#             T.tt_read(T.region(B_block[0, 0], 2, 32, 64), T.region(B[k * 32, 0], 1, 32, 64))
#             T.tt_matmul(T.region(A_block[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(True), T.bool(False), T.bool(False))
#         T.tt_eltwise(T.region(C_block[0, 0], 2, 32, 64), T.max(T.region(C_block[0, 0], 1, 32, 64), T.float32(0.0)))
#         C_out = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="shared.dyn")
#         T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 64), T.Cast("bfloat16", T.region(C_block[0, 0], 1, 32, 64)))
#         T.tt_write(T.region(C[by * 32, 0], 2, 32, 64), T.region(C_out[0, 0], 1, 32, 64))
# # after memory_space_lower_tt
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4"})
#     A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#     C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#     for tt_i in range(tt_count):
#         tile_id: T.int32 = tt_start_id + tt_i
#         bx: T.int32 = tile_id % grid_x
#         by: T.int32 = tile_id // grid_x
#         A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#         B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#         C_block = T.sblock_alloc_buffer((32, 64), scope="tt.cb")
#         T.tt_eltwise(T.region(C_block[0, 0], 2, 32, 64), T.float32(0.0))
#         for k in T.serial(2, annotations={"num_stages": 2}):
#             T.tt_read(T.region(A_block[0, 0], 2, 32, 32), T.region(A[k * 32, by * 32], 1, 32, 32))
#             T.tt_read(T.region(B_block[0, 0], 2, 32, 64), T.region(B[k * 32, 0], 1, 32, 64))
#             A_block_t = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#             T.tt_transpose(T.region(A_block_t[0, 0], 2, 32, 32), T.region(A_block[0, 0], 1, 32, 32))
#             T.tt_matmul(T.region(A_block_t[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(False), T.bool(False), T.bool(False))
#         C_out = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#         T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 64), T.Cast("bfloat16", T.max(T.region(C_block[0, 0], 1, 32, 64), T.float32(0.0))))
#         T.tt_write(T.region(C[by * 32, 0], 2, 32, 64), T.region(C_out[0, 0], 1, 32, 64))
# # after split_kernels
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_handle: T.handle, B_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#             B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             for k in range(2):
#                 T.tt_read(T.region(A_block[0, 0], 2, 32, 32), T.region(A[k * 32, by * 32], 1, 32, 32))
#                 T.tt_read(T.region(B_block[0, 0], 2, 32, 64), T.region(B[k * 32, 0], 1, 32, 64))
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         for tt_i in range(tt_count):
#             A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#             B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             C_block = T.sblock_alloc_buffer((32, 64), scope="tt.cb")
#             T.tt_eltwise(T.region(C_block[0, 0], 2, 32, 64), T.float32(0.0))
#             for k in range(2):
#                 T.tt_arrive(T.region(A_block[0, 0], 2, 32, 32))
#                 T.tt_arrive(T.region(B_block[0, 0], 2, 32, 64))
#                 A_block_t = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#                 T.tt_transpose(T.region(A_block_t[0, 0], 2, 32, 32), T.region(A_block[0, 0], 1, 32, 32))
#                 T.tt_matmul(T.region(A_block_t[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(False), T.bool(False), T.bool(False))
#             C_out = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 64), T.Cast("bfloat16", T.max(T.region(C_block[0, 0], 1, 32, 64), T.float32(0.0))))
#
#     @T.prim_func
#     def writer(C_handle: T.handle, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             C_out = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             T.tt_write(T.region(C[by * 32, 0], 2, 32, 64), T.region(C_out[0, 0], 1, 32, 64))
# # after insert_cb_protocol
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         B: T.handle = T.tensor_accessor(1, B_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             for k in range(2):
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.cb_reserve_back(cb_B_block, 2)
#                 A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#                 T.noc_async_read_page(k * 2 + by, A, A_block_ptr)
#                 B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#                 for column in range(2):
#                     T.noc_async_read_page(k * 2 + column, B, B_block_ptr + T.Cast("uint32", column * 2048))
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block, 1)
#                 T.cb_push_back(cb_B_block, 2)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_block: T.int32 = 2
#         cb_A_block_t: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         for tt_i in range(tt_count):
#             A_block = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#             B_block = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             C_block = T.sblock_alloc_buffer((32, 64), scope="tt.cb")
#             T.cb_reserve_back(cb_C_block, 2)
#             for k in range(2):
#                 T.cb_wait_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_B_block, 2)
#                 A_block_t = T.sblock_alloc_buffer((32, 32), "bfloat16", scope="tt.cb")
#                 T.cb_reserve_back(cb_A_block_t, 1)
#                 T.tt_transpose(T.region(A_block_t[0, 0], 2, 32, 32), T.region(A_block[0, 0], 1, 32, 32))
#                 T.cb_push_back(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.tt_matmul(T.region(A_block_t[0, 0], 1, 32, 32), T.region(B_block[0, 0], 1, 32, 64), T.region(C_block[0, 0], 3, 32, 64), T.bool(False), T.bool(False), T.bool(False), accumulate=k != 0)
#                 T.cb_pop_front(cb_B_block, 2)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block_t, 1)
#             C_out = T.sblock_alloc_buffer((32, 64), "bfloat16", scope="tt.cb")
#             T.cb_push_back(cb_C_block, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_reserve_back(cb_C_out, 2)
#             T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 64), T.Cast("bfloat16", T.max(T.region(C_block[0, 0], 1, 32, 64), T.float32(0.0))))
#             T.cb_push_back(cb_C_out, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_pop_front(cb_C_block, 2)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 4
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 2)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for column in range(2):
#                 T.noc_async_write_page(by * 2 + column, C, C_out_ptr + T.Cast("uint32", column * 2048))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 2)
# # after assign_dst
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         B: T.handle = T.tensor_accessor(1, B_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             for k in range(2):
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.cb_reserve_back(cb_B_block, 2)
#                 A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#                 T.noc_async_read_page(k * 2 + by, A, A_block_ptr)
#                 B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#                 for column in range(2):
#                     T.noc_async_read_page(k * 2 + column, B, B_block_ptr + T.Cast("uint32", column * 2048))
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block, 1)
#                 T.cb_push_back(cb_B_block, 2)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_block: T.int32 = 2
#         cb_A_block_t: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_C_block, 2)
#             for k in range(2):
#                 T.cb_wait_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_B_block, 2)
#                 T.cb_reserve_back(cb_A_block_t, 1)
#                 T.tile_regs_acquire()
#                 T.transpose_tile(cb_A_block, 0, 0)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_tile_at(0, cb_A_block_t, 0)
#                 T.tile_regs_release()
#                 T.cb_push_back(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.pack_reconfig_l1_acc(T.Cast("int32", k != 0))
#                 T.tile_regs_acquire()
#                 for n in range(2):
#                     T.matmul_tiles(cb_A_block_t, cb_B_block, 0, n, n)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 for n in range(2):
#                     T.pack_tile_at(n, cb_C_block, n)
#                 T.tile_regs_release()
#                 T.pack_reconfig_l1_acc(0)
#                 T.cb_pop_front(cb_B_block, 2)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block_t, 1)
#             T.cb_push_back(cb_C_block, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_reserve_back(cb_C_out, 2)
#             T.tile_regs_acquire()
#             for d in range(2):
#                 T.copy_tile(cb_C_block, d, d)
#             for d in range(2):
#                 T.unary_max_tile(d, T.float32(0.0))
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             for d in range(2):
#                 T.pack_tile_at(d, cb_C_out, d)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_pop_front(cb_C_block, 2)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 4
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 2)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for column in range(2):
#                 T.noc_async_write_page(by * 2 + column, C, C_out_ptr + T.Cast("uint32", column * 2048))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 2)
# # after insert_compute_init
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         B: T.handle = T.tensor_accessor(1, B_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             for k in range(2):
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.cb_reserve_back(cb_B_block, 2)
#                 A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#                 T.noc_async_read_page(k * 2 + by, A, A_block_ptr)
#                 B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#                 for column in range(2):
#                     T.noc_async_read_page(k * 2 + column, B, B_block_ptr + T.Cast("uint32", column * 2048))
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block, 1)
#                 T.cb_push_back(cb_B_block, 2)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_block: T.int32 = 2
#         cb_A_block_t: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         T.compute_kernel_hw_startup(cb_A_block, cb_A_block, cb_A_block_t)
#         T.unary_max_tile_init()
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_C_block, 2)
#             T.reconfig_data_format_srca(cb_A_block)
#             for k in range(2):
#                 T.cb_wait_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_B_block, 2)
#                 T.cb_reserve_back(cb_A_block_t, 1)
#                 T.tile_regs_acquire()
#                 T.transpose_init(cb_A_block)
#                 T.transpose_tile(cb_A_block, 0, 0)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_reconfig_data_format(cb_A_block_t)
#                 T.pack_tile_at(0, cb_A_block_t, 0)
#                 T.tile_regs_release()
#                 T.cb_push_back(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.pack_reconfig_l1_acc(T.Cast("int32", k != 0))
#                 T.tile_regs_acquire()
#                 T.matmul_init(cb_A_block_t, cb_B_block, 0)
#                 for n in range(2):
#                     T.matmul_tiles(cb_A_block_t, cb_B_block, 0, n, n)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_reconfig_data_format(cb_C_block)
#                 for n in range(2):
#                     T.pack_tile_at(n, cb_C_block, n)
#                 T.tile_regs_release()
#                 T.pack_reconfig_l1_acc(0)
#                 T.cb_pop_front(cb_B_block, 2)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block_t, 1)
#             T.cb_push_back(cb_C_block, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_reserve_back(cb_C_out, 2)
#             T.tile_regs_acquire()
#             T.reconfig_data_format_srca(cb_C_block)
#             T.copy_init(cb_C_block)
#             for d in range(2):
#                 T.copy_tile(cb_C_block, d, d)
#             for d in range(2):
#                 T.unary_max_tile(d, T.float32(0.0))
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_reconfig_data_format(cb_C_out)
#             for d in range(2):
#                 T.pack_tile_at(d, cb_C_out, d)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_pop_front(cb_C_block, 2)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 4
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 2)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for column in range(2):
#                 T.noc_async_write_page(by * 2 + column, C, C_out_ptr + T.Cast("uint32", column * 2048))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 2)
# # after verify_tt_ir
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 2, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [64, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 2, "tt_buffer_B_num_tiles_width": 2, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [64, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [1, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0], [2, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [64, 33], "padded_shape": [64, 64], "padding_amount": [0, 31]}, "C": {"needs_padding": 1, "original_shape": [33, 64], "padded_shape": [64, 64], "padding_amount": [31, 0]}}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_block_t", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         B = T.match_buffer(B_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         B: T.handle = T.tensor_accessor(1, B_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             for k in range(2):
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.cb_reserve_back(cb_B_block, 2)
#                 A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#                 T.noc_async_read_page(k * 2 + by, A, A_block_ptr)
#                 B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#                 for column in range(2):
#                     T.noc_async_read_page(k * 2 + column, B, B_block_ptr + T.Cast("uint32", column * 2048))
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block, 1)
#                 T.cb_push_back(cb_B_block, 2)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_block: T.int32 = 2
#         cb_A_block_t: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         T.compute_kernel_hw_startup(cb_A_block, cb_A_block, cb_A_block_t)
#         T.unary_max_tile_init()
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_C_block, 2)
#             T.reconfig_data_format_srca(cb_A_block)
#             for k in range(2):
#                 T.cb_wait_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_B_block, 2)
#                 T.cb_reserve_back(cb_A_block_t, 1)
#                 T.tile_regs_acquire()
#                 T.transpose_init(cb_A_block)
#                 T.transpose_tile(cb_A_block, 0, 0)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_reconfig_data_format(cb_A_block_t)
#                 T.pack_tile_at(0, cb_A_block_t, 0)
#                 T.tile_regs_release()
#                 T.cb_push_back(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block, 1)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.pack_reconfig_l1_acc(T.Cast("int32", k != 0))
#                 T.tile_regs_acquire()
#                 T.matmul_init(cb_A_block_t, cb_B_block, 0)
#                 for n in range(2):
#                     T.matmul_tiles(cb_A_block_t, cb_B_block, 0, n, n)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_reconfig_data_format(cb_C_block)
#                 for n in range(2):
#                     T.pack_tile_at(n, cb_C_block, n)
#                 T.tile_regs_release()
#                 T.pack_reconfig_l1_acc(0)
#                 T.cb_pop_front(cb_B_block, 2)
#                 T.cb_wait_front(cb_A_block_t, 1)
#                 T.cb_pop_front(cb_A_block_t, 1)
#             T.cb_push_back(cb_C_block, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_reserve_back(cb_C_out, 2)
#             T.tile_regs_acquire()
#             T.reconfig_data_format_srca(cb_C_block)
#             T.copy_init(cb_C_block)
#             for d in range(2):
#                 T.copy_tile(cb_C_block, d, d)
#             for d in range(2):
#                 T.unary_max_tile(d, T.float32(0.0))
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_reconfig_data_format(cb_C_out)
#             for d in range(2):
#                 T.pack_tile_at(d, cb_C_out, d)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 2)
#             T.cb_wait_front(cb_C_block, 2)
#             T.cb_pop_front(cb_C_block, 2)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 4
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 2)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for column in range(2):
#                 T.noc_async_write_page(by * 2 + column, C, C_out_ptr + T.Cast("uint32", column * 2048))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 2)
