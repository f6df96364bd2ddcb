# run: opt --passes=all
# A store that begins anywhere in a row goes element by element.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        S = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], S)
        T.copy(S, C[by * 32, bx * 32 + 8])
# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 2, "tt_grid_y": 2, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 2, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 2, "tt_buffer_C_num_tiles_width": 2, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "scratch_out", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "S", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 2, "tt_fp32_dest_acc": 0, "tt_unpack_to_dest_fp32": [], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#         C = T.match_buffer(C_handle, (64, 64), "float16", strides=(64, 1))
#         T.launch_kernels("reader", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A"]})
#         cb_S: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_reserve_back(cb_S, 1)
#             S_ptr: T.uint32 = T.get_write_ptr(cb_S)
#             T.noc_async_read_page(tt_start_id + tt_i, A, S_ptr)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_S, 1)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_scratch_out: T.int32 = 0
#         cb_S: T.int32 = 1
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_S, 1)
#             S_ptr: T.uint32 = T.get_read_ptr(cb_S)
#             T.cb_reserve_back(cb_scratch_out, 1)
#             scratch_out_ptr: T.uint32 = T.get_write_ptr(cb_scratch_out)
#             for row in range(32):
#                 for slot in range(32):
#                     index: T.int32 = bx * 32 + slot + 8
#                     if index < 64:
#                         offset: T.int32 = row // 16 * 1024 + index % 32 // 16 * 512 + row % 16 * 32 + index % 16 * 2
#                         place: T.uint32 = scratch_out_ptr + T.Cast("uint32", slot * 64) + T.Cast("uint32", offset % 64)
#                         T.l1_store_uint16(place, T.l1_load_uint16(S_ptr + T.Cast("uint32", row // 16 * 1024 + slot // 16 * 512 + row % 16 * 32 + slot % 16 * 2)))
#                         T.noc_async_write(place, T.get_page_noc_addr(by * 2 + index // 32, C, offset), 2)
#                 T.noc_async_write_barrier()
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_S, 1)
