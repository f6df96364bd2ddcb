# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((4,), "float32")):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = 1

# expect:
# error_launch.py:9:22: error: unknown name `n`
#         with T.Kernel(2, n, threads=128) as (bx, by):
#                          ^
