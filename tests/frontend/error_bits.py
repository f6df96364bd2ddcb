# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def bits(A: T.Tensor((32,), "int8"), B: T.Tensor((32,), "uint8")):
    with T.Kernel(1):
        for i in T.Parallel(32):
            A[i] = A[i] & 127
            A[i] = A[i] & 128
            B[i] = -1 ^ B[i]

# expect:
# error_bits.py:11:20: error: 128 is no value of the other operand's type int8; cast that first
#                 A[i] = A[i] & 128
#                        ^~~~~~~~~~
# error_bits.py:12:20: error: -1 is no value of the other operand's type uint8; cast that first
#                 B[i] = -1 ^ B[i]
#                        ^~~~~~~~~
