# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0, 0] = bx * 1 + 0 * by + (bx - 0) + bx // 1 + bx % 1
        X[0, 1] = T.float32(2.0) * T.float32(3.0) + T.cast(2, "float32")
        X[0, 2] = B[0, 0] * 1.0 + 0.0
        X[0, 3] = bx * 4 * 2 + 3 + 4 - 2
        X[0, 4] = T.int8(100) * T.int8(2) + T.uint8(255) + T.uint8(1)
        X[0, 5] = (7 // 2) * bx + 7 % 4 + 2 ** 5 + (-7) // 2 + 7 / 2
        X[0, 6] = T.min(3, 4) + T.max(bx, 2) + min(5, 6) + max([1, 2])
        X[0, 7] = T.infinity("float32") * -1 + T.min_value("float16") + T.max_value("bfloat16")
        X[0, 8] = T.ceildiv(n, 64) + T.ceildiv(65, 64)
