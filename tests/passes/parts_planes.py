# run: opt --passes=all
# Two slices fill the planes of one block; the copy out reads one of them.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "bfloat16"), C: T.Tensor((64, 64), "bfloat16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((2, 32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], A_block[0, :, :])
        T.copy(A[bx * 32, by * 32], A_block[1, :, :])
        T.copy(A_block[0, :, :], C[by * 32, bx * 32])
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block_mask", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b", "exact_values": 1}, {"cb_id": 1, "name": "A_block_mask_1", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b", "exact_values": 1}, {"cb_id": 2, "name": "A_block", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 3, "name": "A_block_in", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "A_block_in_1", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 5, "name": "A_block_part", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 6, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (64, 64), "bfloat16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "bfloat16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A"]})
#         cb_A_block_mask: T.int32 = 0
#         cb_A_block_mask_1: T.int32 = 1
#         cb_A_block_in: T.int32 = 3
#         cb_A_block_in_1: T.int32 = 4
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         T.cb_reserve_back(cb_A_block_mask, 2)
#         A_block_mask_ptr: T.uint32 = T.get_write_ptr(cb_A_block_mask)
#         for plane in range(2):
#             for face in range(4):
#                 for face_row in range(16):
#                     row_ptr: T.uint32 = A_block_mask_ptr + T.Cast("uint32", plane * 2048 + face * 512 + face_row * 32)
#                     for word in range(8):
#                         T.l1_store_uint32(row_ptr + T.Cast("uint32", word * 4), T.bitwise_or(T.Select(plane == 0, T.uint32(16256), T.uint32(0)), T.shift_left(T.Select(plane == 0, T.uint32(16256), T.uint32(0)), T.uint32(16))))
#         T.cb_push_back(cb_A_block_mask, 2)
#         T.cb_reserve_back(cb_A_block_mask_1, 2)
#         A_block_mask_1_ptr: T.uint32 = T.get_write_ptr(cb_A_block_mask_1)
#         for plane in range(2):
#             for face in range(4):
#                 for face_row in range(16):
#                     row_ptr: T.uint32 = A_block_mask_1_ptr + T.Cast("uint32", plane * 2048 + face * 512 + face_row * 32)
#                     for word in range(8):
#                         T.l1_store_uint32(row_ptr + T.Cast("uint32", word * 4), T.bitwise_or(T.Select(plane == 1, T.uint32(16256), T.uint32(0)), T.shift_left(T.Select(plane == 1, T.uint32(16256), T.uint32(0)), T.uint32(16))))
#         T.cb_push_back(cb_A_block_mask_1, 2)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_reserve_back(cb_A_block_in, 1)
#             T.cb_reserve_back(cb_A_block_in_1, 1)
#             A_block_in_ptr: T.uint32 = T.get_write_ptr(cb_A_block_in)
#             T.noc_async_read_page(tt_start_id + tt_i, A, A_block_in_ptr)
#             A_block_in_1_ptr: T.uint32 = T.get_write_ptr(cb_A_block_in_1)
#             T.noc_async_read_page(bx * 2 + by, A, A_block_in_1_ptr)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_A_block_in, 1)
#             T.cb_push_back(cb_A_block_in_1, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": []})
#         cb_A_block_mask: T.int32 = 0
#         cb_A_block_mask_1: T.int32 = 1
#         cb_A_block: T.int32 = 2
#         cb_A_block_in: T.int32 = 3
#         cb_A_block_in_1: T.int32 = 4
#         cb_A_block_part: T.int32 = 5
#         T.compute_kernel_hw_startup(cb_A_block_mask, cb_A_block_mask, cb_A_block)
#         T.cb_wait_front(cb_A_block_mask, 2)
#         T.cb_wait_front(cb_A_block_mask_1, 2)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_A_block_in, 1)
#             T.cb_wait_front(cb_A_block_in_1, 1)
#             T.cb_reserve_back(cb_A_block, 2)
#             for plane in range(2):
#                 T.tile_regs_acquire()
#                 T.unary_bcast_scalar_init(cb_A_block_mask)
#                 T.unary_bcast_scalar(cb_A_block_mask, plane, 0)
#                 T.copy_init(cb_A_block_in)
#                 T.copy_tile(cb_A_block_in, 0, 1)
#                 T.fill_tile_init()
#                 T.fill_tile(2, T.float32(0.0))
#                 T.where_tile_init()
#                 T.where_tile(0, 1, 2, 0)
#                 T.unary_bcast_scalar_init(cb_A_block_mask_1)
#                 T.unary_bcast_scalar(cb_A_block_mask_1, plane, 1)
#                 T.copy_init(cb_A_block_in_1)
#                 T.copy_tile(cb_A_block_in_1, 0, 2)
#                 T.where_tile(1, 2, 0, 1)
#                 T.copy_dest_values_init()
#                 T.copy_dest_values(1, 0)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_tile_at(0, cb_A_block, plane)
#                 T.tile_regs_release()
#             T.cb_push_back(cb_A_block, 2)
#             T.cb_pop_front(cb_A_block_in, 1)
#             T.cb_pop_front(cb_A_block_in_1, 1)
#             T.cb_wait_front(cb_A_block, 2)
#             T.cb_reserve_back(cb_A_block_part, 1)
#             T.tile_regs_acquire()
#             T.copy_tile(cb_A_block, 0, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_tile_at(0, cb_A_block_part, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_A_block_part, 1)
#             T.cb_wait_front(cb_A_block, 2)
#             T.cb_pop_front(cb_A_block, 2)
#         T.cb_pop_front(cb_A_block_mask, 2)
#         T.cb_pop_front(cb_A_block_mask_1, 2)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_A_block_part: T.int32 = 5
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_A_block_part, 1)
#             A_block_part_ptr: T.uint32 = T.get_read_ptr(cb_A_block_part)
#             T.noc_async_write_page(tt_start_id + tt_i, C, A_block_part_ptr)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_A_block_part, 1)
