# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64,), "float32"), B: T.Tensor((64, 64), "float32"), n: T.int32):
    with T.Kernel(1) as bx:
        A[0:5] = T.Ramp(0, 1, 5)
        A[0:n] = 1
        A[0] = T.Ramp(0, 1, 4)
        A[0:4] = T.Shuffle([A[0]], [1])
        A[0:4] = T.Shuffle([A[0], T.int32(1)], [0, 1])
        A[0:4] = T.Shuffle([], [0, 1])
        A[0:4] = T.Shuffle(A, 1)
        A[0:4] = A[0:8]
        A[0] = T.float32x4(1, 2)
        A[0:4] = T.Broadcast(A[0], 5)
        if A[0:4] > 1:
            A[0] = 1
        for i in T.serial(T.Ramp(0, 1, 4)):
            A[i] = 1

# expect:
# error_vectors.py:9:31: error: there is no vector of 5 elements of type int32
#             A[0:5] = T.Ramp(0, 1, 5)
#                                   ^
# error_vectors.py:10:9: unsupported: assigning to a slice: a store writes one element or a vector; use T.fill, T.copy or a T.Parallel loop
#             A[0:n] = 1
#             ^~~~~~
# error_vectors.py:11:16: error: int32x4 can't be converted to float32
#             A[0] = T.Ramp(0, 1, 4)
#                    ^~~~~~~~~~~~~~~
# error_vectors.py:12:18: error: T.Shuffle takes the numbers of elements, here 0 to 0
#             A[0:4] = T.Shuffle([A[0]], [1])
#                      ^~~~~~~~~~~~~~~~~~~~~~
# error_vectors.py:13:18: error: the vectors of T.Shuffle differ in type
#             A[0:4] = T.Shuffle([A[0], T.int32(1)], [0, 1])
#                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_vectors.py:14:18: error: T.Shuffle needs a list of vectors and a list of numbers
#             A[0:4] = T.Shuffle([], [0, 1])
#                      ^~~~~~~~~~~~~~~~~~~~~
# error_vectors.py:15:18: error: T.Shuffle needs a list of vectors and a list of numbers
#             A[0:4] = T.Shuffle(A, 1)
#                      ^~~~~~~~~~~~~~~
# error_vectors.py:16:18: error: float32x8 can't be converted to float32x4
#             A[0:4] = A[0:8]
#                      ^~~~~~
# error_vectors.py:17:16: error: T.float32x4 takes one argument
#             A[0] = T.float32x4(1, 2)
#                    ^~~~~~~~~~~~~~~~~
# error_vectors.py:18:36: error: there is no vector of 5 elements of type float32
#             A[0:4] = T.Broadcast(A[0], 5)
#                                        ^
# error_vectors.py:19:12: error: a vector has no truth value; test one of its elements
#             if A[0:4] > 1:
#                ^~~~~~~~~~
# error_vectors.py:21:27: error: a loop bound must be an integer, not int32x4
#             for i in T.serial(T.Ramp(0, 1, 4)):
#                               ^~~~~~~~~~~~~~~
