# run: opt
# What TVMScript's builder has beside Python's own statements: T.If, T.Then, T.Else, T.let, T.Var; names of slices; elements of vectors.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), S: T.Tensor((16,), "float16", scope="shared.dyn"), n: T.int32):
    with T.Kernel(1, threads=32) as bx:
        T.annotate_restrict_buffers(A)
        with T.If(n > 0), T.Then():
            A[0, 0] = 1
        with T.If(n > 1):
            with T.Then():
                A[0, 0] = 2
            with T.Else():
                A[0, 0] = 3
        free = T.Var("fr.ee", T.int32)
        offset = T.int32()
        T.let(offset, free * 4)
        four = A[0, 0:4]
        A[0, 4:8] = four
        T.copy(four, A[1, offset:offset + 4])
        tile = A[0:16, 0:16]
        T.copy(tile, A[16:32, 0:16])
        T.copy(A[:, :2], A[:, :3])
        packed = T.alloc_var("float16x2")
        packed = T.float16x2(A[0, 0], S[0])
        A[0, 1] = T.extract_lane(packed, 1)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, S_handle: T.handle, n: T.int32):
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     S = T.match_buffer(S_handle, (16,), "float16", strides=(1,), scope="shared.dyn")
#     fr_ee = T.int32()
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [32, 1, 1]})
#             packed = T.sblock_alloc_buffer((1,), "float16x2", scope="local.var")
#             if n > 0:
#                 A[0, 0] = T.float32(1.0)
#             if n > 1:
#                 A[0, 0] = T.float32(2.0)
#             else:
#                 A[0, 0] = T.float32(3.0)
#             offset: T.int32 = fr_ee * 4
#             T.evaluate(offset)
#             four: T.float32x4 = A[0, 0:4]
#             A[0, 4:8] = four
#             T.copy(T.region(A[0, 0], 1, 1, 4), T.region(A[1, offset], 2, 1, 4))
#             T.copy(T.region(A[0, 0], 1, 16, 16), T.region(A[16, 0], 2, 16, 16))
#             T.copy(T.region(A[0, 0], 1, 64, 2), T.region(A[0, 0], 2, 64, 3))
#             packed[0] = T.Shuffle([T.Cast("float16", A[0, 0]), S[0]], [0, 1])
#             A[0, 1] = T.Cast("float32", T.Shuffle([packed[0]], [1]))
