# run: opt
# exit: 1
import tilelang
import tilelang.language as T


block = 3


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = blokc
        X[0, 0] = T.alloc_fragmnt((3,), "float32")
        X[0, 0] = T.quite_unknown_name
        X[0, 0] = something_else_entirely
        T.gemm(S, S, X, policy=T.GemmWarpPolicy.Rows)
        X[0, 0] = A.shap[0]
        X[0, 0] = (3).foo
        X[0, 0] = T.float16.foo
        S = S.view(3)
        for k in range(3):
            inside = k + 1
        X[inside, 0] = 1

# expect:
# error_names.py:15:19: error: unknown name `blokc`; did you mean `block`?
#             X[0, 0] = blokc
#                       ^~~~~
# error_names.py:16:21: error: tilelang has no T.alloc_fragmnt; did you mean T.alloc_fragment?
#             X[0, 0] = T.alloc_fragmnt((3,), "float32")
#                         ^~~~~~~~~~~~~
# error_names.py:17:21: error: T.quite_unknown_name is not known
#             X[0, 0] = T.quite_unknown_name
#                         ^~~~~~~~~~~~~~~~~~
# error_names.py:18:19: error: unknown name `something_else_entirely`
#             X[0, 0] = something_else_entirely
#                       ^~~~~~~~~~~~~~~~~~~~~~~
# error_names.py:19:49: error: T.GemmWarpPolicy has Square, FullRow and FullCol, no `Rows`
#             T.gemm(S, S, X, policy=T.GemmWarpPolicy.Rows)
#                                                     ^~~~
# error_names.py:20:21: error: a buffer has no attribute `shap` here
#             X[0, 0] = A.shap[0]
#                         ^~~~
# error_names.py:21:23: error: an int has no attribute `foo` here
#             X[0, 0] = (3).foo
#                           ^~~
# error_names.py:22:29: error: a dtype has no attribute `foo` here
#             X[0, 0] = T.float16.foo
#                                 ^~~
# error_names.py:23:15: error: a buffer has no attribute `view` here
#             S = S.view(3)
#                   ^~~~
# error_names.py:26:11: error: `inside` was bound inside a device loop or branch that has ended
#             X[inside, 0] = 1
#               ^~~~~~
# error_names.py:25:13: note: bound here; use T.alloc_var for a value that outlives the block
#                 inside = k + 1
#                 ^~~~~~
