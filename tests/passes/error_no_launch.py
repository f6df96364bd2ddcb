# run: opt --passes=all
# exit: 1
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16")):
    T.evaluate(0)
# expect:
# error_no_launch.py:7:5: error: kernel has no T.Kernel: nothing runs on the chip
#     def kernel(A: T.Tensor((64, 64), "float16")):
#         ^~~~~~
