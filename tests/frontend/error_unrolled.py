# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((3, 3), "float32")):
    with T.Kernel(1):
        for i in list(range(400)):
            for j in list(range(400)):
                A[0, 0] = i

# expect:
# error_unrolled.py:12:17: error: the kernel unrolls to more than 100000 statements
#                     A[0, 0] = i
#                     ^~~~~~~~~~~
