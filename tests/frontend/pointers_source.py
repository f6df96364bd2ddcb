# run: opt
# T.make_tensor of a parameter is a tensor; of an address that the kernel reads, a buffer at a pointer.
import tilelang.language as T


@T.prim_func
def main(a_ptr: T.ptr, table: T.Tensor([4], T.ptr), m: T.int32):
    A = T.make_tensor(a_ptr, (m, 64), "float16")
    with T.Kernel(4) as bx:
        S = T.make_tensor(table[bx], (m, 64), T.float16, strides=(128, 1))
        block = T.alloc_shared((16, 64), "float16")
        for i in T.serial(4):
            T.copy(S[i * 16, 0], block)
            T.copy(block, A[i * 16, 0])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(a_ptr_handle: T.handle, table_handle: T.handle, m: T.int32):
#     a_ptr = T.match_buffer(a_ptr_handle, (m, 64), "float16", strides=(64, 1))
#     table = T.match_buffer(table_handle, (4,), "int64", strides=(1,))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             block = T.sblock_alloc_buffer((16, 64), "float16", scope="shared.dyn")
#             pointer: T.handle("float16", "global") = T.reinterpret("handle", table[bx])
#             for i in range(4):
#                 S = T.Buffer((m, 64), "float16", data=pointer, strides=(128, 1))
#                 T.copy(T.region(S[i * 16, 0], 1, 16, 64), T.region(block[0, 0], 2, 16, 64))
#                 T.copy(T.region(block[0, 0], 1, 16, 64), T.region(a_ptr[i * 16, 0], 2, 16, 64))
