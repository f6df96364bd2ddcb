# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C_block)
        T.atomic_add(C[by * 32, bx * 32], C_block)
# expect:
# error_tile_op.py:13:9: unsupported: T.atomicadd: the passes lower copy, fill, clear, gemm, transpose and element-wise loops
#             T.atomic_add(C[by * 32, bx * 32], C_block)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
