# run: opt --passes=apply_tt_defaults
# Vectors become loops over their elements; lets of vectors, T.Shuffle and overlapping stores become a statement for each element.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), C: T.Tensor((64,), "float32"), n: T.int32):
    with T.Kernel(4) as bx:
        if n > T.extract_lane(T.Ramp(n, 2, 4), 3):
            C[bx * 4:bx * 4 + 4] = A[n:n + 4] * 2.0
        C[0:2] = T.Shuffle([A[6:8], A[0:2]], [0, 3])
        C[1:3] = C[0:2]
        v = A[8:10]
        x = T.extract_lane(v, 1)
        C[4:6] = v
        C[6] = x

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, C_handle: T.handle, n: T.int32):
#     T.func_attr({"tt_schedule_policy": "contiguous", "tt_schedule_order": "row_major", "tt_layout_type": "dram_interleaved", "tt_tile_height": 32, "tt_tile_width": 32})
#     A = T.match_buffer(A_handle, (64,), strides=(1,))
#     C = T.match_buffer(C_handle, (64,), strides=(1,))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             if n > n + 6:
#                 for lane in T.vectorized(4):
#                     C[bx * 4 + lane] = A[n + lane] * T.float32(2.0)
#             C[0] = A[6]
#             C[1] = A[1]
#             element: T.float32 = C[0]
#             element_1: T.float32 = C[1]
#             C[1] = element
#             C[2] = element_1
#             v: T.float32 = A[8]
#             v_1: T.float32 = A[9]
#             x: T.float32 = v_1
#             C[4] = v
#             C[5] = v_1
#             C[6] = x
