# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), L: T.Tensor((70000, 70000), "float16"), n: T.int32):
    with T.Kernel(2, threads=128) as bx:
        S = T.alloc_shared((64, 64), "float16")
        C = T.alloc_fragment((64, 64), "float32")
        S3 = T.alloc_shared((4, 64, 64), "float16")
        T.alloc_barrier(range(n, 3))
        T.alloc_descriptor("tensor")
        T.ws(0)
        with T.ws():
            T.clear(C)
        with T.ws(n):
            T.clear(C)
        T.tma_gather4(S, A[0, 0], 0, [1, 2, 3, 4], barrier=S)
        T.tma_gather4(S, S3, 0, [1, 2, 3, 4], barrier=S)
        T.warpgroup_fence_operand(S[0:n, 0])
        T.tcgen05_sf_warp_transpose(S[0, 0:96])
        T.warpgroup_fence_operand(L)
        T.mbarrier_expect_tx(S[0, 0], T.tma_gather4_bytes(1 << 40, "float16"))
        T.call_intrin("int32", 1)
        T.tcgen05_gemm(S, S, C, mbar=None, use_2cta=True)
        T.wgmma_gemm(A, S3, C)
        T.gemm_sp(S, S, S, C)
        T.tma_load_3(S)
        T.shfl_xor(C[0, 0])
        T.mbarrier_arrive(S, 1, 2)
        T.ldg32(S, cached=True)
        T.barrier_arrive(1)

# expect:
# error_gpu_source.py:12:25: error: expected a number of threads or a list of them, found a range
#             T.alloc_barrier(range(n, 3))
#                             ^~~~~~~~~~~
# error_gpu_source.py:13:28: error: no descriptor is of the kind "tensor"; there are wgmma, tcgen05_smem and tcgen05_instr
#             T.alloc_descriptor("tensor")
#                                ^~~~~~~~
# error_gpu_source.py:14:9: error: T.ws stands in a `with`
#             T.ws(0)
#             ^~~~~~~
# error_gpu_source.py:15:14: error: T.ws takes the numbers of warp groups, from 0
#             with T.ws():
#                  ^~~~~~
# error_gpu_source.py:17:19: error: T.ws takes the numbers of warp groups, from 0
#             with T.ws(n):
#                       ^
# error_gpu_source.py:19:9: error: T.tma_gather4 needs two buffers
#             T.tma_gather4(S, A[0, 0], 0, [1, 2, 3, 4], barrier=S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:20:9: error: T.tma_gather4 needs buffers of two dimensions
#             T.tma_gather4(S, S3, 0, [1, 2, 3, 4], barrier=S)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:21:35: error: the extents of this part must be known at compile time
#             T.warpgroup_fence_operand(S[0:n, 0])
#                                       ^~~~~~~~~
# error_gpu_source.py:22:37: error: packed scales come in chunks of 128, these are 96
#             T.tcgen05_sf_warp_transpose(S[0, 0:96])
#                                         ^~~~~~~~~~
# error_gpu_source.py:23:35: error: this part is too large for the registers of a GPU
#             T.warpgroup_fence_operand(L)
#                                       ^
# error_gpu_source.py:24:59: error: a row of 1099511627776 elements is none of a copy engine
#             T.mbarrier_expect_tx(S[0, 0], T.tma_gather4_bytes(1 << 40, "float16"))
#                                                               ^~~~~~~
# error_gpu_source.py:25:32: error: expected the name of an operator, as Op.get("tl.name"), found an int
#             T.call_intrin("int32", 1)
#                                    ^
# error_gpu_source.py:26:9: error: T.tcgen05_gemm: B has 128 columns, C has 64
#             T.tcgen05_gemm(S, S, C, mbar=None, use_2cta=True)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:27:25: error: B of T.wgmma_gemm must be a matrix; this is a box of (4, 64, 64)
#             T.wgmma_gemm(A, S3, C)
#                             ^~
# error_gpu_source.py:28:9: error: T.gemm_sp: A has 128 columns, B has 64 rows
#             T.gemm_sp(S, S, S, C)
#             ^~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:29:11: error: tilelang has no T.tma_load_3; did you mean T.tma_load?
#             T.tma_load_3(S)
#               ^~~~~~~~~~
# error_gpu_source.py:30:9: error: T.shfl_xor misses its argument `delta`
#             T.shfl_xor(C[0, 0])
#             ^~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:31:33: error: too many arguments for T.mbarrier_arrive: it takes (mbarrier, cta_id=...)
#             T.mbarrier_arrive(S, 1, 2)
#                                     ^
# error_gpu_source.py:32:27: error: T.ldg32 has no parameter `cached`: it takes (src, pred=...)
#             T.ldg32(S, cached=True)
#                               ^~~~
# error_gpu_source.py:33:26: error: this operand must be a buffer or a part of one, not an int
#             T.barrier_arrive(1)
#                              ^
