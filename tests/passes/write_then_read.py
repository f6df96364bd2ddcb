# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt,memory_space_lower_tt,split_kernels,insert_cb_protocol
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((32, 32), "float16"), W: T.Tensor((32, 32), "float16"), C: T.Tensor((32, 32), "float16")):
    with T.Kernel(1) as bx:
        S = T.alloc_shared((32, 32), "float16")
        T.copy(A, S)
        T.copy(S, W)
        T.copy(W, S)
        T.copy(S, C)

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, W_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 1, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 1, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 1, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float16_b", "tt_buffer_W_layout": "dram_interleaved", "tt_buffer_W_tile_shape": [32, 32], "tt_buffer_W_num_tiles_height": 1, "tt_buffer_W_num_tiles_width": 1, "tt_buffer_W_needs_padding": 0, "tt_buffer_W_plane": [0, 1], "tt_buffer_W_format": "Float16_b", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 1, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float16_b", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [0, 0]]], "tt_core_runtime_args": [[0, 1], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]], "tt_padding_info": {}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "W_order", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}, {"cb_id": 1, "name": "S", "num_pages": 1, "tile_size": 2048, "data_format": "Float16_b"}], "tt_num_cbs": 2, "tt_fp32_dest_acc": 0, "tt_unpack_to_dest_fp32": [], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1})
#         A = T.match_buffer(A_handle, (32, 32), "float16", strides=(32, 1))
#         W = T.match_buffer(W_handle, (32, 32), "float16", strides=(32, 1))
#         C = T.match_buffer(C_handle, (32, 32), "float16", strides=(32, 1))
#         T.launch_kernels("reader", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, W_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:W", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "W"]})
#         cb_W_order: T.int32 = 0
#         cb_S: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         W: T.handle = T.tensor_accessor(1, W_addr, 2048)
#         for tt_i in range(tt_count):
#             T.cb_reserve_back(cb_S, 1)
#             S_ptr: T.uint32 = T.get_write_ptr(cb_S)
#             T.noc_async_read_page(0, A, S_ptr)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_S, 1)
#             T.cb_wait_front(cb_W_order, 1)
#             T.cb_pop_front(cb_W_order, 1)
#             T.cb_reserve_back(cb_S, 1)
#             S_ptr_1: T.uint32 = T.get_write_ptr(cb_S)
#             T.noc_async_read_page(0, W, S_ptr_1)
#             T.noc_async_read_barrier()
#             T.cb_push_back(cb_S, 1)
#
#     @T.prim_func
#     def writer(W_addr: T.uint32, C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:W", "address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["W", "C"]})
#         cb_W_order: T.int32 = 0
#         cb_S: T.int32 = 1
#         W: T.handle = T.tensor_accessor(0, W_addr, 2048)
#         C: T.handle = T.tensor_accessor(1, C_addr, 2048)
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_S, 1)
#             S_ptr: T.uint32 = T.get_read_ptr(cb_S)
#             T.noc_async_write_page(0, W, S_ptr)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_S, 1)
#             T.cb_reserve_back(cb_W_order, 1)
#             T.cb_push_back(cb_W_order, 1)
#             T.cb_wait_front(cb_S, 1)
#             S_ptr_1: T.uint32 = T.get_read_ptr(cb_S)
#             T.noc_async_write_page(0, C, S_ptr_1)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_S, 1)
