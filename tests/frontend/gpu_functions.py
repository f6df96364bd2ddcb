# run: opt
# Functions and memory of GPUs in printed TVMScript: read, printed and compared like anything else (T.intrinsic in ops.def); the passes refuse them.
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
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64,), strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             barrier = T.sblock_alloc_buffer((1,), "uint64", scope="shared.barrier")
#             memory = T.sblock_alloc_buffer((128, 64), scope="shared.tmem")
#             S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#             C = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#             if T.tl_shuffle_elect(128):
#                 T.tma_copy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64), barrier=barrier[0])
#                 T.ptx_arrive_barrier(barrier[0])
#             T.mbarrier_wait_parity(barrier[0], 0)
#             T.copy(T.region(S[0, 0], 1, 64, 64), T.region(C[0, 0], 2, 64, 64), tl.ws_op_id="copy")
#             T.ptx_cp_async(T.access_ptr(S[tx, 0], 16, 2), T.tvm_access_ptr(T.type_annotation("float16"), A.data, 0, 16, 1), 16)
#             x: T.float32 = T.tvm_warp_shuffle(T.uint32(4294967295), C[0, 0], 1, 32, 32)
#             B[tx] = T.__ldg(B[0]) + x * T.Cast("float32", T.rng_rand())
#             C[0, 0] = T.Cast("float32", T.Cast("float16", x, annotations={"round": "rz"}))
#             T.call_extern("handle", "device_function", [1, 2], T.bool(True))
#             T.tcgen05_ld(32, 128, T.bool(False), memory[0, 0], 0)
