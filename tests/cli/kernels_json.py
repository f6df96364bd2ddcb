# run: kernels --json
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


def helper(x):
    return x

# expect:
# [
#   {"name": "eager", "signature": "eager(A, block, dtype=T.float16)", "line": 7, "needs": ["block", "M", "N"], "inner": []},
#   {"name": "factory", "signature": "factory(rows, columns=32, scale=(1.0, 2))", "line": 15, "needs": ["rows"], "inner": ["first", "second"]},
#   {"name": "plain", "signature": "plain(A, n)", "line": 31, "needs": [], "inner": []}
# ]
