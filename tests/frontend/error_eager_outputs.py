# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@tilelang.jit
def twice(A):
    A: T.Tensor((4,), "float16")
    C = T.empty((4,), "float16")
    D = T.empty((4,), "float16")
    with T.Kernel(1):
        C[0] = A[0]
    return C

# expect:
# error_eager_outputs.py:14:5: error: 2 tensors are made by T.empty, 1 are returned
#         return C
#         ^~~~~~~~
