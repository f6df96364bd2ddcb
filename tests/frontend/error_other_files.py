# run: opt -D WIDTH=3
# exit: 3
import tilelang
import tilelang.language as T


from helpers import emit, WIDTH


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        emit(X)
        X[0, 0] = WIDTH

# expect:
# error_other_files.py:15:9: unsupported: `helpers.emit(...)`: Python that is not in this file is not executed; define it here, as a @T.macro if it makes statements
#             emit(X)
#             ^~~~~~~
