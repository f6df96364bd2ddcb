# run: opt
# A rounding mode stays with its cast; passes and evaluator refuse it.
import tilelang.language as T


@T.prim_func
def cast_rounding(A: T.Tensor((32,), "float32"), B: T.Tensor((32,), "float8_e4m3fn"), R: T.Tensor((32,), "int32")):
    with T.Kernel(1):
        for i in T.Parallel(32):
            B[i] = T.cast(A[i], "float8_e4m3fn", round="rs", rbits=R[i])

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def cast_rounding(A_handle: T.handle, B_handle: T.handle, R_handle: T.handle):
#     A = T.match_buffer(A_handle, (32,), strides=(1,))
#     B = T.match_buffer(B_handle, (32,), "float8_e4m3fn", strides=(1,))
#     R = T.match_buffer(R_handle, (32,), "int32", strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             for i in T.parallel(32):
#                 B[i] = T.Cast("float8_e4m3fn", A[i], annotations={"round": "rs", "rbits": R[i]})
