# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        x = bx * 32
        T.copy(A[bx * 64, by * 32], S)
        T.copy(A, S)
        T.copy(S, C[bx, by * 64 : (by + 1) * 64, 0:64])
        T.copy(C[bx, by, 0], S)
        T.copy(A[0:32, 0:64], S[32:64, 0:64])
        T.copy(A[bx, 0:64], S[3, :])
        T.copy(A[x : x + 32, 0:64], S[0:32, :])
        T.copy(A[x - 32 : x + 32, 0:64], S)
        T.copy(A[bx * 64 + 32 : (bx + 1) * 64, 0:64], S[0:32, :], coalesced_width=8)
        T.copy(A[n, 0], S[0:n, :])
        T.copy(A[3, 4], X[2, 1])
        V = T.alloc_fragment((64,), "float32")
        T.copy(A[bx, 0], V)
        T.copy(A[0:64, bx], V)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, J_handle: T.handle, C_handle: T.handle, n: T.int32):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     J = T.match_buffer(J_handle, (64,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (4, 64, 64), "float16", strides=(4096, 64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(n, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                 V = T.sblock_alloc_buffer((64,), scope="local.fragment")
#                 x: T.int32 = bx * 32
#                 T.copy(T.region(A[bx * 64, by * 32], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#                 T.copy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#                 T.copy(T.region(S[0, 0], 1, 64, 64), T.region(C[bx, by * 64, 0], 2, 1, 64, 64))
#                 T.copy(T.region(C[bx, by, 0], 1, 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#                 T.copy(T.region(A[0, 0], 1, 32, 64), T.region(S[32, 0], 2, 32, 64))
#                 T.copy(T.region(A[bx, 0], 1, 1, 64), T.region(S[3, 0], 2, 1, 64))
#                 T.copy(T.region(A[x, 0], 1, 32, 64), T.region(S[0, 0], 2, 32, 64))
#                 T.copy(T.region(A[x - 32, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#                 T.copy(T.region(A[bx * 64 + 32, 0], 1, 32, 64), T.region(S[0, 0], 2, 32, 64), coalesced_width=8)
#                 T.copy(T.region(A[n, 0], 1, n, 64), T.region(S[0, 0], 2, n, 64))
#                 X[2, 1] = T.Cast("float32", A[3, 4])
#                 T.copy(T.region(A[bx, 0], 1, 1, 64), T.region(V[0], 2, 64))
#                 T.copy(T.region(A[0, bx], 1, 64, 1), T.region(V[0], 2, 64))
