# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def chain(x):
    for i in range(600):
        x = 1000 - x // 3
    return x


def index(A, x):
    for i in range(600):
        x = A[x]
    return x


@T.prim_func
def main(A: T.Tensor((3,), "int32")):
    with T.Kernel(1):
        A[0] = chain(A[0])
        A[0] = index(A, A[0])

# expect:
# error_deep_value.py:9:20: error: this expression is nested more than 400 deep; bind parts of it to variables
#             x = 1000 - x // 3
#                        ^~~~~~
# error_deep_value.py:22:16: note: in `chain`, called here
#             A[0] = chain(A[0])
#                    ^~~~~~~~~~~
# error_deep_value.py:15:13: error: this expression is nested more than 400 deep; bind parts of it to variables
#             x = A[x]
#                 ^~~~
# error_deep_value.py:23:16: note: in `index`, called here
#             A[0] = index(A, A[0])
#                    ^~~~~~~~~~~~~~
