# run: kernels
# exit: 1
def helper(x):
    return x

# expect:
# tilecc: error: kernels_none.py has no kernel: no function with @tilelang.jit or @T.prim_func
