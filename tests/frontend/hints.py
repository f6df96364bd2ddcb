# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16")):
    with T.Kernel(4, threads=128) as bx:
        T.use_swizzle(10)
        T.use_swizzle(panel_size=10, order="column", enable=True)
        T.use_swizzle(panel_size=10, enable=False)
        S = T.alloc_shared((64, 64), "float16")
        T.annotate_layout({S: T.Layout((64, 64), lambda i, j: (i, j))})
        T.sync_threads()
        T.assume(bx > 3)
        T.print(bx)
        assert bx > 1
        with T.attr(0, "foo", 1):
            T.clear(S)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#             T.attr(None, "threadblock_swizzle_pattern", T.tvm_tuple("rasterization2DRow", 10))
#             T.attr(None, "threadblock_swizzle_pattern", T.tvm_tuple("rasterization2DColumn", 10))
#             T.attr(None, "foo", 1)
#             T.fill(T.region(S[0, 0], 2, 64, 64), 0)
