# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        T.gemm(S, S, X)
        T.gemm(S, S, X, transpose_B=True)
        T.gemm(S, S, X, True, False, policy=T.GemmWarpPolicy.FullRow, clear_accum=True)
        T.gemm(S[0:32, 0:64], S, X[0:32, :], clear_accum=bx == 0, k_pack=2)
        T.gemm(C[bx, :, :], S, X)
        T.clear(X)
        T.fill(X[0:3, :], T.infinity("float32"))
        T.fill(S, -T.infinity("float16"))
        T.fill(X[3, 0:4], n)
        T.transpose(S, S)

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
#                 T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 64, 64), T.bool(False), T.bool(False), 64, 64, 64, 0, T.bool(False), 0, 0, 0)
#                 T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, T.bool(False), 0, 0, 0)
#                 T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 2, 64, 64), T.bool(True), T.bool(False), 64, 64, 64, 1, T.bool(True), 0, 0, 0)
#                 T.gemm(T.region(S[0, 0], 1, 32, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 32, 64), T.bool(False), T.bool(False), 32, 64, 64, 0, bx == 0, 0, 0, 0)
#                 T.gemm(T.region(C[bx, 0, 0], 1, 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 64, 64), T.bool(False), T.bool(False), 64, 64, 64, 0, T.bool(False), 0, 0, 0)
#                 T.fill(T.region(X[0, 0], 2, 64, 64), 0)
#                 T.fill(T.region(X[0, 0], 2, 3, 64), T.float32("inf"))
#                 T.fill(T.region(S[0, 0], 2, 64, 64), T.float16("-inf"))
#                 T.fill(T.region(X[3, 0], 2, 1, 4), n)
#                 T.transpose(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
