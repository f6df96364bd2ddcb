# run: opt -D M=64
"""An eager kernel whose launch is in a macro, plain Python that emits reductions, map, and annotations of unrolled loops."""
import tilelang
import tilelang.language as T


@T.macro
def body(A, B):
    with T.Kernel(T.align_up(A.shape[0], 48) // 48) as bx:
        tile = T.alloc_fragment((64, 64), "float32")
        row = T.alloc_fragment((64,), "float32")
        T.copy(A, tile, disable_tma=False)
        reduce_by("max", tile, row)
        for i in T.unroll(4, explicit=True):
            row[i] = T.ieee_add(row[i], T.ieee_fmaf(row[i], row[0], row[1]), "rn") / T.ieee_fsqrt(row[2])
        for i in T.unroll(8, unroll_factor=2):
            row[i] = T.ieee_sub(row[i], T.ieee_mul(row[i], T.ieee_frcp(row[i]))) + T.ieee_fdiv(row[i], T.ieee_frsqrt(row[i]))
        T.copy(row, B)


def reduce_by(kind, tile, row):
    getattr(T, "reduce_" + kind)(tile, row, dim=sum(map(int, ["0", "1"])))


@tilelang.jit
def kernel(A):
    M = T.const("M")
    A: T.Tensor((M, M), "float32")
    B = T.empty((M,), "float32")
    body(A, B)
    return B

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def kernel(A_handle: T.handle, B_handle: T.handle):
#     T.func_attr({"tilelang_out_idx": [-1]})
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     B = T.match_buffer(B_handle, (64,), strides=(1,))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             tile = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#             row = T.sblock_alloc_buffer((64,), scope="local.fragment")
#             T.copy(T.region(A[0, 0], 1, 64, 64), T.region(tile[0, 0], 2, 64, 64))
#             T.reduce(T.region(tile[0, 0], 1, 64, 64), T.region(row[0], 2, 64), "max", 1, T.bool(True))
#             for i in T.unroll(4, annotations={"pragma_unroll_explicit": True}):
#                 row[i] = (row[i] + T.fma(row[i], row[0], row[1])) / T.sqrt(row[2])
#             for i in T.unroll(8, annotations={"pragma_unroll_factor": 2}):
#                 row[i] = row[i] - row[i] * (T.float32(1.0) / row[i]) + row[i] / T.rsqrt(row[i])
#             T.copy(T.region(row[0], 1, 64), T.region(B[0], 2, 64))
