# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        count = 0
        for k in T.serial(n):
            count = count + 1
            local = 3
            local = local + 1
        X[count, 0] = 1

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
#                 for k in range(n):
#                     T.evaluate(0)
#                 X[1, 0] = T.float32(1.0)
# warning_traced_once.py:13:13: warning: `count` is a Python number, set once while the kernel is traced, not on the device; use T.alloc_var for a variable
#                 count = count + 1
#                 ^~~~~
