# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        C_block = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], A_block)
        T.clear(C_block)
        if A[0, 0] > 0:
            T.gemm(A_block, A_block, C_block)
        T.copy(C_block, C[by * 32, bx * 32])
# expect:
# error_loaded_condition.py:13:9: unsupported: a value loaded from a buffer outside of an element-wise loop: cores have no data-dependent control here; use a constant
#             if A[0, 0] > 0:
#             ^~~~~~~~~~~~~~
