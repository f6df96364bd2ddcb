# run: opt -D N=128
import tilelang
import tilelang.language as T


@tilelang.jit
def split(A, scale: T.float32, block: int = 32):
    N = T.const("N")
    A: T.Tensor[[N, 64], T.float16]
    B = T.empty((N, 64), "float32")
    C = T.empty(N, 64)
    with T.Kernel(N // block) as bx:
        for i, j in T.Parallel(block, 64):
            B[bx * block + i, j] = A[bx * block + i, j] * scale
            C[bx * block + i, j] = A[bx * block + i, j]
    return C, B

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def split(A_handle: T.handle, scale: T.float32, B_handle: T.handle, C_handle: T.handle):
#     T.func_attr({"tilelang_out_idx": [-1, -2]})
#     A = T.match_buffer(A_handle, (128, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (128, 64), strides=(64, 1))
#     C = T.match_buffer(C_handle, (128, 64), strides=(64, 1))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             for i in T.parallel(32):
#                 for j in T.parallel(64):
#                     B[bx * 32 + i, j] = T.Cast("float32", A[bx * 32 + i, j]) * scale
#                     C[bx * 32 + i, j] = T.Cast("float32", A[bx * 32 + i, j])
