# run: opt
# exit: 1
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle, n: T.int32):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
    B = T.match_buffer(B_handle, (64, 64), "float16", strides=(64,))
    C = T.match_buffer(A_handle, (64, 64))
    B = T.match_buffer(B_handle, (64, 64))
    T.sblock_attr({"foo": 1})
    x: T.int32 = T.float32(1.0)
    y: 3 = 4
    T.fill(T.region(A, 2, 64, 64), 0)
    T.fill(T.region(A[0, 0], 7, 64, 64), 0)
    T.fill(T.region(A[0, 0], 2, 64), 0)
    T.fill(T.region(A[0, 0], 2, 64, T.float32(1)), 0)
    T.cb_wait_front(1)
    T.launch_kernels(3)
    T.func_attr(3)
    T.gemm(T.region(A[0, 0], 1, 64, 64), T.region(A[0, 0], 1, 64, 64), T.region(A[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, T.bool(False), 0)

# expect:
# error_script.py:7:9: error: 1 strides for 2 dimensions
#         B = T.match_buffer(B_handle, (64, 64), "float16", strides=(64,))
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script.py:8:24: error: T.match_buffer needs a T.handle parameter that has no buffer yet
#         C = T.match_buffer(A_handle, (64, 64))
#                            ^~~~~~~~
# error_script.py:11:5: error: `x` is declared int32, its value is float32
#         x: T.int32 = T.float32(1.0)
#         ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script.py:12:8: error: expected a type, found an int
#         y: 3 = 4
#            ^
# error_script.py:13:21: error: T.region needs an indexed buffer first
#         T.fill(T.region(A, 2, 64, 64), 0)
#                         ^
# error_script.py:14:30: error: the access of T.region is 1 (read), 2 (write) or 3 (both)
#         T.fill(T.region(A[0, 0], 7, 64, 64), 0)
#                                  ^
# error_script.py:15:12: error: 1 extents for the 2 dimensions of `A`
#         T.fill(T.region(A[0, 0], 2, 64), 0)
#                ^~~~~~~~~~~~~~~~~~~~~~~~
# error_script.py:16:37: error: an extent must be an integer
#         T.fill(T.region(A[0, 0], 2, 64, T.float32(1)), 0)
#                                         ^~~~~~~~~~~~
# error_script.py:17:5: error: T.cb_wait_front takes 2 operands, 1 are given
#         T.cb_wait_front(1)
#         ^~~~~~~~~~~~~~~~~~
# error_script.py:18:22: error: expected a string, found an int
#         T.launch_kernels(3)
#                          ^
# error_script.py:19:17: error: expected a dict, found an int
#         T.func_attr(3)
#                     ^
# error_script.py:20:5: error: the printed T.gemm has 13 operands (19 in old versions), this one has 11
#         T.gemm(T.region(A[0, 0], 1, 64, 64), T.region(A[0, 0], 1, 64, 64), T.region(A[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, T.bool(False),
#         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
