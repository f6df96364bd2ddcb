# run: opt
# exit: 1
# from tvm.script import ir as I, tirx as T
@I.ir_module
class Module:
    I.module_attrs({"a": 1})

# expect:
# error_module_empty.py:5:7: error: the module has no functions
#     class Module:
#           ^~~~~~
