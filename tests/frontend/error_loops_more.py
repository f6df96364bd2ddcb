# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i in range(3):
            X[i, 0] = 1
        else:
            X[0, 0] = 2
        while n > 3:
            X[0, 0] = 1
        else:
            X[0, 0] = 2
        for i in T.serial(n):
            return
        a, b = 1, 2, 3
        a, b = n
        for i, j in T.Parallel(2, 3, 4):
            X[i, j] = 1
        X.foo = 3
        with T.Kernel(3):
            X[0, 0] = 1
        with open("x") as f:
            X[0, 0] = 1
        with T.attr(0, "foo", 1), T.Kernel(2):
            X[0, 0] = 1
        assert 1 == 2
        assert 1 == 2, "one is not " + "two"
        raise ValueError("no " + "way")

# expect:
# error_loops_more.py:12:18: error: `for ... else` is not possible in a kernel
#             for i in range(3):
#                      ^~~~~~~~
# error_loops_more.py:16:15: error: `while ... else` is not possible in a kernel
#             while n > 3:
#                   ^~~~~
# error_loops_more.py:21:13: error: `return` inside a device loop or branch; set a T.alloc_var there and return it at the end
#                 return
#                 ^~~~~~
# error_loops_more.py:22:9: error: 2 names for 3 values
#             a, b = 1, 2, 3
#             ^~~~
# error_loops_more.py:23:9: error: a device expression can't be iterated over at compile time
#             a, b = n
#             ^~~~
# error_loops_more.py:24:13: error: 2 names for 3 values
#             for i, j in T.Parallel(2, 3, 4):
#                 ^~~~
# error_loops_more.py:26:9: error: assigning to an attribute is not possible in a kernel
#             X.foo = 3
#             ^~~~~
# error_loops_more.py:27:14: error: T.Kernel inside of T.Kernel
#             with T.Kernel(3):
#                  ^~~~~~~~~~~
# error_loops_more.py:29:14: error: unknown name `open`
#             with open("x") as f:
#                  ^~~~
# error_loops_more.py:31:35: error: T.Kernel inside of T.Kernel
#             with T.attr(0, "foo", 1), T.Kernel(2):
#                                       ^~~~~~~~~~~
# error_loops_more.py:33:16: error: assertion failed
#             assert 1 == 2
#                    ^~~~~~
# error_loops_more.py:34:16: error: assertion failed: one is not two
#             assert 1 == 2, "one is not " + "two"
#                    ^~~~~~
# error_loops_more.py:35:9: error: the kernel raises: no way
#             raise ValueError("no " + "way")
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
