# run: build -o out
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64, 3), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        S = T.alloc_shared((32, 3), "float16")
        R = T.alloc_shared((32, 32), "float16")
        T.copy(C[0:32, 0:3], S)
        T.copy(S, A[0:32, 0, 0:3])
        T.copy(C[0:32, 0:32], R)
        T.copy(R, A[0:32, 0:32, 0])
        T.copy(R, A[32:64, 0:32, 0])

# expect:
# error_block_plane.py:12:9: unsupported: this block of a tensor: A is stored as tiles of other dims than those of this block: store it along the dims in which other blocks of it lie
#             T.copy(S, A[0:32, 0, 0:3])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~
