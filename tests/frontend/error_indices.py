# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def helper(a, b):
    return a + b


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), B: T.Tensor((64, 64), "float32"), J: T.Tensor((64,), "int32"), C: T.Tensor((4, 64, 64), "float16"), n: T.int32):
    with T.Kernel(2, n, threads=128) as (bx, by):
        X = T.alloc_fragment((64, 64), "float32")
        S = T.alloc_shared((64, 64), "float16")
        X[0.5, 0] = 1
        X[0, 0] = A[..., 0]
        T.fill(X[0:64:2, 0], 1)
        T.fill(X[0:-1, 0], 1)
        T.fill(X[4:4, 0], 1)
        X[0:3, 0] = 1
        X[0, 0] = A[0:2, 0]
        K = [1, 2]
        X[0, 0] = K[2]
        X[0, 0] = K[n]
        X[0, 0] = K[0:n]
        X[0, 0] = K[1::-1]
        K[5] = 3
        (1, 2)[0] = 3
        X[0, 0] = {"a": 1}["b"]
        X[0, 0] = helper[0]

# expect:
# error_indices.py:16:9: error: an index must be an integer, not float32
#             X[0.5, 0] = 1
#             ^~~~~~~~~
# error_indices.py:17:19: unsupported: `...` in an index: write `:` for each dimension
#             X[0, 0] = A[..., 0]
#                       ^~~~~~~~~
# error_indices.py:18:16: unsupported: a slice with a step: a region is a dense box; copy the whole box and index it with a stride
#             T.fill(X[0:64:2, 0], 1)
#                    ^~~~~~~~~~~~
# error_indices.py:19:16: error: negative indices do not count from the end in a kernel
#             T.fill(X[0:-1, 0], 1)
#                    ^~~~~~~~~~
# error_indices.py:20:16: error: this slice is empty
#             T.fill(X[4:4, 0], 1)
#                    ^~~~~~~~~
# error_indices.py:21:9: unsupported: assigning to a slice: a store writes one element or a vector; use T.fill, T.copy or a T.Parallel loop
#             X[0:3, 0] = 1
#             ^~~~~~~~~
# error_indices.py:22:19: error: a slice is stored to one element; index every dimension
#             X[0, 0] = A[0:2, 0]
#                       ^~~~~~~~~
# error_indices.py:24:19: error: index 2 is out of range: there are 2 items
#             X[0, 0] = K[2]
#                       ^~~~
# error_indices.py:25:19: error: the index of a list must be known at compile time
#             X[0, 0] = K[n]
#                       ^~~~
# error_indices.py:26:19: error: the bounds of this slice are not known at compile time
#             X[0, 0] = K[0:n]
#                       ^~~~~~
# error_indices.py:27:19: error: unsupported slice of a sequence
#             X[0, 0] = K[1::-1]
#                       ^~~~~~~~
# error_indices.py:28:9: error: index 5 is out of range: there are 2 items
#             K[5] = 3
#             ^~~~
# error_indices.py:29:9: error: an item of a tuple can't be assigned to
#             (1, 2)[0] = 3
#             ^~~~~~~~~
# error_indices.py:30:19: error: no such key: b
#             X[0, 0] = {"a": 1}["b"]
#                       ^~~~~~~~~~~~~
# error_indices.py:31:19: error: a function can't be indexed
#             X[0, 0] = helper[0]
#                       ^~~~~~~~~
