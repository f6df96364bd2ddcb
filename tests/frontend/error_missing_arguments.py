# run: opt -D M=3 -D blok_M=3
# exit: 1
import tilelang
import tilelang.language as T


def make(M, N, block_M=32, *rest):
    @T.prim_func
    def main(A: T.Tensor((M, N), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return main

# expect:
# error_missing_arguments.py:7:5: error: `make` needs values for its arguments: -D N=...
#     def make(M, N, block_M=32, *rest):
#         ^~~~
