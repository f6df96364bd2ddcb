# run: kernels
import tilelang
import tilelang.language as T


@tilelang.jit
def eager(A, block: int, dtype=T.float16):
    M, N = T.const("M, N")
    A: T.Tensor((M, N), dtype)
    with T.Kernel(1) as bx:
        A[0, 0] = block


@tilelang.jit(out_idx=[-1])
def factory(rows, columns=32, *, scale=(1.0, 2)):
    @T.prim_func
    def first(A: T.Tensor((rows, columns), "float16")):
        with T.Kernel(1) as bx:
            A[0, 0] = 1

    if rows > 1:
        @T.prim_func
        def second(A: T.Tensor((rows, columns), "float16")):
            with T.Kernel(1) as bx:
                A[0, 0] = 2
        return second
    return first


@T.prim_func
def plain(A: T.Tensor((4, 4), "float16"), n: T.int32):
    with T.Kernel(1) as bx:
        A[0, 0] = n


@tilelang.jit
def annotated(A: T.Tensor((4, 4), "float16"), block: int):
    launch(A, block)


@T.macro
def launch(A, block):
    with T.Kernel(1) as bx:
        A[0, 0] = block


def helper(x):
    return x

# expect:
# eager(A, block, dtype=T.float16)
#     tilecc run kernels_list.py --kernel eager -D block=... -D M=... -D N=...
# factory(rows, columns=32, scale=(1.0, 2))
#     tilecc run kernels_list.py --kernel factory -D rows=...
#     holds factory.first
#     holds factory.second
# plain(A, n)
#     tilecc run kernels_list.py --kernel plain
# annotated(A, block)
#     tilecc run kernels_list.py --kernel annotated -D block=...
