# run: opt --kernel test_add.add -D size=64
# The kernel of a function that does not return it, as tests have them; what stands before it runs as far as it is needed.
import pytest
import tilelang
import tilelang.language as T
import torch


def test_add(size, tmp_path):
    with torch.device("cuda"):
        expected = torch.ones(size) * 2 - 1

        @T.prim_func
        def add(A: T.Tensor((size,), "float32"), B: T.Tensor((size,), "float32")):
            with T.Kernel(1):
                for i in T.Parallel(size):
                    B[i] = A[i] + 1.0

    kernel = tilelang.compile(add)
    assert kernel(expected) == expected


def test_other():
    def add():
        raise ValueError("not this one")

    @tilelang.jit
    def inner(A):
        N = T.const("N")
        A: T.Tensor((N,), "float32")
        with T.Kernel(1):
            A[0] = 1.0

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def add(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (64,), strides=(1,))
#     B = T.match_buffer(B_handle, (64,), strides=(1,))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             for i in T.parallel(64):
#                 B[i] = A[i] + T.float32(1.0)
