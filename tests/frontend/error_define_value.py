# run: opt -D M=3+
# exit: 1
import tilelang
import tilelang.language as T


def make(M):
    @T.prim_func
    def main(A: T.Tensor((M, 3), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return main

# expect:
# -D M:1:3: error: expected an expression, found the end of the line
#     3+
#       ^
