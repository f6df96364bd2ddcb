# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = bx * 1 + 0 * by + (bx - 0) + bx // 1 + bx % 1
        X[0, 1] = T.float32(2.0) * T.float32(3.0) + T.cast(2, "float32")
        X[0, 2] = B[0, 0] * 1.0 + 0.0
        X[0, 3] = bx * 4 * 2 + 3 + 4 - 2
        X[0, 4] = T.int8(100) * T.int8(2) + T.uint8(255) + T.uint8(1)
        X[0, 5] = (7 // 2) * bx + 7 % 4 + 2 ** 5 + (-7) // 2 + 7 / 2
        X[0, 6] = T.min(3, 4) + T.max(bx, 2) + min(5, 6) + max([1, 2])
        X[0, 7] = T.infinity("float32") * -1 + T.min_value("float16") + T.max_value("bfloat16")
        X[0, 8] = T.ceildiv(n, 64) + T.ceildiv(65, 64)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, J_handle: T.handle, C_handle: T.handle, n: T.int32):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     J = T.match_buffer(J_handle, (64,), "int32", strides=(1,))
#     C = T.match_buffer(C_handle, (4, 64, 64), "float16", strides=(4096, 64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding(n, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                 X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                 S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                 X[0, 0] = T.Cast("float32", bx + bx + bx)
#                 X[0, 1] = T.float32(8.0)
#                 X[0, 2] = B[0, 0]
#                 X[0, 3] = T.Cast("float32", bx * 4 * 2 + 3 + 4 - 2)
#                 X[0, 4] = T.float32(2e+02)
#                 X[0, 5] = T.Cast("float32", 3 * bx + 3 + 32 + -4) + T.float32(3.5)
#                 X[0, 6] = T.Cast("float32", 3 + T.max(bx, 2) + 5 + 2)
#                 X[0, 7] = T.float32("-inf") + T.float32(-65504.0) + T.float32(3.3895314e+38)
#                 X[0, 8] = T.Cast("float32", (n + 64 - 1) // 64 + 2)
