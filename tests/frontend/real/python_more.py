# options: --kernel more
# Slices made by slice(), buffers from a comprehension, isinstance of values, a variable that a macro returns, an element of a vector,
# a layout for a copy, the fast reciprocal, T.If, a symbol that no tensor has.
import tilelang
import tilelang.language as T
from tilelang import tvm


def last_columns(buffer, low, high):
    return buffer[tuple([slice(None)] + [slice(low, high)])]


def more(parts=2):
    @T.macro
    def counter(start):
        return T.alloc_var("int32", init=start)

    def check(value, kind):
        assert isinstance(value, kind)

    free = T.dynamic("free")

    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32"), P: T.Tensor((4,), "float16")):
        with T.Kernel(2, threads=128) as bx:
            shared = [T.alloc_shared((64, 32), "float32") for _ in range(parts)]
            F = T.alloc_fragment((64, 64), "float32")
            count = counter(3)
            later = count + bx
            pair = T.float16x2(P[0], P[1])
            P[2] = T.extract_lane(pair, 1)
            check(count, (int, float, T.PrimExpr))
            check(F, tvm.tirx.Buffer)
            with T.If(bx > free):
                with T.Then():
                    P[0] = P[1]
                with T.Else():
                    P[0] = P[2]
            for k in range(0, 64, 32):
                T.copy(last_columns(A, 0, 32), shared[0])
            T.copy(A[0:64, 32:64], shared[1], loop_layout=T.Fragment((64, 32), forward_fn=lambda p, q: (p * 2, q)))
            for i, j in T.Parallel(64, 64):
                F[i, j] = T.fast_rcp(shared[0][i, 0]) + later

    return main
