# run: opt --passes=apply_tt_defaults,infer_tt_schedule,infer_tt_shard,grid_to_persistent_tt,tt_shard_to_core_map,tile_pad_tt,tensorize_tt,memory_space_lower_tt,split_kernels,insert_cb_protocol
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), I: T.Tensor((4,), "int32"), C: T.Tensor((128, 32), "float32")):
    with T.Kernel(4) as bx:
        S = T.alloc_shared((32, 32), "float32")
        if I[bx] >= 0:
            T.copy(A[I[bx] * 32, 0], S)
            for i, j in T.Parallel(32, 32):
                S[i, j] = S[i, j] + 1.0
            T.copy(S, C[bx * 32, 0])

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_kernel_name": "kernel"})
#
#     @T.prim_func
#     def main(A_handle: T.handle, I_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32, "tt_grid_x": 4, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 4, "tt_num_cores": 64, "tt_tiles_per_core": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_buffer_A_layout": "dram_interleaved", "tt_buffer_A_tile_shape": [32, 32], "tt_buffer_A_num_tiles_height": 2, "tt_buffer_A_num_tiles_width": 1, "tt_buffer_A_needs_padding": 0, "tt_buffer_A_plane": [0, 1], "tt_buffer_A_format": "Float32", "tt_buffer_I_layout": "dram_interleaved", "tt_buffer_I_tile_shape": [32, 32], "tt_buffer_I_num_tiles_height": 1, "tt_buffer_I_num_tiles_width": 1, "tt_buffer_I_needs_padding": 1, "tt_buffer_I_padded_shape": [128], "tt_buffer_I_plane": [-1, 0], "tt_buffer_I_split": [0, 1], "tt_buffer_I_format": "Int32", "tt_buffer_C_layout": "dram_interleaved", "tt_buffer_C_tile_shape": [32, 32], "tt_buffer_C_num_tiles_height": 4, "tt_buffer_C_num_tiles_width": 1, "tt_buffer_C_needs_padding": 0, "tt_buffer_C_plane": [0, 1], "tt_buffer_C_format": "Float32", "tt_persistent_loop": 1, "tt_runtime_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_target": "wormhole_n150", "tt_core_ranges": [[[0, 0], [3, 0]]], "tt_core_runtime_args": [[0, 1], [1, 1], [2, 1], [3, 1], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0], [4, 0]], "tt_padding_info": {"I": {"needs_padding": 1, "original_shape": [4], "padded_shape": [128], "padding_amount": [124]}}, "tt_num_matmuls": 0, "tt_has_tensorize": 1, "tt_circular_buffers": [{"cb_id": 0, "name": "scalars", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 1, "name": "scalars_out", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 2, "name": "scalars_sent", "num_pages": 1, "tile_size": 4096, "data_format": "Int32"}, {"cb_id": 3, "name": "S_in", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}, {"cb_id": 4, "name": "C_out", "num_pages": 1, "tile_size": 4096, "data_format": "Float32"}], "tt_num_cbs": 5, "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [3], "tt_math_fidelity": "HiFi4", "tt_split_kernels": 1, "tt_cb_protocol": 1})
#         A = T.match_buffer(A_handle, (64, 32), strides=(32, 1))
#         I_1 = T.match_buffer(I_handle, (4,), "int32", strides=(1,))
#         C = T.match_buffer(C_handle, (128, 32), strides=(32, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, I_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:I", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "I"]})
#         cb_scalars: T.int32 = 0
#         cb_scalars_sent: T.int32 = 2
#         cb_S_in: T.int32 = 3
#         A: T.handle = T.tensor_accessor(0, A_addr, 4096)
#         I_1: T.handle = T.tensor_accessor(1, I_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             T.cb_reserve_back(cb_scalars, 1)
#             scalars_ptr: T.uint32 = T.get_write_ptr(cb_scalars)
#             offset: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(bx, I_1, offset - offset % 64), scalars_ptr, 64)
#             T.noc_async_read_barrier()
#             word: T.uint32 = T.l1_load_uint32(scalars_ptr + T.Cast("uint32", offset % 64))
#             I_at: T.int32 = T.Cast("int32", word)
#             T.cb_reserve_back(cb_scalars_sent, 1)
#             T.l1_store_uint32(T.get_write_ptr(cb_scalars_sent), word)
#             T.cb_push_back(cb_scalars_sent, 1)
#             if I_at >= 0:
#                 T.cb_reserve_back(cb_scalars, 1)
#                 scalars_ptr_1: T.uint32 = T.get_write_ptr(cb_scalars)
#                 offset_1: T.int32 = 0
#                 T.noc_async_read(T.get_page_noc_addr(bx, I_1, offset_1 - offset_1 % 64), scalars_ptr_1, 64)
#                 T.noc_async_read_barrier()
#                 word_1: T.uint32 = T.l1_load_uint32(scalars_ptr_1 + T.Cast("uint32", offset_1 % 64))
#                 I_at_1: T.int32 = T.Cast("int32", word_1)
#                 T.cb_reserve_back(cb_S_in, 1)
#                 S_in_ptr: T.uint32 = T.get_write_ptr(cb_S_in)
#                 if I_at_1 >= 0 and I_at_1 < 2:
#                     T.noc_async_read_page(I_at_1, A, S_in_ptr)
#                 else:
#                     for zeros in range(8):
#                         T.noc_async_read(T.get_noc_addr(T.mem_zeros_base()), S_in_ptr + T.Cast("uint32", zeros * 512), 512)
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_S_in, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": [3]})
#         cb_scalars_sent: T.int32 = 2
#         cb_S_in: T.int32 = 3
#         cb_C_out: T.int32 = 4
#         scalars_sent = T.sblock_alloc_buffer((32, 32), "int32", scope="tt.cb")
#         for tt_i in range(tt_count):
#             T.cb_wait_front(cb_scalars_sent, 1)
#             I_at: T.int32 = T.Cast("int32", T.read_tile_value(cb_scalars_sent, 0, 0))
#             T.cb_pop_front(cb_scalars_sent, 1)
#             if I_at >= 0:
#                 S_in = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#                 T.cb_wait_front(cb_S_in, 1)
#                 C_out = T.sblock_alloc_buffer((32, 32), scope="tt.cb")
#                 T.cb_reserve_back(cb_C_out, 1)
#                 T.tt_eltwise(T.region(C_out[0, 0], 2, 32, 32), T.region(S_in[0, 0], 1, 32, 32) + T.float32(1.0))
#                 T.cb_push_back(cb_C_out, 1)
#                 T.cb_pop_front(cb_S_in, 1)
#
#     @T.prim_func
#     def writer(I_addr: T.uint32, C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:I", "address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["I", "C"]})
#         cb_scalars_out: T.int32 = 1
#         cb_C_out: T.int32 = 4
#         I_1: T.handle = T.tensor_accessor(0, I_addr, 4096)
#         C: T.handle = T.tensor_accessor(1, C_addr, 4096)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             T.cb_reserve_back(cb_scalars_out, 1)
#             scalars_out_ptr: T.uint32 = T.get_write_ptr(cb_scalars_out)
#             offset: T.int32 = 0
#             T.noc_async_read(T.get_page_noc_addr(bx, I_1, offset - offset % 64), scalars_out_ptr, 64)
#             T.noc_async_read_barrier()
#             word: T.uint32 = T.l1_load_uint32(scalars_out_ptr + T.Cast("uint32", offset % 64))
#             I_at: T.int32 = T.Cast("int32", word)
#             if I_at >= 0:
#                 T.cb_wait_front(cb_C_out, 1)
#                 C_out_ptr: T.uint32 = T.get_read_ptr(cb_C_out)
#                 T.noc_async_write_page(bx, C, C_out_ptr)
#                 T.noc_async_write_barrier()
#                 T.cb_pop_front(cb_C_out, 1)
