# run: opt
@T.prim_func
def matmul(A: T.Buffer[(256, 256), "float16"],
           B: T.Buffer[(256, 256), "float16"],
           C: T.Buffer[(256, 256), "float16"]):
    with T.Kernel(8, 8) as (bx, by):
        A_shared = T.alloc_shared((32, 32), "float16")
        B_shared = T.alloc_shared((32, 32), "float16")
        C_local = T.alloc_fragment((32, 32), "float32")
        T.clear(C_local)
        for k in T.Pipelined(8, num_stages=2):
            T.copy(A[by*32:(by+1)*32, k*32:(k+1)*32], A_shared)
            T.copy(B[k*32:(k+1)*32, bx*32:(bx+1)*32], B_shared)
            T.gemm(A_shared, B_shared, C_local)
        T.copy(C_local, C[by*32, bx*32])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def matmul(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     A = T.match_buffer(A_handle, (256, 256), "float16", strides=(256, 1))
#     B = T.match_buffer(B_handle, (256, 256), "float16", strides=(256, 1))
#     C = T.match_buffer(C_handle, (256, 256), "float16", strides=(256, 1))
#     for bx in T.thread_binding(8, thread="blockIdx.x"):
#         for by in T.thread_binding(8, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 A_shared = T.sblock_alloc_buffer((32, 32), "float16", scope="shared.dyn")
#                 B_shared = T.sblock_alloc_buffer((32, 32), "float16", scope="shared.dyn")
#                 C_local = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#                 T.fill(T.region(C_local[0, 0], 2, 32, 32), 0)
#                 for k in T.serial(8, annotations={"num_stages": 2}):
#                     T.copy(T.region(A[by * 32, k * 32], 1, 32, 32), T.region(A_shared[0, 0], 2, 32, 32))
#                     T.copy(T.region(B[k * 32, bx * 32], 1, 32, 32), T.region(B_shared[0, 0], 2, 32, 32))
#                     T.gemm(T.region(A_shared[0, 0], 1, 32, 32), T.region(B_shared[0, 0], 1, 32, 32), T.region(C_local[0, 0], 3, 32, 32), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 0, 0, 0)
#                 T.copy(T.region(C_local[0, 0], 1, 32, 32), T.region(C[by * 32, bx * 32], 2, 32, 32))
