# run: eval
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        packed = T.alloc_shared((1,), "float32x4")
        other = T.alloc_shared((1,), "float32x4")
        T.copy(packed, other)
        if A[0] > 1:
            B[0:4] = packed[0]

# expect:
# error_vectors.py:9:9: unsupported: a vector: the reference evaluator works on single elements; write the loop over its elements with T.Parallel
#             packed = T.alloc_shared((1,), "float32x4")
#             ^~~~~~
