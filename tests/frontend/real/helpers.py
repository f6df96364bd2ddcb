# Plain Python that a kernel calls: it allocates, views, reduces, calls macros and gives values back; what it only builds (a copy, an expression) counts
# where the kernel uses it.
import tilelang
import tilelang.language as T


@T.macro
def clear(buffer):
    T.fill(buffer, 0)


class Buffers:
    def __init__(self, rows, columns):
        self.shared = T.alloc_shared((rows, columns), "float32")
        self.part = T.alloc_fragment((rows, columns), "float32")
        self.sums = T.alloc_fragment((rows,), "float32")
        self.count = T.alloc_var("int32", init=2)

    def load(self, source):
        clear(self.part)
        return T.copy(source, self.shared)

    def flat(self):
        return T.reshape(self.shared, (32 * 64,))


def scaled(x, by=2):
    return x * by + 1


@T.prim_func
def main(A: T.Tensor((32, 64), "float32"), B: T.Tensor((32,), "float32")):
    with T.Kernel(2, threads=128) as bx:
        buffers = Buffers(32, 64)
        buffers.load(A)
        flat = buffers.flat()
        for i, j in T.Parallel(32, 64):
            buffers.part[i, j] = scaled(buffers.shared[i, j]) + flat[i * 64 + j] + buffers.count[0]
        T.reduce_sum(buffers.part, buffers.sums, dim=1)
        T.copy(buffers.sums, B)
