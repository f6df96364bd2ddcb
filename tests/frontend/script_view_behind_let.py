# run: opt
# A let before the allocations of a launch: the view stands behind the buffer whose memory it is.
# from tvm.script import tirx as T

@T.prim_func
def workspace(B_handle: T.handle):
    B = T.match_buffer(B_handle, (64,), strides=(1,))
    for bx in T.thread_binding(2, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.get_warp_idx(1)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            T.sblock_attr({"tl.launch_threads": [64, 1, 1]})
            tile = T.sblock_alloc_buffer((32, 4), scope="shared.dyn")
            square = T.Buffer((4, 32), data=tile.data, strides=(32, 1), scope="shared.dyn")
            square[0, 0] = 1.0
# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def workspace(B_handle: T.handle):
#     B = T.match_buffer(B_handle, (64,), strides=(1,))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [64, 1, 1]})
#             ty_1: T.int32 = T.get_warp_idx(1)
#             tile = T.sblock_alloc_buffer((32, 4), scope="shared.dyn")
#             square = T.Buffer((4, 32), data=tile.data, strides=(32, 1), scope="shared.dyn")
#             square[0, 0] = T.float32(1.0)
