# options: --kernel around -D pick=T.exp -D scale="lambda x, y: x * y + 1" -D size="T.dynamic('size', 'int32')"
# Functions and symbols as arguments, a kernel that declares its tensors in its body and makes its output, marks of a profiler,
# prints, T.While, attributes of GPU compilers, symbols of tvm, a tuple from Python that -D gives.
import tilelang
import tilelang.language as T
from tilelang import tvm
from tilelang.tools.cuda import iket


def tuned():
    return 4, 8


def around(pick, scale, size):
    extent = tvm.te.var("extent")
    step, width = tuned()

    @T.macro
    def twice(x, function):
        return function(function(x))

    @T.prim_func
    def main(A, B: T.Tensor((size, extent), "float32"), s: T.int32):
        A: T.Tensor[[64, 64], "float32"]
        T.annotate_compile_flags("--use_fast_math")
        C = T.empty((64, 64), "float32")
        with T.Kernel(T.ceildiv(extent, 32), threads=128) as bx, iket.range("block"):
            iket.mark("enter", payload=iket.payload(bx, dtype="int32"))
            F = T.alloc_fragment((64, 64), "float32")
            seen = T.alloc_var("int32")
            T.copy(A, F)
            seen = 0
            for i, j in T.Parallel(64, 64):
                F[i, j] = twice(scale(F[i, j], 2.0), pick)
                F[i, j] = T.round(F[i, j], "ties-away-from-zero") + T.shift_left(i, 2, dtype="int32")
                T.print(F[i, j])
            if bx == 0:
                T.print(seen + step * width, msg="seen")
            with T.While(seen < s):
                seen = seen + 1
            T.copy(F, C)
        return C

    return main
