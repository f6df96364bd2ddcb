# run: opt --kernel elephants
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
# tilecc: error: error_kernel_unknown.py has no kernel `elephants`; it has first, second
