# run: opt --kernel matmul -D M=256 -D N=128 -D K=64 -D block_M=64 -D block_N=64 -D block_K=32
import tilelang
import tilelang.language as T


# @tilelang.jit(target="cuda")
# target currently can be "cuda" or "hip" or "cpu".
# if not specified, it will be inferred from the input tensors during compile time
@tilelang.jit
def matmul(A, B, block_M: int, block_N: int, block_K: int):
    M, N, K = T.const("M, N, K")
    dtype = T.float16
    accum_dtype = T.float32
    A: T.Tensor((M, K), dtype)
    B: T.Tensor((K, N), dtype)
    C = T.empty((M, N), dtype)

    # Initialize Kernel Context
    with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
        A_shared = T.alloc_shared((block_M, block_K), dtype)
        B_shared = T.alloc_shared((block_K, block_N), dtype)
        C_local = T.alloc_fragment((block_M, block_N), accum_dtype)

        # Enable rasterization for better L2 cache locality (Optional)
        # T.use_swizzle(panel_size=10, enable=True)

        # Clear local accumulation
        T.clear(C_local)

        for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=3):
            # Copy tile of A
            # This is a sugar syntax for parallelized copy
            T.copy(A[by * block_M, ko * block_K], A_shared)

            # Copy tile of B
            T.copy(B[ko * block_K, bx * block_N], B_shared)

            # Perform a tile-level GEMM on the shared buffers
            # Currently we dispatch to the cute/hip on Nvidia/AMD GPUs
            T.gemm(A_shared, B_shared, C_local)

        # relu
        for i, j in T.Parallel(block_M, block_N):
            C_local[i, j] = T.max(C_local[i, j], 0)

        # Copy result back to global memory
        T.copy(C_local, C[by * block_M, bx * block_N])

    return C

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def matmul(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     T.func_attr({"tilelang_out_idx": [-1]})
#     A = T.match_buffer(A_handle, (256, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 128), "float16", strides=(128, 1))
#     C = T.match_buffer(C_handle, (256, 128), "float16", strides=(128, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(4, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 A_shared = T.sblock_alloc_buffer((64, 32), "float16", scope="shared.dyn")
#                 B_shared = T.sblock_alloc_buffer((32, 64), "float16", scope="shared.dyn")
#                 C_local = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 T.fill(T.region(C_local[0, 0], 2, 64, 64), 0)
#                 for ko in T.serial(2, annotations={"num_stages": 3}):
#                     T.copy(T.region(A[by * 64, ko * 32], 1, 64, 32), T.region(A_shared[0, 0], 2, 64, 32))
#                     T.copy(T.region(B[ko * 32, bx * 64], 1, 32, 64), T.region(B_shared[0, 0], 2, 32, 64))
#                     T.gemm(T.region(A_shared[0, 0], 1, 64, 32), T.region(B_shared[0, 0], 1, 32, 64), T.region(C_local[0, 0], 3, 64, 64), T.bool(False), T.bool(False), 64, 64, 32, 0, T.bool(False), 0, 0, 0)
#                 for i in T.parallel(64):
#                     for j in T.parallel(64):
#                         C_local[i, j] = T.max(C_local[i, j], T.float32(0.0))
#                 T.copy(T.region(C_local[0, 0], 1, 64, 64), T.region(C[by * 64, bx * 64], 2, 64, 64))
