# run: opt
# from tvm.script import tirx as T


@T.prim_func
def main(A: T.handle):
    buffer = T.match_buffer(A, (64, 64), "float32", strides=(64, 1))
    for bx in T.thread_binding(2, thread="blockIdx.x"):
        S = T.sblock_alloc_buffer((64, 64), "float32", scope="shared.dyn")
        T.cpy(T.region(buffer[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
        T.cpy(T.region(buffer[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
        T.cb_wait_frnt(1, 2)
        T.unheard_of(1)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             S = T.sblock_alloc_buffer((64, 64), scope="shared.dyn")
#             T.cpy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#             T.cpy(T.region(A[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#             T.cb_wait_frnt(1, 2)
#             T.unheard_of(1)
# warning_script_slip.py:10:11: warning: T.cpy is read as a function of GPUs; did you mean T.copy?
#             T.cpy(T.region(buffer[0, 0], 1, 64, 64), T.region(S[0, 0], 2, 64, 64))
#               ^~~
# warning_script_slip.py:12:11: warning: T.cb_wait_frnt is read as a function of GPUs; did you mean T.cb_wait_front?
#             T.cb_wait_frnt(1, 2)
#               ^~~~~~~~~~~~
