# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def first(A: T.Tensor((3, 3), "float32")):
    with T.Kernel(1):
        A[0, 0] = 1


@T.prim_func
def second(A: T.Tensor((3, 3), "float32")):
    with T.Kernel(1):
        A[0, 0] = 1

# expect:
# tilecc: error: error_several_kernels.py has several kernels; choose one with --kernel: first, second
