# run: opt --passes=all
# Two loops become one expression; register banks of one tile each.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 128), "float32"), B: T.Tensor((128, 128), "float32"), C: T.Tensor((128, 128), "float32")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((64, 64), "float32")
        B_block = T.alloc_shared((64, 64), "float32")
        C_block = T.alloc_fragment((64, 64), "float32")
        T.copy(A[by * 64, bx * 64], A_block)
        T.copy(B[by * 64, bx * 64], B_block)
        for i, j in T.Parallel(64, 64):
            C_block[i, j] = A_block[i, j] * 0.5 - B_block[i, j]
        for i, j in T.Parallel(64, 64):
            C_block[i, j] = T.max(C_block[i, j], B_block[i, j]) / 3.0
        T.copy(C_block, C[by * 64, bx * 64])
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 4, "tt_buffer_A_num_tiles_width": 4, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_B_layout": "dram_interleaved", "tt_buffer_B_tile_shape": [32, 32], "tt_buffer_B_num_tiles_height": 4, "tt_buffer_B_num_tiles_width": 4, "tt_buffer_B_needs_padding": 0, "tt_buffer_B_plane": [0, 1], "tt_buffer_B_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 4, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "A_block", "num_pages": 4, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 1, "name": "B_block", "num_pages": 4, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 2, "name": "C_out", "num_pages": 4, "tile_size": 4096, "data_format": "Float32"}], "tt_num_cbs": 3, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [0, 1], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (128, 128), strides=(128, 1))
#         B = T.match_buffer(B_handle, (128, 128), strides=(128, 1))
#         C = T.match_buffer(C_handle, (128, 128), strides=(128, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 4096)
#         B: T.handle = T.tensor_accessor(1, B_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_reserve_back(cb_A_block, 4)
#             T.cb_reserve_back(cb_B_block, 4)
#             A_block_ptr: T.uint32 = T.get_write_ptr(cb_A_block)
#             for row in range(2):
#                 for column in range(2):
#                     T.noc_async_read_page(by * 8 + row * 4 + bx * 2 + column, A, A_block_ptr + T.Cast("uint32", row * 8192 + column * 4096))
#             B_block_ptr: T.uint32 = T.get_write_ptr(cb_B_block)
#             for row in range(2):
#                 for column in range(2):
#                     T.noc_async_read_page(by * 8 + row * 4 + bx * 2 + column, B, B_block_ptr + T.Cast("uint32", row * 8192 + column * 4096))
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_A_block, 4)
#             T.cb_push_back(cb_B_block, 4)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [0, 1]})
#         cb_A_block: T.int32 = 0
#         cb_B_block: T.int32 = 1
#         cb_C_out: T.int32 = 2
#         T.compute_kernel_hw_startup(cb_A_block, cb_A_block, cb_C_out)
#         T.copy_init(cb_A_block)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_A_block, 4)
#             T.cb_wait_front(cb_B_block, 4)
#             T.cb_reserve_back(cb_C_out, 4)
#             for step in range(2):
#                 T.tile_regs_acquire()
#                 for d in range(2):
#                     T.copy_tile(cb_A_block, step * 2 + d, d)
#                 T.binop_with_scalar_tile_init()
#                 for d in range(2):
#                     T.mul_unary_tile(d, T.float32(0.5))
#                 for d in range(2):
#                     T.copy_tile(cb_B_block, step * 2 + d, d + 2)
#                 T.sub_binary_tile_init()
#                 for d in range(2):
#                     T.sub_binary_tile(d, d + 2, d)
#                 T.binary_max_tile_init()
#                 for d in range(2):
#                     T.binary_max_tile(d, d + 2, d)
#                 T.binop_with_scalar_tile_init()
#                 for d in range(2):
#                     T.mul_unary_tile(d, T.float32(0.33333334))
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 for d in range(2):
#                     T.pack_tile_at(d, cb_C_out, step * 2 + d)
#                 T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 4)
#             T.cb_pop_front(cb_A_block, 4)
#             T.cb_pop_front(cb_B_block, 4)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 2
#         C: T.handle = T.tensor_accessor(0, C_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_out, 4)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             for row in range(2):
#                 for column in range(2):
#                     T.noc_async_write_page(by * 8 + row * 4 + bx * 2 + column, C, C_out_ptr + T.Cast("uint32", row * 8192 + column * 4096))
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 4)
