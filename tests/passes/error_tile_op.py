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
# error_tile_op.py:13:11: unsupported: T.atomic_add: it has no lowering yet; the nearest form that works is one block per output tile, so that no two blocks write the same element
#             T.atomic_add(C[by * 32, bx * 32], C_block)
#               ^~~~~~~~~~
