# run: opt --passes=apply_tt_defaults
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32x2"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1) as bx:
        packed = T.alloc_local((1,), "float16x2")
        B[0:2] = A[0]
        B[0:4] = T.Broadcast(B[4], 4)

# expect:
# error_vectors.py:7:10: unsupported: a vector: vectors of a GPU's registers have no form on a Tensix core; write the loop over the elements with T.Parallel
#     def main(A: T.Tensor((64,), "float32x2"), B: T.Tensor((64,), "float32")):
#              ^
# error_vectors.py:10:9: unsupported: a vector: vectors of a GPU's registers have no form on a Tensix core; write the loop over the elements with T.Parallel
#             B[0:2] = A[0]
#             ^~~~~~~~~~~~~
