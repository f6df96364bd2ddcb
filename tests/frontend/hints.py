# run: opt
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16")):
    with T.Kernel(4, threads=128) as bx:
        T.use_swizzle(10)
        T.use_swizzle(panel_size=10, order="column", enable=True)
        T.use_swizzle(panel_size=10, enable=False)
        S = T.alloc_shared((64, 64), "float16")
        T.annotate_layout({S: T.Layout((64, 64), lambda i, j: (i, j))})
        T.sync_threads()
        T.assume(bx > 3)
        T.print(bx)
        assert bx > 1
        with T.attr(0, "foo", 1):
            T.clear(S)
