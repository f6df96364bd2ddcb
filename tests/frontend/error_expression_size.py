# run: opt
# exit: 1
# A function that doubles its argument, again and again: the tree would not end.
import tilelang.language as T


def twice(z, times):
    if times == 0:
        return z
    return twice(z + z * z, times - 1)


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(4) as bx:
        A[twice(bx, 40), 0] = 1

# expect:
# error_expression_size.py:10:18: error: this expression has more than 1000000 parts; bind parts of it to variables
#         return twice(z + z * z, times - 1)
#                      ^~~~~~~~~
# error_expression_size.py:10:12: note: in `twice`, called here
#         return twice(z + z * z, times - 1)
#                ^~~~~~~~~~~~~~~~~~~~~~~~~~~
