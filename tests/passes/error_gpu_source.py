# run: opt --passes=all
# exit: 3
# TileLang source with functions of GPUs: each is refused once, at its first place, with the reason and the nearest form.
import tilelang.language as T


@T.macro
def publish(barrier):
    T.barrier_arrive(barrier)


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32")):
    with T.ClusterKernel(2, cluster_dims=2, threads=128) as bx:
        barrier = T.alloc_barrier(128)
        more = T.alloc_barrier([128] * 2)
        memory = T.alloc_tmem((64, 64), "float32")
        descriptor = T.alloc_descriptor()
        S = T.alloc_shared((64, 64), "float16")
        C = T.alloc_fragment((64, 64), "float32")
        x = T.alloc_local((4,), "float32")
        T.tma_copy(A, S, barrier=barrier)
        publish(barrier)
        T.mbarrier_wait_parity(barrier, 0)
        T.mbarrier_wait_parity(more[1], 1)
        T.tcgen05_gemm(S, S, memory, mbar=barrier)
        T.wgmma_gemm(S, S, C)
        T.gemm(S, S, C, mbar=barrier)
        T.gemm_sp(S[0:64, 0:32], S, S, C)
        T.copy_cluster(S, S, dst_block=1)
        T.copy_cluster(A, S, cluster_mask=3)
        if T.shuffle_elect(128):
            T.copy(S, A)
        x[0] = T.shfl_xor(x[0], 1) + T.ldg32(B[0, 0])
        x[1] = T.add2(x[0], x[1]) + T.sub2(x[0], x[1]) + T.mul2(x[0], x[1]) + T.fma2(x[0], x[1], x[2])
        x[2] = T.max2(x[0], x[1]) + T.min2(x[0], x[1]) + T.abs2(x[0])
        x[3] = T.rng_rand_float(bit=32)
        x[3] = T.fast_rcp(x[2])
        T.call_extern("handle", "device_function", T.access_ptr(S, "r"))
        T.ptx_wait_group(0)
        T.sync_grid()
        T.copy(C, B)

# expect:
# error_gpu_source.py:15:9: unsupported: memory scope "shared.barrier": it exists on GPUs only; use shared.dyn or local.fragment
#             barrier = T.alloc_barrier(128)
#             ^~~~~~~
# error_gpu_source.py:17:9: unsupported: memory scope "shared.tmem": it exists on GPUs only; use shared.dyn or local.fragment
#             memory = T.alloc_tmem((64, 64), "float32")
#             ^~~~~~
# error_gpu_source.py:18:9: unsupported: memory scope "local.descriptor.wgmma": it exists on GPUs only; use shared.dyn or local.fragment
#             descriptor = T.alloc_descriptor()
#             ^~~~~~~~~~
# error_gpu_source.py:22:9: unsupported: T.tma_copy: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#             T.tma_copy(A, S, barrier=barrier)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:9:5: unsupported: T.barrier_arrive: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#         T.barrier_arrive(barrier)
#         ^~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:24:9: unsupported: T.mbarrier_wait_parity: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#             T.mbarrier_wait_parity(barrier, 0)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:26:9: unsupported: T.tcgen05_gemm: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#             T.tcgen05_gemm(S, S, memory, mbar=barrier)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:27:9: unsupported: T.wgmma_gemm: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#             T.wgmma_gemm(S, S, C)
#             ^~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:28:9: unsupported: T.gemm with mbar=: there are no GPU barriers; leave it out
#             T.gemm(S, S, C, mbar=barrier)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:29:9: unsupported: T.gemm_sp: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#             T.gemm_sp(S[0:64, 0:32], S, S, C)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:30:9: unsupported: T.copy with dst_block: it is for a GPU's clusters and copy engines; the nearest form that works is T.copy between a tensor and a buffer
#             T.copy_cluster(S, S, dst_block=1)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:31:9: unsupported: T.copy with cluster_mask: it is for a GPU's clusters and copy engines; the nearest form that works is T.copy between a tensor and a buffer
#             T.copy_cluster(A, S, cluster_mask=3)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:32:12: unsupported: T.shuffle_elect: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             if T.shuffle_elect(128):
#                ^~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:34:16: unsupported: T.shfl_xor: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             x[0] = T.shfl_xor(x[0], 1) + T.ldg32(B[0, 0])
#                    ^~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:34:38: unsupported: T.ldg32: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             x[0] = T.shfl_xor(x[0], 1) + T.ldg32(B[0, 0])
#                                          ^~~~~~~~~~~~~~~~
# error_gpu_source.py:35:16: unsupported: T.add2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[1] = T.add2(x[0], x[1]) + T.sub2(x[0], x[1]) + T.mul2(x[0], x[1]) + T.fma2(x[0], x[1], x[2])
#                    ^~~~~~~~~~~~~~~~~~
# error_gpu_source.py:35:37: unsupported: T.sub2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[1] = T.add2(x[0], x[1]) + T.sub2(x[0], x[1]) + T.mul2(x[0], x[1]) + T.fma2(x[0], x[1], x[2])
#                                         ^~~~~~~~~~~~~~~~~~
# error_gpu_source.py:35:58: unsupported: T.mul2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[1] = T.add2(x[0], x[1]) + T.sub2(x[0], x[1]) + T.mul2(x[0], x[1]) + T.fma2(x[0], x[1], x[2])
#                                                              ^~~~~~~~~~~~~~~~~~
# error_gpu_source.py:35:79: unsupported: T.fma2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[1] = T.add2(x[0], x[1]) + T.sub2(x[0], x[1]) + T.mul2(x[0], x[1]) + T.fma2(x[0], x[1], x[2])
#                                                                                   ^~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:36:16: unsupported: T.max2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[2] = T.max2(x[0], x[1]) + T.min2(x[0], x[1]) + T.abs2(x[0])
#                    ^~~~~~~~~~~~~~~~~~
# error_gpu_source.py:36:37: unsupported: T.min2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[2] = T.max2(x[0], x[1]) + T.min2(x[0], x[1]) + T.abs2(x[0])
#                                         ^~~~~~~~~~~~~~~~~~
# error_gpu_source.py:36:58: unsupported: T.abs2: it is arithmetic on pairs in one register of a GPU; the nearest form that works is the same arithmetic element by element
#             x[2] = T.max2(x[0], x[1]) + T.min2(x[0], x[1]) + T.abs2(x[0])
#                                                              ^~~~~~~~~~~~
# error_gpu_source.py:37:16: unsupported: T.rng_rand_float: it has no lowering yet; the nearest form that works is random numbers as an input tensor
#             x[3] = T.rng_rand_float(bit=32)
#                    ^~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:38:16: unsupported: T.fast_rcp: it is an approximation that a GPU computes; the nearest form that works is 1 / x
#             x[3] = T.fast_rcp(x[2])
#                    ^~~~~~~~~~~~~~~~
# error_gpu_source.py:39:9: unsupported: T.call_extern: device functions in CUDA C have no meaning on a Tensix core; the nearest form that works is the computation in TileLang
#             T.call_extern("handle", "device_function", T.access_ptr(S, "r"))
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:40:9: unsupported: T.ptx_wait_group: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#             T.ptx_wait_group(0)
#             ^~~~~~~~~~~~~~~~~~~
# error_gpu_source.py:41:9: unsupported: T.sync_grid: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             T.sync_grid()
#             ^~~~~~~~~~~~~
