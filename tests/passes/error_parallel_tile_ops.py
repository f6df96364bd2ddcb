# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        for i in T.Parallel(2):
            T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# error_parallel_tile_ops.py:11:9: unsupported: a T.Parallel loop around tile operations: use a serial loop
#             for i in T.Parallel(2):
#             ^~~~~~~~~~~~~~~~~~~~~~
