# run: build -o out
# exit: 3
# A variable that a loop around tile operations carries on.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((128, 32), "float16"), C: T.Tensor((128, 32), "float16")):
    with T.Kernel(1) as bx:
        S = T.alloc_shared((32, 32), "float16")
        place = T.alloc_var("int32")
        place = 3
        for k in range(4):
            T.copy(A[place * 32, 0], S)
            T.copy(S, C[k * 32, 0])
            place = place - 1

# expect:
# error_variable_loop.py:14:13: unsupported: a value loaded from a buffer outside of an element-wise loop: cores have no data-dependent control here; use a constant
#                 T.copy(A[place * 32, 0], S)
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~
