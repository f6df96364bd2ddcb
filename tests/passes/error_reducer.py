# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "int32"), C: T.Tensor((64,), "int32")):
    with T.Kernel(1) as bx:
        a = T.alloc_fragment((64, 64), "int32")
        total = T.alloc_reducer(64, "float32", op="bitand")
        T.copy(A, a)
        T.reducer_init(total)
        for i, j in T.Parallel(64, 64):
            T.reducer_update(total[i], a[i, j])
        T.finalize_reducer(total)
        T.copy(total, C)

# expect:
# error_reducer.py:12:9: unsupported: the reducer total: the passes lower sum, max and min of floats, and these and bitand, bitor and bitxor of integers
#             T.reducer_init(total)
#             ^~~~~~~~~~~~~~~~~~~~~
# error_reducer.py:14:13: unsupported: the reducer total: the passes lower sum, max and min of floats, and these and bitand, bitor and bitxor of integers
#                 T.reducer_update(total[i], a[i, j])
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
