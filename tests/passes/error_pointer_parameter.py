# run: opt --passes=apply_tt_defaults
# exit: 3
# from tvm.script import tirx as T
@T.prim_func
def main(A_desc: T.handle("uint8x128", "grid_constant")):
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        T.evaluate(0)

# expect:
# error_pointer_parameter.py:5:10: unsupported: a pointer: tensors are parameters on a Tensix core; pass each as a T.Tensor parameter
#     def main(A_desc: T.handle("uint8x128", "grid_constant")):
#              ^~~~~~
