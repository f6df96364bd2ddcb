# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.StridedTensor((64, 64), (0.5, 1), "float32"), B: T.StridedTensor((64, 64), (1,), "float32")):
    with T.Kernel(1, threads=128):
        A[0, 0] = B[0, 0]

# expect:
# error_strides.py:8:10: error: a stride must be an integer, not float32
#     def main(A: T.StridedTensor((64, 64), (0.5, 1), "float32"), B: T.StridedTensor((64, 64), (1,), "float32")):
#              ^
# error_strides.py:8:61: error: 1 strides for 2 dimensions
#     def main(A: T.StridedTensor((64, 64), (0.5, 1), "float32"), B: T.StridedTensor((64, 64), (1,), "float32")):
#                                                                 ^
