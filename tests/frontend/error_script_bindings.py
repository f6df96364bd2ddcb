# run: opt
# exit: 1
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle, n: T.int32):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
    for i in range(4):
        for tx in T.thread_binding(128, thread="threadIdx.x"):
            A[0, 0] = T.float16(1)
    for bx in T.thread_binding(128, thread="vthread"):
        A[0, 0] = T.float16(1)
    for by in T.thread_binding(128, thread="blockIdx.y"):
        A[0, 0] = T.float16(1)
    for bx in T.thread_binding(128, thread="blockIdx.x"):
        for tx in T.thread_binding(n, thread="threadIdx.x"):
            A[bx, tx] = T.float16(1)
        T.sblock_attr({"tl.launch_threads": [1, 2, 3, 4]})
        T.sblock_attr({"tl.launch_threads": [n]})
        S = T.sblock_alloc_buffer((4, 4), scope="texture")

# expect:
# error_script_bindings.py:8:13: error: threads are bound outside of a launch
#             for tx in T.thread_binding(128, thread="threadIdx.x"):
#                 ^~
# error_script_bindings.py:10:44: unsupported: the thread axis "vthread": a grid has blockIdx.x, .y and .z; use T.serial for other loops
#         for bx in T.thread_binding(128, thread="vthread"):
#                                                ^~~~~~~~~
# error_script_bindings.py:12:9: error: blockIdx.x, .y and .z are bound in this order, one directly inside the other
#         for by in T.thread_binding(128, thread="blockIdx.y"):
#             ^~
# error_script_bindings.py:15:13: unsupported: a number of threads that is not constant: threads have no meaning on a Tensix core; bind a constant
#             for tx in T.thread_binding(n, thread="threadIdx.x"):
#                 ^~
# error_script_bindings.py:17:9: error: tl.launch_threads is a list of up to three numbers
#             T.sblock_attr({"tl.launch_threads": [1, 2, 3, 4]})
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script_bindings.py:18:9: error: tl.launch_threads is a list of numbers
#             T.sblock_attr({"tl.launch_threads": [n]})
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_script_bindings.py:19:49: unsupported: memory scope "texture": it exists on GPUs only; use shared.dyn or local.fragment
#             S = T.sblock_alloc_buffer((4, 4), scope="texture")
#                                                     ^~~~~~~~~
