# run: opt -D M=3
# exit: 1
import tilelang
import tilelang.language as T


def make(M):
    @T.prim_func
    def main(A: T.Tensor((M, 3), "float32")):
        with T.Kernel(1):
            A[0, 0] = 1

    return M

# expect:
# error_factory_result.py:7:5: error: `make` returns an int, not a kernel made by @T.prim_func
#     def make(M):
#         ^~~~
