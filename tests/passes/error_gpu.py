# run: opt --passes=all
# exit: 3
# Each is refused with its place, the reason and the nearest form.
# from tvm.script import tirx as T
from tvm.script import tirx as T


@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
    B = T.match_buffer(B_handle, (64,), strides=(1,))
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.launch_thread_idx(1)
        tz: T.int32 = T.launch_thread_idx(2)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            T.sblock_attr({"tl.launch_threads": [128, 1, 1], "barrier_init": {"barrier": [128]}})
            barrier = T.sblock_alloc_buffer((1,), "uint64", scope="shared.barrier")
            memory = T.sblock_alloc_buffer((128, 64), scope="shared.tmem")
            S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
            C = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
            if T.tl_shuffle_elect(128):
                T.tma_copy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64), barrier=barrier[0])
                T.ptx_arrive_barrier(barrier[0])
            T.mbarrier_wait_parity(barrier[0], 0)
            T.copy(T.region(S[0, 0], 1, 64, 64), T.region(C[0, 0], 2, 64, 64), tl.ws_op_id="copy")
            T.ptx_cp_async(T.access_ptr(S[tx, 0], 16, 2), T.tvm_access_ptr(T.type_annotation("float16"), A.data, 0, 16, 1), 16)
            x: T.float32 = T.tvm_warp_shuffle(T.uint32(4294967295), C[0, 0], 1, 32, 32)
            B[tx] = T.__ldg(B[0]) + x * T.Cast("float32", T.rng_rand())
            C[0, 0] = T.Cast("float32", T.Cast("float16", x, annotations={"round": "rz"}))
            T.call_extern("handle", "device_function", [1, 2], T.bool(True))
            T.tcgen05_ld(32, 128, T.bool(False), memory[0, 0], 0)

# expect:
# error_gpu.py:20:13: unsupported: memory scope "shared.barrier": it exists on GPUs only; use shared.dyn or local.fragment
#                 barrier = T.sblock_alloc_buffer((1,), "uint64", scope="shared.barrier")
#                 ^~~~~~~
# error_gpu.py:21:13: unsupported: memory scope "shared.tmem": it exists on GPUs only; use shared.dyn or local.fragment
#                 memory = T.sblock_alloc_buffer((128, 64), scope="shared.tmem")
#                 ^~~~~~
# error_gpu.py:24:16: unsupported: T.tl_shuffle_elect: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#                 if T.tl_shuffle_elect(128):
#                    ^~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:25:17: unsupported: T.tma_copy: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#                     T.tma_copy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64), barrier=barrier[0])
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:26:17: unsupported: T.ptx_arrive_barrier: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#                     T.ptx_arrive_barrier(barrier[0])
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:27:13: unsupported: T.mbarrier_wait_parity: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#                 T.mbarrier_wait_parity(barrier[0], 0)
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:29:13: unsupported: T.ptx_cp_async: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#                 T.ptx_cp_async(T.access_ptr(S[tx, 0], 16, 2), T.tvm_access_ptr(T.type_annotation("float16"), A.data, 0, 16, 1), 16)
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:30:28: unsupported: T.tvm_warp_shuffle: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#                 x: T.float32 = T.tvm_warp_shuffle(T.uint32(4294967295), C[0, 0], 1, 32, 32)
#                                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:31:21: unsupported: T.__ldg: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#                 B[tx] = T.__ldg(B[0]) + x * T.Cast("float32", T.rng_rand())
#                         ^~~~~~~~~~~~~
# error_gpu.py:31:59: unsupported: T.rng_rand: it has no lowering yet; the nearest form that works is random numbers as an input tensor
#                 B[tx] = T.__ldg(B[0]) + x * T.Cast("float32", T.rng_rand())
#                                                               ^~~~~~~~~~~~
# error_gpu.py:32:41: unsupported: T.cast with a rounding mode: the chip rounds to the nearest; leave the mode out
#                 C[0, 0] = T.Cast("float32", T.Cast("float16", x, annotations={"round": "rz"}))
#                                             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:33:13: unsupported: T.call_extern: device functions in CUDA C have no meaning on a Tensix core; the nearest form that works is the computation in TileLang
#                 T.call_extern("handle", "device_function", [1, 2], T.bool(True))
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_gpu.py:34:13: unsupported: T.tcgen05_ld: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#                 T.tcgen05_ld(32, 128, T.bool(False), memory[0, 0], 0)
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
