# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        with T.Else():
            A[0, 0] = 1
        branch = T.If(A[0, 0] > 1)
        T.let(bx + 1, 3)
        T.comm_reducer(3, [0])
        T.comm_reducer(lambda x, y: x + y + 1, [0])

# expect:
# error_builder.py:9:14: error: T.Then and T.Else stand in a `with T.If(condition):`
#             with T.Else():
#                  ^~~~~~~~
# error_builder.py:11:9: error: T.If, T.Then and T.Else stand in a `with`; or write `if condition:`
#             branch = T.If(A[0, 0] > 1)
#             ^~~~~~
# error_builder.py:12:15: error: T.let needs a variable without a value, as T.int32() makes it
#             T.let(bx + 1, 3)
#                   ^~~~~~
# error_builder.py:13:9: error: T.comm_reducer needs a function of two numbers and a list of one
#             T.comm_reducer(3, [0])
#             ^~~~~~~~~~~~~~~~~~~~~~
# error_builder.py:14:24: unsupported: T.comm_reducer with a function that is more than one operation on its operands in order: write x + y, x * y or T.max(x, y)
#             T.comm_reducer(lambda x, y: x + y + 1, [0])
#                            ^~~~~~~~~~~~~~~~~~~~~~
