# run: run
# exit: 1
# Blocks of the grid that store to the same elements: which value stays is luck on a chip, and an error here.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 32), "float32"), C: T.Tensor((48, 32), "float32")):
    with T.Kernel(2) as x:
        a = T.alloc_shared((32, 32), "float32")
        T.copy(A[x * 32, 0], a)
        T.copy(a, C[x * 16, 0])
# expect:
# race.py:12:9: error: race: page 0 of the tensor gets other values from core (1, 0), and nothing orders the two; which stay is luck
#             T.copy(a, C[x * 16, 0])
#             ^~~~~~~~~~~~~~~~~~~~~~~
# tilecc: note: in kernel writer on core (0, 0), at cycle 2215
