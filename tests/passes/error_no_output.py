# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, 2) as (bx, by):
        A_block = T.alloc_shared((32, 32), "float16")
        T.copy(A[by * 32, bx * 32], A_block)
# expect:
# error_no_output.py:7:5: error: kernel writes no tensor: there is nothing to compute
#     def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
#         ^~~~~~
