# run: opt --passes=all
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        B_block = T.alloc_shared((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, B_block)
        for i, j in T.Parallel(32, 32):
            C_block[i, j] = (((((B_block[i, j] + 1) * (B_block[i, j] + 2)) * ((B_block[i, j] + 3) * (B_block[i, j] + 4))) * (((B_block[i, j] + 5) * (B_block[i, j] + 6)) * ((B_block[i, j] + 7) * (B_block[i, j] + 8)))) * ((((B_block[i, j] + 9) * (B_block[i, j] + 10)) * ((B_block[i, j] + 11) * (B_block[i, j] + 12))) * (((B_block[i, j] + 13) * (B_block[i, j] + 14)) * ((B_block[i, j] + 15) * (B_block[i, j] + 16)))))
        T.copy(C_block, C[by * 32, bx * 32])

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 2, "name": "C_out", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 3, "name": "C_out_part", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}], "tt_num_cbs": 4, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [1, 3], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A"]})
#         cb_A_block: T.int32 = 0
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_reserve_back(cb_A_block, 1)
#             A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#             T.noc_async_read_page(tt_start_id + tt_i, A, A_block_ptr)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_A_block, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [1, 3]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_out: T.int32 = 2
#         cb_C_out_part: T.int32 = 3
#         T.compute_kernel_hw_startup(cb_A_block, cb_A_block, cb_B_block)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_A_block, 1)
#             T.cb_reserve_back(cb_B_block, 1)
#             T.tile_regs_acquire()
#             T.reconfig_data_format_srca(cb_A_block)
#             T.copy_init(cb_A_block)
#             T.copy_tile(cb_A_block, 0, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_reconfig_data_format(cb_B_block)
#             T.pack_tile_at(0, cb_B_block, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_B_block, 1)
#             T.cb_pop_front(cb_A_block, 1)
#             T.cb_wait_front(cb_B_block, 1)
#             T.cb_reserve_back(cb_C_out_part, 1)
#             T.tile_regs_acquire()
#             T.reconfig_data_format_srca(cb_B_block)
#             T.copy_init(cb_B_block)
#             T.copy_tile(cb_B_block, 0, 0)
#             T.copy_tile(cb_B_block, 0, 1)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(1, T.float32(1.0))
#             T.copy_tile(cb_B_block, 0, 2)
#             T.add_unary_tile(2, T.float32(2.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_tile(cb_B_block, 0, 2)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(2, T.float32(3.0))
#             T.copy_tile(cb_B_block, 0, 3)
#             T.add_unary_tile(3, T.float32(4.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(2, 3, 2)
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_tile(cb_B_block, 0, 2)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(2, T.float32(5.0))
#             T.copy_tile(cb_B_block, 0, 3)
#             T.add_unary_tile(3, T.float32(6.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(2, 3, 2)
#             T.copy_tile(cb_B_block, 0, 3)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(3, T.float32(7.0))
#             T.add_unary_tile(0, T.float32(8.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(3, 0, 3)
#             T.mul_binary_tile(2, 3, 2)
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_dest_values_init()
#             T.copy_dest_values(1, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_tile_at(0, cb_C_out_part, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out_part, 1)
#             T.cb_wait_front(cb_B_block, 1)
#             T.cb_wait_front(cb_C_out_part, 1)
#             T.cb_reserve_back(cb_C_out, 1)
#             T.tile_regs_acquire()
#             T.copy_tile(cb_B_block, 0, 0)
#             T.copy_tile(cb_B_block, 0, 1)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(1, T.float32(9.0))
#             T.copy_tile(cb_B_block, 0, 2)
#             T.add_unary_tile(2, T.float32(1e+01))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_tile(cb_B_block, 0, 2)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(2, T.float32(11.0))
#             T.copy_tile(cb_B_block, 0, 3)
#             T.add_unary_tile(3, T.float32(12.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(2, 3, 2)
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_tile(cb_B_block, 0, 2)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(2, T.float32(13.0))
#             T.copy_tile(cb_B_block, 0, 3)
#             T.add_unary_tile(3, T.float32(14.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(2, 3, 2)
#             T.copy_tile(cb_B_block, 0, 3)
#             T.binop_with_scalar_tile_init()
#             T.add_unary_tile(3, T.float32(15.0))
#             T.add_unary_tile(0, T.float32(16.0))
#             T.mul_binary_tile_init()
#             T.mul_binary_tile(3, 0, 3)
#             T.mul_binary_tile(2, 3, 2)
#             T.mul_binary_tile(1, 2, 1)
#             T.copy_tile(cb_C_out_part, 0, 0)
#             T.mul_binary_tile(0, 1, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_reconfig_data_format(cb_C_out)
#             T.pack_tile_at(0, cb_C_out, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 1)
#             T.cb_wait_front(cb_B_block, 1)
#             T.cb_pop_front(cb_B_block, 1)
#             T.cb_wait_front(cb_C_out_part, 1)
#             T.cb_pop_front(cb_C_out_part, 1)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 2
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 1)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             T.noc_async_write_page(tt_start_id + tt_i, C, C_out_ptr)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 1)
