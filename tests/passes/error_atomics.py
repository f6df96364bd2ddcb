# run: opt --passes=apply_tt_defaults
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), B: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32"), D: T.Tensor((4096, 65536), "float32")):
    with T.Kernel(2) as bx:
        S = T.alloc_shared((32, 32), "float32")
        T.copy(A[bx * 32, 0], S)
        T.copy(B, S)
        T.atomic_add(B, S)
        T.atomic_add(C, S)
        T.atomic_max(C, S)
        T.atomic_add(D[0:32, 0:32], S)
# expect:
# error_atomics.py:11:9: unsupported: B, which blocks of the grid also change by atomic operations in this launch: read and store it in another launch
#             T.copy(B, S)
#             ^~~~~~~~~~~~
# error_atomics.py:14:9: unsupported: two kinds of atomic operations on C in one launch: let each have a tensor, or a launch, of its own
#             T.atomic_max(C, S)
#             ^~~~~~~~~~~~~~~~~~
# error_atomics.py:15:9: unsupported: T.atomic_add to D by 2 blocks of the grid that may meet in an element: the workspace for their sums is too large; let fewer meet
#             T.atomic_add(D[0:32, 0:32], S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
