# run: eval
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        B[0] = A[0]
        if A[0] > 1:
            B[0:4] = A[0:4]

# expect:
# error_vectors.py:11:13: unsupported: a vector: the reference evaluator works on single elements; write the loop over its elements with T.Parallel
#                 B[0:4] = A[0:4]
#                 ^~~~~~~~~~~~~~~
