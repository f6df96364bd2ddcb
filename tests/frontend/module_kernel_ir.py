# run: opt
# from tvm.script import ir as I, tirx as T
@I.ir_module
class Module:
    I.module_attrs({"tt_target": "wormhole_n150", "tt_passes": ["apply_tt_defaults", "..."]})

    @T.prim_func
    def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
        T.func_attr({"tt_num_cores": 64, "tt_circular_buffers": [{"cb_id": 0, "name": "A_shared", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, "..."]})
        A = T.match_buffer(A_handle, (256, 256), "float16", strides=(256, 1))
        B = T.match_buffer(B_handle, (256, 256), "float16", strides=(256, 1))
        C = T.match_buffer(C_handle, (256, 256), "float16", strides=(256, 1))
        T.launch_kernels("reader", "compute", "writer")

    @T.prim_func
    def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
        T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
        cb_A_shared: T.int32 = 0
        cb_B_shared: T.int32 = 1
        A: T.handle = T.tensor_accessor(0, A_addr, 2048)
        B: T.handle = T.tensor_accessor(1, B_addr, 2048)
        for tt_i in range(tt_count):
            tile_id: T.int32 = tt_start_id + tt_i
            bx: T.int32 = tile_id % grid_x
            by: T.int32 = tile_id // grid_x
            for k in range(8):
                T.cb_reserve_back(cb_A_shared, 1)
                T.cb_reserve_back(cb_B_shared, 1)
                A_shared_ptr: T.uint32 = T.get_write_ptr(cb_A_shared)
                T.noc_async_read_page(by * 8 + k, A, A_shared_ptr)
                B_shared_ptr: T.uint32 = T.get_write_ptr(cb_B_shared)
                T.noc_async_read_page(k * 8 + bx, B, B_shared_ptr)
                T.noc_async_read_barrier()
                T.cb_push_back(cb_A_shared, 1)
                T.cb_push_back(cb_B_shared, 1)

    @T.prim_func
    def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
        T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": []})
        cb_A_shared: T.int32 = 0
        cb_B_shared: T.int32 = 1
        cb_C_shared: T.int32 = 2
        T.compute_kernel_hw_startup_reverse(cb_A_shared, cb_B_shared, cb_C_shared)
        T.matmul_init(cb_A_shared, cb_B_shared, 0)
        for tt_i in range(tt_count):
            T.tile_regs_acquire()
            for k in range(8):
                T.cb_wait_front(cb_A_shared, 1)
                T.cb_wait_front(cb_B_shared, 1)
                T.matmul_tiles(cb_A_shared, cb_B_shared, 0, 0, 0)
                T.cb_pop_front(cb_A_shared, 1)
                T.cb_pop_front(cb_B_shared, 1)
            T.tile_regs_commit()
            T.cb_reserve_back(cb_C_shared, 1)
            T.tile_regs_wait()
            T.pack_tile_at(0, cb_C_shared, 0)
            T.tile_regs_release()
            T.cb_push_back(cb_C_shared, 1)

    @T.prim_func
    def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
        T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
        cb_C_shared: T.int32 = 2
        C: T.handle = T.tensor_accessor(0, C_addr, 2048)
        for tt_i in range(tt_count):
            tile_id: T.int32 = tt_start_id + tt_i
            bx: T.int32 = tile_id % grid_x
            by: T.int32 = tile_id // grid_x
            T.cb_wait_front(cb_C_shared, 1)
            C_shared_ptr: T.uint32 = T.get_read_ptr(cb_C_shared)
            T.noc_async_write_page(by * 8 + bx, C, C_shared_ptr)
            T.noc_async_write_barrier()
            T.cb_pop_front(cb_C_shared, 1)

# expect:
# # from tvm.script import ir as I, tirx as T
# @I.ir_module
# class Module:
#     I.module_attrs({"tt_target": "wormhole_n150", "tt_passes": ["apply_tt_defaults", "..."]})
#
#     @T.prim_func
#     def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#         T.func_attr({"tt_num_cores": 64, "tt_circular_buffers": [{"cb_id": 0, "name": "A_shared", "num_pages": 2, "tile_size": 2048, "data_format": "Float16_b"}, "..."]})
#         A = T.match_buffer(A_handle, (256, 256), "float16", strides=(256, 1))
#         B = T.match_buffer(B_handle, (256, 256), "float16", strides=(256, 1))
#         C = T.match_buffer(C_handle, (256, 256), "float16", strides=(256, 1))
#         T.launch_kernels("reader", "compute", "writer")
#
#     @T.prim_func
#     def reader(A_addr: T.uint32, B_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "reader", "tt_kernel_args": ["address:A", "address:B", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["A", "B"]})
#         cb_A_shared: T.int32 = 0
#         cb_B_shared: T.int32 = 1
#         A: T.handle = T.tensor_accessor(0, A_addr, 2048)
#         B: T.handle = T.tensor_accessor(1, B_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             for k in range(8):
#                 T.cb_reserve_back(cb_A_shared, 1)
#                 T.cb_reserve_back(cb_B_shared, 1)
#                 A_shared_ptr: T.uint32 = T.get_write_ptr(cb_A_shared)
#                 T.noc_async_read_page(by * 8 + k, A, A_shared_ptr)
#                 B_shared_ptr: T.uint32 = T.get_write_ptr(cb_B_shared)
#                 T.noc_async_read_page(k * 8 + bx, B, B_shared_ptr)
#                 T.noc_async_read_barrier()
#                 T.cb_push_back(cb_A_shared, 1)
#                 T.cb_push_back(cb_B_shared, 1)
#
#     @T.prim_func
#     def compute(tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "compute", "tt_kernel_args": ["tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_math_fidelity": "HiFi4", "tt_fp32_dest_acc": 1, "tt_unpack_to_dest_fp32": []})
#         cb_A_shared: T.int32 = 0
#         cb_B_shared: T.int32 = 1
#         cb_C_shared: T.int32 = 2
#         T.compute_kernel_hw_startup_reverse(cb_A_shared, cb_B_shared, cb_C_shared)
#         T.matmul_init(cb_A_shared, cb_B_shared, 0)
#         for tt_i in range(tt_count):
#             T.tile_regs_acquire()
#             for k in range(8):
#                 T.cb_wait_front(cb_A_shared, 1)
#                 T.cb_wait_front(cb_B_shared, 1)
#                 T.matmul_tiles(cb_A_shared, cb_B_shared, 0, 0, 0)
#                 T.cb_pop_front(cb_A_shared, 1)
#                 T.cb_pop_front(cb_B_shared, 1)
#             T.tile_regs_commit()
#             T.cb_reserve_back(cb_C_shared, 1)
#             T.tile_regs_wait()
#             T.pack_tile_at(0, cb_C_shared, 0)
#             T.tile_regs_release()
#             T.cb_push_back(cb_C_shared, 1)
#
#     @T.prim_func
#     def writer(C_addr: T.uint32, tt_start_id: T.int32, tt_count: T.int32, grid_x: T.int32, grid_y: T.int32):
#         T.func_attr({"tt_kernel_role": "writer", "tt_kernel_args": ["address:C", "tt_start_id", "tt_count", "grid_x", "grid_y"], "tt_accessors": ["C"]})
#         cb_C_shared: T.int32 = 2
#         C: T.handle = T.tensor_accessor(0, C_addr, 2048)
#         for tt_i in range(tt_count):
#             tile_id: T.int32 = tt_start_id + tt_i
#             bx: T.int32 = tile_id % grid_x
#             by: T.int32 = tile_id // grid_x
#             T.cb_wait_front(cb_C_shared, 1)
#             C_shared_ptr: T.uint32 = T.get_read_ptr(cb_C_shared)
#             T.noc_async_write_page(by * 8 + bx, C, C_shared_ptr)
#             T.noc_async_write_barrier()
#             T.cb_pop_front(cb_C_shared, 1)
