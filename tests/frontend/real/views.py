"""Views of tensors and blocks, used in one launch, in branches and under another view."""
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "int32")):
    flat = T.Tensor((4096,), "float32", A.data)
    with T.Kernel(4, threads=128) as bx:
        s = T.alloc_shared((64, 64), "float32")
        f = T.alloc_fragment((64, 64), "float32")
        bits = T.view(s, (64, 128), "float16")
        wide = T.reshape(bits, (32, 256))
        T.copy(A, s)
        for i in T.serial(4):
            for j in T.serial(3):
                wide[i, j] = flat[j]
            if bx > 1:
                bits[i, 0] = 1
        T.copy(T.reshape(s, (32, 128))[0:32, 0:64], f[0:32, :])
        whole = T.view(f, dtype="int32")
        if bx > 2:
            B[0] = whole[0, 0]
