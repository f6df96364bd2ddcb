# run: build -o out
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64, 3), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        S = T.alloc_shared((32, 32), "float16")
        T.copy(A[0:32, 0:32, 0], S)
        T.copy(S, C[by * 32, bx * 32 + 8])

# expect:
# error_block_start.py:11:9: unsupported: this block of a tensor: C is stored from bx * 32 + 8 on in dim 1: start at a multiple of 16 there, or let all blocks of C start at multiples of their extent
#             T.copy(S, C[by * 32, bx * 32 + 8])
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
