# run: opt
# Passes of tilelang print such forms, and their tests write them: threads without a grid, attributes outside of a launch, T.decl_buffer,
# blocks whose reads name a buffer that comes later.
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle):
    T.func_attr({"target": T.target({"arch": "sm_80", "keys": ["cuda", "gpu"], "kind": "cuda"})})
    A = T.match_buffer(A_handle, (128,), strides=(1,))
    B = T.match_buffer(B_handle, (128,), strides=(1,))
    for tx in T.thread_binding(16, thread="threadIdx.x"):
        A_shared = T.alloc_buffer((16, 1), scope="shared")
        with T.sblock("copy"):
            T.reads(A[tx])
            T.writes(A_shared[tx, 0])
            A_shared[tx, 0] = A[tx]
        B[tx] = A_shared[tx, 0]
    with T.sblock("decoupled_cast"):
        T.reads()
        T.writes()
        T.sblock_attr({"lexical_alloc_scope": 1, "tl.non_restrict_params": [A.data, B.data]})
        narrow = T.decl_buffer((16,), "float16", scope="local")
        for i in T.vectorized(16):
            narrow[i] = T.Cast("float16", A[i])
    v = T.launch_thread("blockIdx.x", 8)
    local = T.alloc_buffer((4,), scope="local")
    v_1 = T.launch_thread("blockIdx.y", 4)
    v_2 = T.launch_thread("threadIdx.x", 32)
    flat = T.decl_buffer((2, 2), data=local.data, scope="local")
    for _ in range(4):
        with T.sblock(""):
            S = T.Buffer((128,), scope="local")
            T.reads(A[v_1], S[v_1])
            T.writes(S[v_1], B[v_1])
            S = T.alloc_buffer((128,), scope="local")
            S[v_2] = A[v_2]
            B[v_2] = S[v] + flat[0, 1]
    with T.attr(None, "tl.ws_op_id", "tile"):
        by: T.int32 = v_1 % 2
    by = T.int32()
    B[by] = T.ieee_add(A[by], T.ieee_frcp(A[0], "rz"), "ru")

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (128,), strides=(1,))
#     B = T.match_buffer(B_handle, (128,), strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [16, 1, 1]})
#             A_shared = T.sblock_alloc_buffer((16, 1), scope="shared.dyn")
#             A_shared[tx, 0] = A[tx]
#             B[tx] = A_shared[tx, 0]
#     T.attr(None, "lexical_alloc_scope", 1)
#     narrow = T.sblock_alloc_buffer((16,), "float16", scope="local")
#     for i in T.vectorized(16):
#         narrow[i] = T.Cast("float16", A[i])
#     for bx in T.thread_binding(8, thread="blockIdx.x"):
#         for by in T.thread_binding(4, thread="blockIdx.y"):
#             tx: T.int32 = T.launch_thread_idx(0)
#             ty: T.int32 = T.launch_thread_idx(1)
#             tz: T.int32 = T.launch_thread_idx(2)
#             with T.sblock("tilelang_root"):
#                 T.reads()
#                 T.writes()
#                 T.sblock_attr({"tl.launch_threads": [32, 1, 1]})
#                 local = T.sblock_alloc_buffer((4,), scope="local")
#                 flat = T.Buffer((2, 2), data=local.data, strides=(2, 1), scope="local")
#                 for i in range(4):
#                     S = T.sblock_alloc_buffer((128,), scope="local")
#                     S[tx] = A[tx]
#                     B[tx] = S[bx] + flat[0, 1]
#                 T.attr(None, "tl.ws_op_id", "tile")
#                 by_1: T.int32 = by % 2
#                 B[by_1] = T.ieee_add(A[by_1], T.ieee_frcp(A[0], "rz"), "ru")
