# run: opt -D N=4
# exit: 1
import tilelang
import tilelang.language as T


@tilelang.jit
def matmul(A, B, block):
    N = T.const("N")
    A: 3
    B: T.Tensor((N,), "float16")
    C = T.empty((N,), "float16")
    D = T.empty()
    T.empty((3,), "float16")
    with T.Kernel(1):
        E = T.empty((N,), "float16")
        C[0] = missing
    return C, B

# expect:
# error_eager.py:8:18: error: the argument `block` has no value and is no tensor; give it with -D block=..., or annotate it with T.Tensor(shape, dtype)
#     def matmul(A, B, block):
#                      ^~~~~
# error_eager.py:10:8: error: expected T.Tensor(shape, dtype), found an int
#         A: 3
#            ^
# error_eager.py:13:9: error: T.empty misses its argument `shape`
#         D = T.empty()
#             ^~~~~~~~~
# error_eager.py:14:5: error: the tensor of T.empty needs a name
#         T.empty((3,), "float16")
#         ^~~~~~~~~~~~~~~~~~~~~~~~
# error_eager.py:16:9: error: T.empty inside of T.Kernel; declare outputs before it
#             E = T.empty((N,), "float16")
#             ^
# error_eager.py:17:16: error: unknown name `missing`
#             C[0] = missing
#                    ^~~~~~~
# error_eager.py:18:5: error: only tensors made by T.empty can be returned, not a buffer
#         return C, B
#         ^~~~~~~~~~~
