# run: opt
# exit: 1
import tilelang
import tilelang.language as T


def load(source, target):
    return T.copy(source, target)


def lost(source, target):
    T.copy(source, target)


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128):
        S = T.alloc_shared((64, 64), "float32")
        load(A, S)
        bound = load(A, S)
        lost(A, S)

# expect:
# error_plain_helpers.py:20:17: error: T.copy gives no value; let it stand alone
#             bound = load(A, S)
#                     ^~~~~~~~~~
# error_plain_helpers.py:12:5: error: this makes a device statement, but stands in plain Python; decorate the function with @T.macro or @T.prim_func
#         T.copy(source, target)
#         ^~~~~~~~~~~~~~~~~~~~~~
# error_plain_helpers.py:21:9: note: in `lost`, called here
#             lost(A, S)
#             ^~~~~~~~~~
