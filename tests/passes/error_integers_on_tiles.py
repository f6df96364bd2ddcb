# run: opt --passes=all
# exit: 3
# What tiles of integers cannot do: a row of them in every row, a reducer.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "int32"), C: T.Tensor((64, 64), "int32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "int32")
        row = T.alloc_fragment((64,), "int32")
        T.copy(A, a)
        T.copy(A[3, 0:64], row)
        for i, j in T.Parallel(64, 64):
            a[i, j] = a[i, j] + row[j]
        T.copy(a, C)

# expect:
# error_integers_on_tiles.py:16:9: unsupported: row, a row of int32, in every row of a block: the chip broadcasts rows of floats; cast it to float32
#             T.copy(a, C)
#             ^~~~~~~~~~~~
