# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def make():
    return 3

# expect:
# tilecc: error: error_no_kernel.py has no kernel: no function with @tilelang.jit or @T.prim_func
