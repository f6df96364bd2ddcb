# run: opt --passes=all --math-fidelity=HiFi5
# exit: 2
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
        T.copy(A_block, C[by * 32, bx * 32])
# expect:
# tilecc: --math-fidelity does not know "HiFi5"; it is one of LoFi, HiFi2, HiFi3, HiFi4
# Try 'tilecc opt --help'.
