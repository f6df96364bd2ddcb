# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i, j in T.Parallel(64, 64):
            X[i, j] = A[i, j] * 0.5
            X[i, j] = A[i, j] * 2 + 1
            S[i, j] = A[i, j] * 2 + 1.5
            X[i, j] = J[i] * 0.5 + (i < j)
            X[i, j] = A[i, j] * B[i, j]
            X[i, j] = T.max(A[i, j], 0)
            X[i, j] = T.if_then_else(i < j, 0, A[i, j])
            S[i, j] = X[i, j] if i < j else 0.0
            X[i, j] = T.uint32(3) + J[i]
            X[i, j] = T.int64(3) + J[i]
            X[i, j] = T.bfloat16(3) * A[i, j]
            X[i, j] = -A[i, j]
            X[i, j] = 0 < i < j
            X[i, j] = not (i < j and j < n or i == 3)
            J[i] = 3.5
            A[i, j] = True

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
#                         X[i, j] = T.Cast("float32", A[i, j]) * T.float32(0.5)
#                         X[i, j] = T.Cast("float32", A[i, j] * T.float16(2.0) + T.float16(1.0))
#                         S[i, j] = T.Cast("float16", T.Cast("float32", A[i, j] * T.float16(2.0)) + T.float32(1.5))
#                         X[i, j] = T.Cast("float32", J[i]) * T.float32(0.5) + T.Cast("float32", i < j)
#                         X[i, j] = T.Cast("float32", A[i, j]) * B[i, j]
#                         X[i, j] = T.Cast("float32", T.max(A[i, j], T.float16(0.0)))
#                         X[i, j] = T.Cast("float32", T.if_then_else(i < j, T.float16(0.0), A[i, j]))
#                         S[i, j] = T.Cast("float16", T.if_then_else(i < j, X[i, j], T.float32(0.0)))
#                         X[i, j] = T.Cast("float32", T.uint32(3) + T.Cast("uint32", J[i]))
#                         X[i, j] = T.Cast("float32", T.int64(3) + T.Cast("int64", J[i]))
#                         X[i, j] = T.Cast("float32", T.float16(3.0) * A[i, j])
#                         X[i, j] = T.Cast("float32", A[i, j] * T.float16(-1.0))
#                         X[i, j] = T.Cast("float32", i > 0 and i < j)
#                         X[i, j] = T.Cast("float32", not (i < j and j < n or i == 3))
#                         J[i] = 3
#                         A[i, j] = T.float16(1.0)
