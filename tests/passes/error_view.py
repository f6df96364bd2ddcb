# run: opt --passes=all
# exit: 3
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1) as bx:
        A_block = T.alloc_shared((64, 64), "float16")
        flat = T.Buffer((32, 128), "float16", data=A_block.data)
        T.copy(A, A_block)
        for i, j in T.Parallel(32, 128):
            flat[i, j] = flat[i, j] * 2
        T.copy(A_block, C)

# expect:
# error_view.py:13:13: unsupported: flat is not a block of tiles: on-chip buffers need constant dims and no views of other shapes
#                 flat[i, j] = flat[i, j] * 2
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~
