# run: opt --kernel outer -D M=128 -D N=96 -D block_N=32
import tilelang
import tilelang.language as T


SCALE = 0.5
BLOCK = 32


def next_power(n):
    power = 1
    while power < n:
        power *= 2
    return power


def accumulator(wide):
    if wide:
        return T.float32
    else:
        return T.float16


def outer(M, N, wide=True):
    assert M % BLOCK == 0, f"M must be a multiple of {BLOCK}"
    shape = [M, N]

    def inner(block_N=64, dtype="float16"):
        stages = 2 if M > 64 else 0

        @T.prim_func
        def main(A: T.Tensor(shape, dtype), C: T.Tensor((M, N), dtype)):
            with T.Kernel(T.ceildiv(N, block_N), M // BLOCK, threads=next_power(100)) as (bx, by):
                S = T.alloc_shared((BLOCK, block_N), dtype)
                F = T.alloc_fragment((BLOCK, block_N), accumulator(wide))
                for k in T.Pipelined(3, num_stages=stages):
                    T.copy(A[by * BLOCK, bx * block_N], S)
                for i, j in T.Parallel(BLOCK, block_N):
                    F[i, j] = S[i, j] * T.cast(SCALE, F.dtype)
                T.copy(F, C[by * BLOCK, bx * block_N])

        return main

    return inner

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, C_handle: T.handle):
#     A = T.match_buffer(A_handle, (128, 96), "float16", strides=(96, 1))
#     C = T.match_buffer(C_handle, (128, 96), "float16", strides=(96, 1))
#     for bx in T.thread_binding(3, thread="blockIdx.x"):
#         for by in T.thread_binding(4, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 S = T.sblock_alloc_buffer((32, 32), "float16", scope="shared.dyn")
#                 F = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#                 for k in T.serial(3, annotations={"num_stages": 2}):
#                     T.copy(T.region(A[by * 32, bx * 32], 1, 32, 32), T.region(S[0, 0], 2, 32, 32))
#                 for i in T.parallel(32):
#                     for j in T.parallel(32):
#                         F[i, j] = T.Cast("float32", S[i, j]) * T.float32(0.5)
#                 T.copy(T.region(F[0, 0], 1, 32, 32), T.region(C[by * 32, bx * 32], 2, 32, 32))
