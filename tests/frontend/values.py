# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i, j in T.Parallel(64, 64):
            X[i, j] = T.exp(A[i, j]) + T.exp2(B[i, j]) + T.log(B[i, j]) + T.log2(B[i, j]) + T.sqrt(B[i, j])
            X[i, j] = T.rsqrt(B[i, j]) + T.tanh(B[i, j]) + T.sigmoid(B[i, j]) + T.abs(B[i, j]) + T.abs(J[i])
            X[i, j] = T.clamp(B[i, j], 0, 6) + T.min(B[i, j], 1.0) + T.Select(i < j, B[i, j], 2.0)
            X[i, j] = (J[i] & 3) + (J[i] | 4) + (J[i] ^ 5) + (J[i] << 2) + (J[i] >> 1) + ~J[i]
            X[i, j] = T.floordiv(n, 3) + T.floormod(n, 3) + T.truncdiv(n, 3) + T.truncmod(n, 3)
            X[i, j] = T.bitwise_and(J[i], 15) + T.shift_right(J[i], 4) + T.shift_left(J[i], 1) + T.bitwise_or(J[i], 1) + T.bitwise_xor(J[i], 1) + T.bitwise_not(J[i])
            X[i, j] = A[i, j].astype("float32") + T.float32(i) + T.Cast("float32", n)
            X[i, j] = T.And(i < j, j < n) + T.Or(i < j, j < n) + T.Not(i < j)

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
#                 for i in T.parallel(64):
#                     for j in T.parallel(64):
#                         X[i, j] = T.Cast("float32", T.exp(A[i, j])) + T.exp2(B[i, j]) + T.log(B[i, j]) + T.log2(B[i, j]) + T.sqrt(B[i, j])
#                         X[i, j] = T.rsqrt(B[i, j]) + T.tanh(B[i, j]) + T.sigmoid(B[i, j]) + T.fabs(B[i, j]) + T.Cast("float32", T.Select(J[i] >= 0, J[i], 0 - J[i]))
#                         X[i, j] = T.clamp(B[i, j], T.float32(0.0), T.float32(6.0)) + T.min(B[i, j], T.float32(1.0)) + T.Select(i < j, B[i, j], T.float32(2.0))
#                         X[i, j] = T.Cast("float32", T.bitwise_and(J[i], 3) + T.bitwise_or(J[i], 4) + T.bitwise_xor(J[i], 5) + T.shift_left(J[i], 2) + T.shift_right(J[i], 1) + T.bitwise_not(J[i]))
#                         X[i, j] = T.Cast("float32", n // 3 + n % 3 + T.Div(n, 3) + T.truncmod(n, 3))
#                         X[i, j] = T.Cast("float32", T.bitwise_and(J[i], 15) + T.shift_right(J[i], 4) + T.shift_left(J[i], 1) + T.bitwise_or(J[i], 1) + T.bitwise_xor(J[i], 1) + T.bitwise_not(J[i]))
#                         X[i, j] = T.Cast("float32", A[i, j]) + T.Cast("float32", i) + T.Cast("float32", n)
#                         X[i, j] = T.Cast("float32", (i < j and j < n) + (i < j or j < n) + (not i < j))
