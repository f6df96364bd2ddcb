# run: opt --kernel outer.main -D block=32 -D stages=2 -D count=4 -D flag=True -D tile=8
import torch

import tilelang
import tilelang.language as T


def tuned():
    if not torch.flag():
        return None
    return torch.capability() == (9, 0)


def outer(n=64):
    block, stages = torch.tuned(n)
    tile = 16
    rows = n // torch.count() if tuned() is None or n < 100 else 1
    if n > 100:

        @T.prim_func
        def main(A: T.Tensor((n,), "int32")):
            with T.Kernel(1, threads=32):
                A[0] = 1

    else:

        @T.prim_func
        def main(A: T.Tensor((n, block), "float32"), B: T.Tensor((rows,), "float32")):
            with T.Kernel(T.ceildiv(n, block), threads=128) as bx:
                X = T.alloc_fragment((block,), "float32")
                for k in T.Pipelined(tile, num_stages=stages):
                    T.copy(A[bx, 0], X)

    return main

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 32), strides=(32, 1))
#     B = T.match_buffer(B_handle, (16,), strides=(1,))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             X = T.sblock_alloc_buffer((32,), scope="local.fragment")
#             for k in T.serial(8, annotations={"num_stages": 2}):
#                 T.copy(T.region(A[bx, 0], 1, 1, 32), T.region(X[0], 2, 32))
