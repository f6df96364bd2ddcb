# run: opt --kernel test_add.make.main -D size=64 -D device_count=2
"""A kernel inside a test function: what stands around it is executed as far as it can be."""
import torch
import tilelang
import tilelang.language as T


def test_add(size, dtype="float16"):
    assert torch.cuda.is_available()
    devices = torch.cuda.device_count()
    block = 32 if dtype == "float16" else 16
    data = torch.randn(size, size)

    for extra in [1, 2]:
        def make(rows=block * devices):
            if size > 32:
                @T.prim_func
                def main(A: T.Tensor((rows, size), dtype)):
                    with T.Kernel(2) as bx:
                        tile = T.alloc_shared((rows, block), dtype)
                        T.copy(A[0, bx * block], tile)
                        for i, j in T.Parallel(rows, block):
                            tile[i, j] += extra
                        T.copy(tile, A[0, bx * block])

                other = main
            kernel = tilelang.compile(main)
            assert kernel(data).sum() == 3

        make()

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
#             tile = T.sblock_alloc_buffer((64, 32), "float16", scope="shared.dyn")
#             T.copy(T.region(A[0, bx * 32], 1, 64, 32), T.region(tile[0, 0], 2, 64, 32))
#             for i in T.parallel(64):
#                 for j in T.parallel(32):
#                     tile[i, j] = tile[i, j] + T.float16(1.0)
#             T.copy(T.region(tile[0, 0], 1, 64, 32), T.region(A[0, bx * 32], 2, 64, 32))
