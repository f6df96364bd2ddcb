# run: opt
import tilelang
import tilelang.language as T


@T.macro
def scale(X, m: int, n: int, factor):
    for i, j in T.Parallel(m, n):
        X[i, j] = X[i, j] * factor


@T.macro
def increment(v: T.Ref):
    v = v + 1


@T.macro
def twice_sum(a, b):
    c = a + b
    return c * 2


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), n: T.int32):
    with T.Kernel(2, 2, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")

        @T.macro
        def reset(value, deep):
            if deep > 3:
                T.fill(X, value)
            else:
                T.clear(X)

        v = T.alloc_var("int32", init=0)
        increment(v)
        increment(X[bx, 0])
        reset(1.5, n)
        y = twice_sum(bx, by)
        X[y, v] = (lambda q: q + 1)(bx)
        X[twice_sum(1, 2), 0] = 1
        scale(X, 64, 64, 0.5)
        T.copy(X, A[bx * 64, by * 64])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, n: T.int32):
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 v = T.sblock_alloc_buffer((1,), "int32", scope="local.var")
#                 v[0] = 0
#                 v[0] = v[0] + 1
#                 X[bx, 0] = X[bx, 0] + T.float32(1.0)
#                 if n > 3:
#                     T.fill(T.region(X[0, 0], 2, 64, 64), T.float32(1.5))
#                 else:
#                     T.fill(T.region(X[0, 0], 2, 64, 64), 0)
#                 c: T.int32 = bx + by
#                 y: T.int32 = c * 2
#                 X[y, v[0]] = T.Cast("float32", bx + 1)
#                 X[6, 0] = T.float32(1.0)
#                 for i in T.parallel(64):
#                     for j in T.parallel(64):
#                         X[i, j] = X[i, j] * T.float32(0.5)
#                 T.copy(T.region(X[0, 0], 1, 64, 64), T.region(A[bx * 64, by * 64], 2, 64, 64))
