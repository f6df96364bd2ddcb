# run: opt --passes=all
# A block that the matrix engine and element-wise statements read has two indices; both follow the same protocol, moves to DST take the second.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((32, 32), "float32")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A, a)
        T.clear(c)
        T.gemm(a, a, c)
        for i, j in T.Parallel(32, 32):
            c[i, j] = T.if_then_else(a[i, j] > 0.25, c[i, j], a[i, j])
        T.copy(c, C)

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 1, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 1, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "a", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 1, "name": "C_out", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 2, "name": "a_exact", "num_pages": 1, "tile_size": 4096, "data_format": "Float32", "memory_of": 0}], "tt_num_cbs": 3, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1, "tt_dst_assigned": 1, "tt_compute_init": 1, "tt_ir_validated": 1, "tt_validation_error_count": 0, "tt_validation_warning_count": 0})
#         A = T.match_buffer(A_handle, (32, 32), strides=(32, 1))
#         C = T.match_buffer(C_handle, (32, 32), strides=(32, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A"]})
#         cb_a: T.int32 = 0
#         cb_a_exact: T.int32 = 2
#         A: T.handle = T.tensor_accessor(0, A_addr, 4096)
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_a, 1)
#             T.cb_reserve_back(cb_a_exact, 1)
#             a_ptr: T.uint32 = T.get_write_ptr(cb_a)
#             T.noc_async_read_page(0, A, a_ptr)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_a, 1)
#             T.cb_push_back(cb_a_exact, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [2]})
#         cb_a: T.int32 = 0
#         cb_a_exact: T.int32 = 2
#         cb_C_out: T.int32 = 1
#         T.compute_kernel_hw_startup_reverse(cb_a, cb_a, cb_C_out)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_a, 1)
#             T.cb_wait_front(cb_a_exact, 1)
#             T.tile_regs_acquire()
#             T.reconfig_data_format_reverse(cb_a, cb_a)
#             T.matmul_init(cb_a, cb_a, 0)
#             T.matmul_tiles(cb_a, cb_a, 0, 0, 0)
#             T.cb_reserve_back(cb_C_out, 1)
#             T.reconfig_data_format_srca(cb_a_exact)
#             T.copy_init(cb_a_exact)
#             T.copy_tile(cb_a_exact, 0, 1)
#             T.copy_tile(cb_a_exact, 0, 2)
#             T.unary_gt_tile_init()
#             T.unary_gt_tile(2, T.float32(0.25))
#             T.where_tile_init()
#             T.where_tile(2, 0, 1, 2)
#             T.copy_dest_values_init()
#             T.copy_dest_values(2, 0)
#             T.tile_regs_commit()
#             T.tile_regs_wait()
#             T.pack_tile_at(0, cb_C_out, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_out, 1)
#             T.cb_pop_front(cb_a, 1)
#             T.cb_pop_front(cb_a_exact, 1)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_out: T.int32 = 1
#         C: T.handle = T.tensor_accessor(0, C_addr, 4096)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_C_out, 1)
#             C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#             T.noc_async_write_page(0, C, C_out_ptr)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_out, 1)
