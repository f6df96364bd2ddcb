# run: opt -D total=8 -D N=32
import tilelang
import tilelang.language as T


import torch

M, N = 128, 64
total = torch.cuda.device_count() * 2
LATER_USED = None


@T.prim_func
def main(A: T.Tensor((M, N), "float32")):
    with T.Kernel(total) as bx:
        A[bx, BLOCK] = N


BLOCK = 3
if __name__ == "__main__":
    BLOCK = 4
    print(torch.randn(3))

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle):
#     A = T.match_buffer(A_handle, (128, 32), strides=(32, 1))
#     for bx in T.thread_binding(8, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             A[bx, 3] = T.float32(32.0)
