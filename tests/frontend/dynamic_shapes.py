# run: opt -D k=128 -D factor=0.5
import tilelang
import tilelang.language as T


def make(block=64, dtype="float16"):
    m, k = T.dynamic("m, k")
    n = T.dynamic("n", "int64")

    @T.prim_func
    def main(A: T.Tensor((m, k), dtype), B: T.Tensor((k, n * 2), dtype), C: T.Tensor((m, n * 2), dtype), count: T.int32, factor: T.float32):
        with T.Kernel(T.ceildiv(n * 2, block), T.ceildiv(m, block)) as (bx, by):
            S = T.alloc_shared((block, block), dtype)
            for i in range(count):
                T.copy(A[by * block : by * block + block, i * block : (i + 1) * block], S)
                S[0, 0] = factor

    return main

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle, count: T.int32):
#     m = T.int32()
#     A = T.match_buffer(A_handle, (m, 128), "float16", strides=(128, 1))
#     n = T.int64()
#     B = T.match_buffer(B_handle, (128, n * T.int64(2)), "float16", strides=(n * T.int64(2), 1))
#     C = T.match_buffer(C_handle, (m, n * T.int64(2)), "float16", strides=(n * T.int64(2), 1))
#     for bx in T.thread_binding((n * T.int64(2) + T.int64(64) - T.int64(1)) // T.int64(64), thread="blockIdx.x"):
#         for by in T.thread_binding((m + 64 - 1) // 64, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                 for i in range(count):
#                     T.copy(T.region(A[by * 64, i * 64], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#                     S[0, 0] = T.float16(0.5)
