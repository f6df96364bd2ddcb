# run: opt --passes=all
# A block that is loaded in one block of statements and read in another is kept by the compute kernel.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), M: T.Tensor((2,), "int32"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        if M[by] > 0:
            T.copy(A[by * 32, bx * 32], A_block)
        else:
            T.fill(A_block, 1.0)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, M_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_M_layout": "dram_interleaved", "tt_buffer_M_tile_shape": [32, 32], "tt_buffer_M_num_tiles_height": 1, "tt_buffer_M_num_tiles_width": 1, "tt_buffer_M_needs_padding": 1, "tt_buffer_M_padded_shape": [64], "tt_buffer_M_plane": [-1, 0], "tt_buffer_M_split": [0, 1], "tt_buffer_M_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {"M": {"needs_padding": 1, "original_shape": [2], "padded_shape": [64], "padding_amount": [62]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "scalars", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 1, "name": "scalars_out", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 2, "name": "scalars_sent", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 3, "name": "A_block", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 4, "name": "A_block_in", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 5, "name": "C_out", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 6, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#         M = T.match_buffer(M_handle, (2,), "int32", strides=(1,))
#         C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, M_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:M", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "M"]})
#         cb_scalars: T.int32 = 0
#         cb_scalars_sent: T.int32 = 2
#         cb_A_block_in: T.int32 = 4
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         M: T.handle = T.tensor_accessor(1, M_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_reserve_back(cb_scalars, 1)
#             scalars_ptr: T.uint32 = T.get_write_ptr(cb_scalars)
#             offset: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(by, M, offset - offset % 64), scalars_ptr, 64)
#             T.noc_async_read_barrier()
#             word: T.uint32 = T.l1_load_uint32(scalars_ptr + T.Cast("uint32", offset % 64))
#             M_at: T.int32 = T.Cast("int32", word)
#             T.cb_reserve_back(cb_scalars_sent, 1)
#             T.l1_store_uint32(T.get_write_ptr(cb_scalars_sent), word)
#             T.cb_push_back(cb_scalars_sent, 1)
#             if M_at > 0:
#                 T.cb_reserve_back(cb_A_block_in, 1)
#                 A_block_in_ptr: T.uint32 = T.get_write_ptr(cb_A_block_in)
#                 T.noc_async_read_page(tt_start_id + tt_i, A, A_block_in_ptr)
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_block_in, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": []})
#         cb_scalars_sent: T.int32 = 2
#         cb_A_block: T.int32 = 3
#         cb_A_block_in: T.int32 = 4
#         cb_C_out: T.int32 = 5
#         T.compute_kernel_hw_startup(cb_A_block_in, cb_A_block_in, cb_A_block)
#         T.copy_init(cb_A_block_in)
#         T.fill_tile_init()
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_scalars_sent, 1)
#             M_at: T.int32 = T.Cast("int32", T.read_tile_value(cb_scalars_sent, 0, 0))
#             T.cb_pop_front(cb_scalars_sent, 1)
#             if M_at > 0:
#                 T.cb_wait_front(cb_A_block_in, 1)
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.tile_regs_acquire()
#                 T.copy_tile(cb_A_block_in, 0, 0)
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_tile_at(0, cb_A_block, 0)
#                 T.tile_regs_release()
#                 T.cb_push_back(cb_A_block, 1)
#                 T.cb_pop_front(cb_A_block_in, 1)
#             else:
#                 T.cb_reserve_back(cb_A_block, 1)
#                 T.tile_regs_acquire()
#                 T.fill_tile(0, T.float32(1.0))
#                 T.tile_regs_commit()
#                 T.tile_regs_wait()
#                 T.pack_tile_at(0, cb_A_block, 0)
#                 T.tile_regs_release()
#                 T.cb_push_back(cb_A_block, 1)
#             T.cb_wait_front(cb_A_block, 1)
#             T.cb_reserve_back(cb_C_out, 1)
#             T.tile_regs_acquire()
#             T.copy_tile(cb_A_block, 0, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_tile_at(0, cb_C_out, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 1)
#             T.cb_wait_front(cb_A_block, 1)
#             T.cb_pop_front(cb_A_block, 1)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 5
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
