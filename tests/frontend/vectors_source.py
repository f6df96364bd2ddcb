# run: opt
# Vectors in source: a number beside a vector becomes one, slices load and store.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), B: T.Tensor((64,), "float16"), C: T.Tensor((8,), T.float32x4)):
    with T.Kernel(1) as bx:
        packed = T.alloc_shared((4, 4), "float16x2")
        A[0:4] = T.Ramp(0, 1, 4)
        A[4:8] = 1
        A[8:12] = A[0:4] * 2.0 + B[0:4]
        packed[0, 0] = T.float16x2(A[0], 2)
        C[0] = T.float32x4(1)
        C[1] = T.Broadcast(A[5], 4)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, C_handle: T.handle):
#     A = T.match_buffer(A_handle, (64,), strides=(1,))
#     B = T.match_buffer(B_handle, (64,), "float16", strides=(1,))
#     C = T.match_buffer(C_handle, (8,), "float32x4", strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             packed = T.sblock_alloc_buffer((4, 4), "float16x2", scope="shared.dyn")
#             A[0:4] = T.Cast("float32x4", T.Ramp(0, 1, 4))
#             A[4:8] = T.Broadcast(T.float32(1.0), 4)
#             A[8:12] = A[0:4] * T.Broadcast(T.float32(2.0), 4) + T.Cast("float32x4", B[0:4])
#             packed[0, 0] = T.Shuffle([T.Cast("float16", A[0]), T.float16(2.0)], [0, 1])
#             C[0] = T.Broadcast(T.float32(1.0), 4)
#             C[1] = T.Broadcast(A[5], 4)
