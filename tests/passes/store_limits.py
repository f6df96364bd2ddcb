# run: opt --passes=all
# A store under a condition that leaves a box: only that is written, so boxes of different blocks of the grid may overlap.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((90, 64), "float32"), Ends: T.Tensor((4,), "int32"), C: T.Tensor((90, 64), "float32")):
    with T.Kernel(3) as bx:
        start = Ends[bx]
        for i, j in T.Parallel(32, 64):
            if start + i < Ends[bx + 1] and not (j < bx or j > 50):
                C[start + i, j] = A[start + i, j] * 2.0
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, Ends_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 3, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 3, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 3, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 1, "tt_buffer_A_padded_shape": [96, 64], "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_Ends_layout": "dram_interleaved", "tt_buffer_Ends_tile_shape": [32, 32], "tt_buffer_Ends_num_tiles_height": 1, "tt_buffer_Ends_num_tiles_width": 1, "tt_buffer_Ends_needs_padding": 1, "tt_buffer_Ends_padded_shape": [128], "tt_buffer_Ends_plane": [-1, 0], "tt_buffer_Ends_split": [0, 1], "tt_buffer_Ends_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 3, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 1, "tt_buffer_C_padded_shape": [96, 64], "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [2, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0], [3, 0]], "tt_padding_info": {"A": {"needs_padding": 1, "original_shape": [90, 64], "padded_shape": [96, 64], "padding_amount": [6, 0]}, "Ends": {"needs_padding": 1, "original_shape": [4], "padded_shape": [128], "padding_amount": [124]}, "C": {"needs_padding": 1, "original_shape": [90, 64], "padded_shape": [96, 64], "padding_amount": [6, 0]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "scalars", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 1, "name": "scalars_out", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 2, "name": "scratch", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 3, "name": "A_in", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 4, "name": "C_out", "num_pages": 2, "tile_size": 4096, "data_format": "Float32"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [3], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (96, 64), strides=(64, 1))
#         Ends = T.match_buffer(Ends_handle, (4,), "int32", strides=(1,))
#         C = T.match_buffer(C_handle, (96, 64), strides=(64, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, Ends_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:Ends", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "Ends"]})
#         cb_scalars: T.int32 = 0
#         cb_scratch: T.int32 = 2
#         cb_A_in: T.int32 = 3
#         A: T.handle = T.tensor_accessor(0, A_addr, 4096)
#         Ends: T.handle = T.tensor_accessor(1, Ends_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             T.cb_reserve_back(cb_scalars, 1)
#             scalars_ptr: T.uint32 = T.get_write_ptr(cb_scalars)
#             offset: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(bx, Ends, offset - offset % 64), scalars_ptr, 64)
#             T.noc_async_read_barrier()
#             word: T.uint32 = T.l1_load_uint32(scalars_ptr + T.Cast("uint32", offset % 64))
#             Ends_at: T.int32 = T.Cast("int32", word)
#             start: T.int32 = Ends_at
#             T.cb_reserve_back(cb_A_in, 2)
#             A_in_ptr: T.uint32 = T.get_write_ptr(cb_A_in)
#             T.cb_reserve_back(cb_scratch, 1)
#             scratch_ptr: T.uint32 = T.get_write_ptr(cb_scratch)
#             for tile in range(2):
#                 for zeros in range(8):
#                     T.noc_async_read(T.get_noc_addr(T.mem_zeros_base()), A_in_ptr + T.Cast("uint32", tile * 4096) + T.Cast("uint32", zeros * 512), 512)
#             T.noc_async_read_barrier()
#             for tile_row in range(2):
#                 for tile_column in range(2):
#                     if T.max(start, 0) // 32 + tile_row < 3:
#                         T.noc_async_read_page(T.max(start, 0) // 32 * 2 + tile_row * 2 + tile_column, A, scratch_ptr)
#                         T.noc_async_read_barrier()
#                         for i in range(32):
#                             for j in range(32):
#                                 box_row: T.int32 = T.max(start, 0) // 32 * 32 + tile_row * 32 + i - start
#                                 box_column: T.int32 = tile_column * 32 + j
#                                 if box_row >= 0 and box_row < 32:
#                                     T.l1_store_uint32(A_in_ptr + T.Cast("uint32", tile_column * 4096 + box_row // 16 * 2048 + j // 16 * 1024 + box_row % 16 * 64 + j % 16 * 4), T.l1_load_uint32(scratch_ptr + T.Cast("uint32", i // 16 * 2048 + j // 16 * 1024 + i % 16 * 64 + j % 16 * 4)))
#             T.cb_push_back(cb_A_in, 2)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [3]})
#         cb_A_in: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         T.compute_kernel_hw_startup(cb_A_in, cb_A_in, cb_C_out)
#         T.copy_init(cb_A_in)
#         T.binop_with_scalar_tile_init()
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_A_in, 2)
#             T.cb_reserve_back(cb_C_out, 2)
#             T.tile_regs_acquire()
#             for d in range(2):
#                 T.copy_tile(cb_A_in, d, d)
#             for d in range(2):
#                 T.mul_unary_tile(d, T.float32(2.0))
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             for d in range(2):
#                 T.pack_tile_at(d, cb_C_out, d)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 2)
#             T.cb_pop_front(cb_A_in, 2)
#
#     @T.prim_func
#     def writer(Ends_addr: T.uint32, C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:Ends", "address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["Ends", "C"]})
#         cb_scalars_out: T.int32 = 1
#         cb_C_out: T.int32 = 4
#         Ends: T.handle = T.tensor_accessor(0, Ends_addr, 4096)
#         C: T.handle = T.tensor_accessor(1, C_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             T.cb_reserve_back(cb_scalars_out, 1)
#             scalars_out_ptr: T.uint32 = T.get_write_ptr(cb_scalars_out)
#             offset: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(bx, Ends, offset - offset % 64), scalars_out_ptr, 64)
#             T.noc_async_read_barrier()
#             word: T.uint32 = T.l1_load_uint32(scalars_out_ptr + T.Cast("uint32", offset % 64))
#             Ends_at: T.int32 = T.Cast("int32", word)
#             start: T.int32 = Ends_at
#             T.cb_reserve_back(cb_scalars_out, 1)
#             scalars_out_ptr_1: T.uint32 = T.get_write_ptr(cb_scalars_out)
#             offset_1: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(bx + 1, Ends, offset_1 - offset_1 % 64), scalars_out_ptr_1, 64)
#             T.noc_async_read_barrier()
#             word_1: T.uint32 = T.l1_load_uint32(scalars_out_ptr_1 + T.Cast("uint32", offset_1 % 64))
#             Ends_at_1: T.int32 = T.Cast("int32", word_1)
#             T.cb_wait_front(cb_C_out, 2)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             part_end: T.int32 = T.min(Ends_at_1 - Ends_at, 32)
#             for row in range(32):
#                 tensor_row: T.int32 = start + row
#                 for piece in range(4):
#                     if row < part_end and (tensor_row >= 0 and tensor_row < 90):
#                         skipped: T.int32 = T.max(bx - piece * 16, 0)
#                         length: T.int32 = T.min(16, 51 - piece * 16) - skipped
#                         if length > 0:
#                             T.noc_async_write(C_out_ptr + T.Cast("uint32", piece // 2 * 4096 + row // 16 * 2048 + piece % 2 * 1024 + row % 16 * 64) + T.Cast("uint32", skipped * 4), T.get_page_noc_addr(tensor_row // 32 * 2 + piece // 2, C, tensor_row % 32 // 16 * 2048 + piece % 2 * 1024 + tensor_row % 16 * 64 + skipped * 4), length * 4)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 2)
