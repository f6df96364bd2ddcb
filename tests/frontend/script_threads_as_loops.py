# run: opt
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
    # with T.sblock("root"):
    for bx in T.thread_binding(2, thread="blockIdx.x"):
        for tx in T.thread_binding(128, thread="threadIdx.x"):
            for ty in T.thread_binding(1, thread="threadIdx.y"):
                with T.sblock("tilelang_root"):
                    A[bx, 0] = T.float16(1.0)
    for bx in T.thread_binding(4, thread="blockIdx.x"):
        A[bx, 1] = T.Cast("float16", bx)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             A[bx, 0] = T.float16(1.0)
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             A[bx, 1] = T.Cast("float16", bx)
