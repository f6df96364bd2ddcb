# run: opt
# exit: 1
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle):
    A = T.match_buffer(A_handle, (64,), "int64", strides=(1,))
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        x: T.handle("float32", "global") = A[0]
        y: T.handle("float32", "global") = T.reinterpret("handle", T.int32(1))
        z: T.handle("what") = T.reinterpret("handle", A[0])

# expect:
# error_pointer_value.py:8:9: error: `x` is declared handle, its value is int64
#             x: T.handle("float32", "global") = A[0]
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_pointer_value.py:9:44: error: T.reinterpret of int32 as handle: they differ in width
#             y: T.handle("float32", "global") = T.reinterpret("handle", T.int32(1))
#                                                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_pointer_value.py:10:21: error: expected a dtype, found a string
#             z: T.handle("what") = T.reinterpret("handle", A[0])
#                         ^~~~~~
