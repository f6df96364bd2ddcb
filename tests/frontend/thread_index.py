# run: opt
"""Programs of single threads are read; the passes refuse them. Also launches without grid extents and helpers of Python and TVM."""
import tilelang
import tilelang.language as T
from tilelang import tvm
from tvm import tirx


@T.prim_func
def main(A: T.Tensor((128, 4), "float32"), N: T.Tensor((4,), "uint16")):
    with T.Kernel(threads=(32, 4)):
        tx, ty, tz = T.get_thread_bindings()
        A[tx * T.get_thread_extent(1) + ty, 0] = tz
        if tx == 0:
            A[0, 1] = T.get_block_binding() + T.get_block_extent(0)
    with T.Kernel(4, 2, threads=64) as (bx, by):
        lane = T.thread_binding(0, 64, thread="threadIdx.x")
        A[lane, T.get_block_binding(1)] = len(T.get_block_bindings())
        T.annotate_min_blocks_per_sm(2)
        getattr(T, "copy")(A[0:64, 0], A[64:128, 1])
        if hasattr(T, "no_such_thing") or getattr(T, "neither", None):
            A[0, 0] = 7
        if tirx.all(bx > 1, by > 0, N[0] > 3) and tirx.any(bx == 2, by == 1):
            N[0] = (N[1] << 3) | tirx.const(6, "uint16")
            N[1] = tirx.const(5) + (255).bit_length()

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, N_handle: T.handle):
#     A = T.match_buffer(A_handle, (128, 4), strides=(4, 1))
#     N = T.match_buffer(N_handle, (4,), "uint16", strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [32, 4, 1]})
#             A[tx * 4 + ty, 0] = T.Cast("float32", tz)
#             if tx == 0:
#                 A[0, 1] = T.Cast("float32", bx + 1)
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         for by in T.thread_binding(2, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [64, 1, 1]})
#                 A[tx, by] = T.float32(2.0)
#                 T.attr(None, "tl.min_blocks_per_sm", 2)
#                 T.copy(T.region(A[0, 0], 1, 64, 1), T.region(A[64, 1], 2, 64, 1))
#                 if bx > 1 and by > 0 and T.Cast("int32", N[0]) > 3 and (bx == 2 or by == 1):
#                     N[0] = T.bitwise_or(T.shift_left(N[1], T.uint16(3)), T.uint16(6))
#                     N[1] = T.uint16(13)
