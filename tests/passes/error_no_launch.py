# run: opt --passes=all
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16")):
    T.evaluate(0)
# expect:
