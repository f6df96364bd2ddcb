# run: opt
# from tvm.script import tirx as T

@T.prim_func
def main(A_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        with T.sblock("tilelang_root"):
            tile = T.sblock_alloc_buffer((64, 64), scope="shared.dyn")
            T.copy(T.region(A[0, 0], 1, 64, 64), T.region(tile[0, 0], 2, 64, 64), tl.hint=1, other.of.it="text")
            A[0, 0] = T.round_ties_away_from_zero(tile[0, 0])


# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             tile = T.sblock_alloc_buffer((64, 64), scope="shared.dyn")
#             T.copy(T.region(A[0, 0], 1, 64, 64), T.region(tile[0, 0], 2, 64, 64), tl.hint=1, other.of.it="text")
#             A[0, 0] = T.round_ties_away_from_zero(tile[0, 0])
