# run: opt
# Pointers in TVMScript: typed handles as parameters, lets of pointers from a table of addresses, buffers that stand there.
# from tvm.script import tirx as T
@T.prim_func
def main(A_desc: T.handle("uint8x128", "grid_constant"), C: T.handle("float16", "global"), table_handle: T.handle, out_handle: T.handle):
    table = T.match_buffer(table_handle, (4,), "int64", strides=(1,))
    out = T.match_buffer(out_handle, (64,), "float16", strides=(1,))
    for bx in T.thread_binding(4, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.launch_thread_idx(1)
        tz: T.int32 = T.launch_thread_idx(2)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            smem = T.sblock_alloc_buffer((16,), "uint8", scope="shared.dyn")
            mbarrier = T.sblock_alloc_buffer((1,), "uint64", scope="shared.barrier")
            T.tma_load(A_desc, mbarrier[0], T.tvm_access_ptr(T.type_annotation("uint8"), smem.data, 0, 16, 2), 0, 0, 0)
            source: T.handle("float16", "global") = T.reinterpret("handle", table[bx])
            C_1 = T.decl_buffer((64,), "float16", data=C)
            for i in range(64):
                source_1 = T.Buffer((64, 2), "float16", data=source, strides=(4, 1))
                out[i] = source_1[i, 0] + C_1[i]
            with T.attr(T.comm_reducer(lambda x, y: x + y, [T.float32(0.0)]), "reduce_scope", T.reinterpret("handle", T.uint64(0))):
                T.evaluate(0)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_desc: T.handle("uint8x128", "grid_constant"), C: T.handle("float16", "global"), table_handle: T.handle, out_handle: T.handle):
#     table = T.match_buffer(table_handle, (4,), "int64", strides=(1,))
#     out = T.match_buffer(out_handle, (64,), "float16", strides=(1,))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             smem = T.sblock_alloc_buffer((16,), "uint8", scope="shared.dyn")
#             mbarrier = T.sblock_alloc_buffer((1,), "uint64", scope="shared.barrier")
#             T.tma_load(A_desc, mbarrier[0], T.tvm_access_ptr(T.type_annotation("uint8"), smem.data, 0, 16, 2), 0, 0, 0)
#             source: T.handle("float16", "global") = T.reinterpret("handle", table[bx])
#             for i in range(64):
#                 C_1 = T.Buffer((64,), "float16", data=C, strides=(1,))
#                 source_1 = T.Buffer((64, 2), "float16", data=source, strides=(4, 1))
#                 out[i] = source_1[i, 0] + C_1[i]
#             T.attr(T.comm_reducer(lambda x, y: x + y, [T.float32(0.0)]), "reduce_scope", T.reinterpret("handle", T.uint64(0)))
