# run: opt
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        tile = T.alloc_shared((4, 4), "float16x2")
        packed = T.alloc_shared((4, 4), "custom[float4_e2m1_unpacked]")
        A[0, 0] = T.int32x4(1)

# expect:
# error_gpu_dtypes.py:9:39: unsupported: the dtype "float16x2": vectors and packed types of a GPU's registers have no form on a Tensix core; use its elements' dtype
#             tile = T.alloc_shared((4, 4), "float16x2")
#                                           ^~~~~~~~~~~
# error_gpu_dtypes.py:10:41: unsupported: the dtype "custom[float4_e2m1_unpacked]": vectors and packed types of a GPU's registers have no form on a Tensix core; use its elements' dtype
#             packed = T.alloc_shared((4, 4), "custom[float4_e2m1_unpacked]")
#                                             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_dtypes.py:11:21: unsupported: the dtype T.int32x4: vectors and packed types of a GPU's registers have no form on a Tensix core; use its elements' dtype
#             A[0, 0] = T.int32x4(1)
#                         ^~~~~~~
