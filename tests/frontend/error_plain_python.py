# run: opt --kernel main
# exit: 1
import tilelang
import tilelang.language as T


def fills(X):
    T.clear(X)


def chooses(n):
    if n > 3:
        return 1
    while n > 3:
        return 2
    for i in T.serial(3):
        return 3


def launches():
    with T.Kernel(3):
        return 1


def allocates():
    return T.alloc_shared((3,), "float32")


def endless(n):
    return endless(n + 1)


@T.macro
def early(n, X):
    for i in range(n):
        return i


@T.macro
def calls(X, n):
    early(n, X)
    X[0] = unknown


@T.prim_func
def other(A: T.Tensor((4,), "float32")):
    with T.Kernel(1):
        A[0] = 1


@T.prim_func
def main(A: T.Tensor((4,), "float32"), n: T.int32):
    with T.Kernel(1):
        X = T.alloc_fragment((4,), "float32")
        fills(X)
        chooses(n)
        launches()
        allocates()
        X[0] = endless(0)
        calls(X, n)
        other(A)

# expect:
# error_plain_python.py:8:5: error: this makes a device statement, but stands in plain Python; decorate the function with @T.macro or @T.prim_func
#         T.clear(X)
#         ^~~~~~~~~~
# error_plain_python.py:55:9: note: in `fills`, called here
#             fills(X)
#             ^~~~~~~~
# error_plain_python.py:12:8: error: this condition is only known on the device, but the `if` stands in plain Python; use T.if_then_else, or decorate the function with @T.macro
#         if n > 3:
#            ^~~~~
# error_plain_python.py:56:9: note: in `chooses`, called here
#             chooses(n)
#             ^~~~~~~~~~
# error_plain_python.py:14:11: error: this condition is only known on the device, but the loop stands in plain Python
#         while n > 3:
#               ^~~~~
# error_plain_python.py:56:9: note: in `chooses`, called here
#             chooses(n)
#             ^~~~~~~~~~
# error_plain_python.py:16:14: error: a device loop in plain Python; decorate the function with @T.macro
#         for i in T.serial(3):
#                  ^~~~~~~~~~~
# error_plain_python.py:56:9: note: in `chooses`, called here
#             chooses(n)
#             ^~~~~~~~~~
# error_plain_python.py:21:10: error: T.Kernel in plain Python; decorate the function with @T.prim_func
#         with T.Kernel(3):
#              ^~~~~~~~~~~
# error_plain_python.py:57:9: note: in `launches`, called here
#             launches()
#             ^~~~~~~~~~
# error_plain_python.py:30:12: error: calls are nested more than 100 deep
#         return endless(n + 1)
#                ^~~~~~~~~~~~~~
# error_plain_python.py:30:12: note: in `endless`, called here
#         return endless(n + 1)
#                ^~~~~~~~~~~~~~
# error_plain_python.py:36:9: error: `return` inside a device loop or branch; set a T.alloc_var there and return it at the end
#             return i
#             ^~~~~~~~
# error_plain_python.py:41:5: note: in `early`, called here
#         early(n, X)
#         ^~~~~~~~~~~
# error_plain_python.py:60:9: note: in `calls`, called here
#             calls(X, n)
#             ^~~~~~~~~~~
# error_plain_python.py:42:12: error: unknown name `unknown`
#         X[0] = unknown
#                ^~~~~~~
# error_plain_python.py:60:9: note: in `calls`, called here
#             calls(X, n)
#             ^~~~~~~~~~~
# error_plain_python.py:61:9: unsupported: calling the kernel `other` inside another: make it a @T.macro
#             other(A)
#             ^~~~~~~~
