# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.alloc_shared, B: T.Tensor((4,), "float32", scope="shared"), count: int, C: T.StridedTensor((4, 4), (4,), "float32")):
    with T.Kernel(1):
        B[0] = 1

# expect:
# error_parameters.py:8:10: error: the argument `A` has no value and is no tensor; give it with -D A=..., or annotate it with T.Tensor(shape, dtype)
#     def main(A: T.alloc_shared, B: T.Tensor((4,), "float32", scope="shared"), count: int, C: T.StridedTensor((4, 4), (4,), "float32")):
#              ^
# error_parameters.py:8:75: error: the argument `count` has no value and is no tensor; give it with -D count=..., or annotate it with T.Tensor(shape, dtype)
#     def main(A: T.alloc_shared, B: T.Tensor((4,), "float32", scope="shared"), count: int, C: T.StridedTensor((4, 4), (4,), "float32")):
#                                                                               ^~~~~
# error_parameters.py:8:87: error: 1 strides for 2 dimensions
#     in(A: T.alloc_shared, B: T.Tensor((4,), "float32", scope="shared"), count: int, C: T.StridedTensor((4, 4), (4,), "float32")):
#                                                                                     ^
