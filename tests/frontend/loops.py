# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i in T.unroll(4):
            X[i, 0] = i
        for i, j in T.grid(4, 5):
            X[i, j] = i
        for i in range(1, n, 2):
            X[i, 0] = i
        for i in range(10, 0, -3):
            X[i, 0] = i
        for i in T.vectorized(8):
            X[i, 0] = i
        for i in T.serial(2, n):
            X[i, 0] = i
        for i in T.Pipelined(n, num_stages=3, order=[0, 1], stage=[0, 1]):
            X[i, 0] = i
        for i in T.Pipelined(2, n, num_stages=0):
            X[i, 0] = i
        for i, j in T.Parallel(4, 5, coalesced_width=2):
            X[i, j] = i
        for i in [1, 2]:
            X[i, i] = i
        for k in T.serial(n):
            if k == 3:
                continue
            if k > 5:
                break
        while n > 3:
            X[0, 0] = 1
        for q in (1, 2, 3):
            if q == 2:
                break
            X[q, q] = 1

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
#                 for i in T.unroll(4):
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in range(4):
#                     for j in range(5):
#                         X[i, j] = T.Cast("float32", i)
#                 for _tmp in range(n // 2):
#                     i: T.int32 = 1 + _tmp * 2
#                     X[i, 0] = T.Cast("float32", i)
#                 for _tmp in range(4):
#                     i: T.int32 = 10 + _tmp * -3
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in T.vectorized(8):
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in range(2, 2 + (n - 2)):
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in T.serial(n, annotations={"num_stages": 3, "tl_pipeline_order": [0, 1], "tl_pipeline_stage": [0, 1]}):
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in range(2, 2 + (n - 2)):
#                     X[i, 0] = T.Cast("float32", i)
#                 for i in T.parallel(4, annotations={"coalesced_width": 2}):
#                     for j in T.parallel(5):
#                         X[i, j] = T.Cast("float32", i)
#                 X[1, 1] = T.float32(1.0)
#                 X[2, 2] = T.float32(2.0)
#                 for k in range(n):
#                     if k == 3:
#                         T.continue_loop()
#                     if k > 5:
#                         T.break_loop()
#                 while n > 3:
#                     X[0, 0] = T.float32(1.0)
#                 X[1, 1] = T.float32(1.0)
