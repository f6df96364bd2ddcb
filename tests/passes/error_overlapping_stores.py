# run: opt --passes=all
# exit: 3
# A store under a condition on values reads and writes back its whole box: blocks whose boxes overlap would undo each other's elements.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((100, 32), "float32"), C: T.Tensor((100, 32), "float32")):
    with T.Kernel(5) as bx:
        for i, j in T.Parallel(32, 32):
            if i < 20 and A[bx * 20 + i, j] > 0:
                C[bx * 20 + i, j] = A[bx * 20 + i, j] * 2.0
# expect:
# error_overlapping_stores.py:12:17: unsupported: a store to C under a condition, through boxes that may overlap between blocks of the grid: let the blocks be disjoint, or store all elements of the box
#                     C[bx * 20 + i, j] = A[bx * 20 + i, j] * 2.0
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
