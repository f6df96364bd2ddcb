# run: opt --passes=all
# 128x128 blocks: sixteen tiles are more than DST holds; the packer accumulates in L1.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "bfloat16"), B: T.Tensor((128, 128), "bfloat16"), C: T.Tensor((128, 128), "bfloat16")):
    with T.Kernel(1, 1) as (bx, by):
        A_block = T.alloc_shared((128, 32), "bfloat16")
        B_block = T.alloc_shared((32, 128), "bfloat16")
        C_block = T.alloc_fragment((128, 128), "float32")
        T.clear(C_block)
        for k in T.Pipelined(4, num_stages=2):
            T.copy(A[by * 128, k * 32], A_block)
            T.copy(B[k * 32, bx * 128], B_block)
            T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[by * 128, bx * 128])
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 4, "tt_buffer_A_num_tiles_width": 4, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 4, "tt_buffer_B_num_tiles_width": 4, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 4, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 8, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "B_block", "num_pages": 8, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 2, "name": "C_block", "num_pages": 16, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "C_out", "num_pages": 16, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 4, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (128, 128), "bfloat16", strides=(128, 1))
#         B = T.match_buffer(B_handle, (128, 128), "bfloat16", strides=(128, 1))
#         C = T.match_buffer(C_handle, (128, 128), "bfloat16", strides=(128, 1))
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
#             for k in range(4):
#                 T.cb_reserve_back(cb_A_block, 4)
#                 T.cb_reserve_back(cb_B_block, 4)
#                 A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#                 for row in range(4):
#                     T.noc_async_read_page(row * 4 + k, A, A_block_ptr + T.Cast("uint32", row * 2048))
#                 B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#                 for column in range(4):
#                     T.noc_async_read_page(k * 4 + column, B, B_block_ptr + T.Cast("uint32", column * 2048))
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block, 4)
#                 T.cb_push_back(cb_B_block, 4)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_block: T.int32 = 2
#         cb_C_out: T.int32 = 3
#         T.compute_kernel_hw_startup_reverse(cb_A_block, cb_B_block, cb_C_block)
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_C_block, 16)
#             T.reconfig_data_format_reverse(cb_A_block, cb_B_block)
#             T.matmul_init(cb_A_block, cb_B_block, 0)
#             T.pack_reconfig_data_format(cb_C_block)
#             for k in range(4):
#                 T.cb_wait_front(cb_A_block, 4)
#                 T.cb_wait_front(cb_B_block, 4)
#                 T.pack_reconfig_l1_acc(T.Cast("int32", k != 0))
#                 for sub_row in range(4):
#                     T.tile_regs_acquire()
#                     for n in range(4):
#                         T.matmul_tiles(cb_A_block, cb_B_block, sub_row, n, n)
#                     T.tile_regs_commit()
#                     T.tile_regs_wait()
#                     for n in range(4):
#                         T.pack_tile_at(n, cb_C_block, sub_row * 4 + n)
#                     T.tile_regs_release()
#                 T.pack_reconfig_l1_acc(0)
#                 T.cb_pop_front(cb_A_block, 4)
#                 T.cb_pop_front(cb_B_block, 4)
#             T.cb_push_back(cb_C_block, 16)
#             T.cb_wait_front(cb_C_block, 16)
#             T.cb_reserve_back(cb_C_out, 16)
#             T.reconfig_data_format_srca(cb_C_block)
#             T.copy_init(cb_C_block)
#             T.pack_reconfig_data_format(cb_C_out)
#             for step in range(4):
#                 T.tile_regs_acquire()
#                 for d in range(4):
#                     T.copy_tile(cb_C_block, step * 4 + d, d)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 for d in range(4):
#                     T.pack_tile_at(d, cb_C_out, step * 4 + d)
#                 T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 16)
#             T.cb_wait_front(cb_C_block, 16)
#             T.cb_pop_front(cb_C_block, 16)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 3
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_C_out, 16)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for row in range(4):
#                 for column in range(4):
#                     T.noc_async_write_page(row * 4 + column, C, C_out_ptr + T.Cast("uint32", row * 8192 + column * 2048))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 16)
