# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        for i, j in T.Parallel(32, 32):
            C_block[i, j] = T.nextafter(A_block[i, j], 1.0)
        T.copy(C_block, C[by * 32, bx * 32])

# expect:
# error_unknown_value.py:13:29: unsupported: T.nextafter(T.Cast("float32", A_block[i, j]), T.float32(1.0)) in an element-wise loop: the chip has no instruction for it on tiles of float32
#                 C_block[i, j] = T.nextafter(A_block[i, j], 1.0)
#                                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
