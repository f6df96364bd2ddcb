# run: opt
# exit: 1
# from tvm.script import tirx as T
from tvm.script import tirx as T


@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64))
    B = T.match_buffer(B_handle, (64,), "int64")
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        with T.sblock("tilelang_root"):
            T.sblock_attr({"reducer_info": {"o": {"op": "sum"}}})
            T.atomic_add_elem_op(A[0, 0], T.float32(1.0))
            T.reducer_update(T.region(A[0, 0], 2, 1, 1), T.float32(1.0))
            T.atomic_add_elem_op(T.access_ptr(A[0, 0], 1, bx), T.float32(1.0))
            x: T.handle("float16", "global") = T.reinterpret("handle", B[0])
            y = T.Buffer((64,), "float16", data=T.handle("float16"))
            T.atomic_add_elem_op(T.access_ptr(A, 1, 3), T.float32(1.0))

# expect:
# error_script_ops.py:13:27: error: reducer_info maps handles to {"op": ...}
#                 T.sblock_attr({"reducer_info": {"o": {"op": "sum"}}})
#                               ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script_ops.py:14:34: error: expected T.access_ptr(...), found a device expression
#                 T.atomic_add_elem_op(A[0, 0], T.float32(1.0))
#                                      ^~~~~~~
# error_script_ops.py:15:30: error: T.reducer_update needs an element of a reducer, as in T.reducer_update(acc[i], value)
#                 T.reducer_update(T.region(A[0, 0], 2, 1, 1), T.float32(1.0))
#                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script_ops.py:16:34: error: the access of T.access_ptr is 1 (read), 2 (write) or 3 (both)
#                 T.atomic_add_elem_op(T.access_ptr(A[0, 0], 1, bx), T.float32(1.0))
#                                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script_ops.py:18:49: unsupported: a buffer at a computed address: tensors are parameters on a Tensix core; pass it as a T.Tensor parameter
#                 y = T.Buffer((64,), "float16", data=T.handle("float16"))
#                                                     ^~~~~~~~~~~~~~~~~~~
