# run: opt
# exit: 1
import tilelang
import tilelang.language as T


for counted in range(len(tilelang.env)):
    pass


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        with n:
            X[0, 0] = counted

# expect:
# error_with.py:16:14: error: a device expression can't be used with `with` in a kernel
#             with n:
#                  ^
# error_with.py:17:23: error: the value of `counted` can't be worked out at compile time; give it with -D counted=...
#                 X[0, 0] = counted
#                           ^~~~~~~
# error_with.py:7:1: note: `counted` is set by a statement that is not evaluated
#     for counted in range(len(tilelang.env)):
#     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
