# run: opt -D M=3 -D N=4 -D elephants=3 -D blockM=3
# exit: 1
import tilelang
import tilelang.language as T


def make(M, N, block_M=32):
    @T.prim_func
    def main(A: T.Tensor((M, N), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return main

# expect:
# tilecc: error: -D elephants: the kernel has no such name; it takes M, N, block_M
# tilecc: error: -D blockM: the kernel has no such name; did you mean `block_M`?
