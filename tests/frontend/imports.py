# run: opt
"""Functions, macros and constants of files beside this one."""
import tilelang.language as T
import imported
import imported.numbers as numbers
from imported import SIZE, doubled, more
from imported.numbers import scale


@T.prim_func
def main(A: T.Tensor(more.shape(SIZE), "float32")):
    with T.Kernel(1) as bx:
        tile = T.alloc_fragment(imported.more.shape(numbers.BLOCK), "float32")
        T.copy(A, tile)
        first = scale(tile, float(doubled(3)))
        A[0, 0] = first + imported.SCALE

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (32, 32), strides=(32, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             tile = T.sblock_alloc_buffer((32, 32), scope="local.fragment")
#             T.copy(T.region(A[0, 0], 1, 32, 32), T.region(tile[0, 0], 2, 32, 32))
#             for i in T.parallel(32):
#                 for j in T.parallel(32):
#                     tile[i, j] = tile[i, j] * T.float32(7.0) + T.if_then_else(i > 8, T.float32(1.0), T.float32(0.0))
#             first: T.float32 = tile[0, 0]
#             A[0, 0] = first + T.float32(8.0)
