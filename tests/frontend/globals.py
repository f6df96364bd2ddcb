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
