# run: opt --passes=all
# exit: 3
# Statements between two launches are refused before the launches are separated.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        S = T.alloc_shared((64,), "float32")
        T.copy(A, S)
        T.copy(S, B)
    for i in T.serial(64):
        B[i] = A[i]
    with T.Kernel(1) as bx:
        R = T.alloc_shared((64,), "float32")
        T.copy(B, R)
        T.copy(R, A)

# expect:
# error_outside_launches.py:13:5: unsupported: a statement outside of T.Kernel: move it into the kernel
#         for i in T.serial(64):
#         ^~~~~~~~~~~~~~~~~~~~~
