# run: opt
# TVM's own functions in source, with the parameters that only they have.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), E: T.Tensor((4, 0), "float32")):
    with T.Kernel(1, threads=32) as bx:
        state = T.decl_buffer((1,), T.int32, scope="shared")
        state[0] = 0
        with T.While(state[0] == 0):
            state[0] = T.shift_left(1, state[0], dtype="int32")
        A[0] = T.round(A[1], "ties-away-from-zero") + T.round(A[2], "ties-to-even") + T.round(A[3])
        A[1] = T.if_then_else(state[0] < 12, 1.0, 2.0, dtype="float32")
        A[2] = T.cast(T.ceil(T.log2(T.cast(14, "float64"), dtype="float64"), dtype="float64"), dtype="float32")
        A[3] = T.ieee_fmaf(A[0], A[1], A[2], rounding_mode="rd") + T.ieee_mul(A[0], A[1], "rn") + T.ieee_add(A[0], 1.0, "rz")

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, E_handle: T.handle):
#     A = T.match_buffer(A_handle, (64,), strides=(1,))
#     E = T.match_buffer(E_handle, (4, 0), strides=(0, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [32, 1, 1]})
#             state = T.sblock_alloc_buffer((1,), "int32", scope="shared.dyn")
#             state[0] = 0
#             while state[0] == 0:
#                 state[0] = T.shift_left(1, state[0])
#             A[0] = T.round_ties_away_from_zero(A[1]) + T.round(A[2]) + T.round(A[3])
#             A[1] = T.if_then_else(state[0] < 12, T.float32(1.0), T.float32(2.0))
#             A[2] = T.Cast("float32", T.ceil(T.log2(T.float64(14.0))))
#             A[3] = T.ieee_fmaf(A[0], A[1], A[2], "rd") + A[0] * A[1] + T.ieee_add(A[0], T.float32(1.0), "rz")
