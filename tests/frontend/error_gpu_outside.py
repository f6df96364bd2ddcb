# run: opt
# exit: 1
import tilelang.language as T



@T.prim_func
def outside(A: T.Tensor((64, 64), "float16")):
    T.rng_init(1)
    with T.ws(0):
        T.clear(A)

# expect:
# error_gpu_outside.py:9:5: error: T.rng_init outside of T.Kernel
#         T.rng_init(1)
#         ^~~~~~~~~~~~~
# error_gpu_outside.py:10:10: error: T.ws outside of T.Kernel
#         with T.ws(0):
#              ^~~~~~~
