# run: opt
# exit: 1
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))

# expect:
# error_script_params.py:5:5: error: the parameter `B` of `main` has no T.match_buffer or declaration
#     def main(A_handle: T.handle, B_handle: T.handle):
#         ^~~~
