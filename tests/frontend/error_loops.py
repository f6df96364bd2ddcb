# run: opt
# exit: 1
import tilelang
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        for i in T.serial(0.5):
            X[i, 0] = 1
        for i in T.serial(0, 8, n):
            X[i, 0] = 1
        for i in range(0, 8, 0):
            X[i, 0] = 1
        for i in T.Pipelined(3, num_stages=-1):
            X[i, 0] = 1
        for i in T.Parallel():
            X[i, 0] = 1
        T.serial(3)
        loop = T.serial(3)
        for i in n:
            X[i, 0] = 1
        for i in A:
            X[i, 0] = 1
        while True:
            X[0, 0] = 1
        for i in (1, 2):
            if n > 3:
                break
        break
        T.break_loop()

# expect:
# error_loops.py:12:27: error: a loop bound must be an integer, not float32
#             for i in T.serial(0.5):
#                               ^~~
# error_loops.py:14:18: unsupported: a loop whose step is not constant: count the trips and multiply, as in `for t in T.serial(n): i = start + t * step`
#             for i in T.serial(0, 8, n):
#                      ^~~~~~~~~~~~~~~~~
# error_loops.py:16:18: error: the step of a loop can't be 0
#             for i in range(0, 8, 0):
#                      ^~~~~~~~~~~~~~
# error_loops.py:18:44: error: num_stages can't be negative
#             for i in T.Pipelined(3, num_stages=-1):
#                                                ^~
# error_loops.py:20:18: error: T.Parallel takes 1 to 8 extents
#             for i in T.Parallel():
#                      ^~~~~~~~~~~~
# error_loops.py:22:9: error: a loop stands alone; write `for i in T....:`
#             T.serial(3)
#             ^~~~~~~~~~~
# error_loops.py:23:9: error: a loop can't be bound to a name; write `for i in T....:`
#             loop = T.serial(3)
#             ^~~~
# error_loops.py:24:18: error: a device expression can't be iterated over at compile time
#             for i in n:
#                      ^
# error_loops.py:26:18: error: a buffer can't be iterated over at compile time
#             for i in A:
#                      ^
# error_loops.py:28:15: error: this condition is always true: the loop would never end
#             while True:
#                   ^~~~
# error_loops.py:32:17: error: the loop runs at compile time, but this depends on a condition of the device; loop with T.serial
#                     break
#                     ^~~~~
# error_loops.py:33:9: error: not inside a loop
#             break
#             ^~~~~
# error_loops.py:34:9: error: T.break_loop outside of a loop
#             T.break_loop()
#             ^~~~~~~~~~~~~~
