# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        v = T.alloc_var("int32", init=3)
        v = n + 2
        v += 2
        X[v, v] = v
        w = T.alloc_var(T.float32, 1.5)
        a, b = n + 1, n + 2
        a, b = b, a
        X[a, b] = w
        y = bx + 1
        z = y
        y += 3
        X[y, z] = 1
        c = 3
        c += bx
        X[c, 0] = 2
        alias = X
        alias[1, 1] = A.shape[0] - 1
        X[0, 0] += A[0, 0]
        X[0, 1] *= 2
        acc = T.alloc_local((1,), "float32")
        acc[0] = 0
        region = A[0:4, 0:4]
        T.fill(region, 0)

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
#                 v = T.sblock_alloc_buffer((1,), "int32", scope="local.var")
#                 w = T.sblock_alloc_buffer((1,), scope="local.var")
#                 acc = T.sblock_alloc_buffer((1,), scope="local")
#                 v[0] = 3
#                 v[0] = n + 2
#                 v[0] = v[0] + 2
#                 X[v[0], v[0]] = T.Cast("float32", v[0])
#                 w[0] = T.float32(1.5)
#                 a: T.int32 = n + 1
#                 b: T.int32 = n + 2
#                 X[b, a] = w[0]
#                 y: T.int32 = bx + 1
#                 y_1: T.int32 = y + 3
#                 X[y_1, y] = T.float32(1.0)
#                 X[3 + bx, 0] = T.float32(2.0)
#                 X[1, 1] = T.float32(63.0)
#                 X[0, 0] = X[0, 0] + T.Cast("float32", A[0, 0])
#                 X[0, 1] = X[0, 1] * T.float32(2.0)
#                 acc[0] = T.float32(0.0)
#                 T.fill(T.region(A[0, 0], 2, 4, 4), 0)
