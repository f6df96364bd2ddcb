# run: opt -D M=3
# exit: 1
import tilelang
import tilelang.language as T


@tilelang.jit
def twice(A, block):
    M, N = T.const("M, N")
    A: T.Tensor((M, N), "float16")
    with T.Kernel(1):
        A[0, 0] = 1

# expect:
# error_eager_const.py:8:14: error: the argument `block` has no value and is no tensor; give it with -D block=..., or annotate it with T.Tensor(shape, dtype)
#     def twice(A, block):
#                  ^~~~~
# error_eager_const.py:9:20: error: the constant `N` has no value; give it with -D N=...
#         M, N = T.const("M, N")
#                        ^~~~~~
