# run: opt
# exit: 1
import tilelang.language as T
from imported.numbers import SCALES
from imported.nothing import THING
from imported.numbers import scale


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        tile = T.alloc_fragment((16, 16, 16), "float32")
        A[0, 0] = SCALES
        A[0, 0] = THING
        scale(tile, 1.0)

# expect:
# error_imports.py:13:19: error: `imported.numbers.SCALES` is Python that is not executed; give its value with -D SCALES=...
#             A[0, 0] = SCALES
#                       ^~~~~~
# error_imports.py:14:19: error: `imported.nothing.THING` is Python that is not executed; give its value with -D THING=...
#             A[0, 0] = THING
#                       ^~~~~
# ./imported/numbers.py:18:22: error: `tile` has 3 dimensions, but is indexed with 2
#             tile[i, j] = tile[i, j] * factor + helper(i)
#                          ^~~~~~~~~~
# error_imports.py:15:9: note: in `scale`, called here
#             scale(tile, 1.0)
#             ^~~~~~~~~~~~~~~~
# ./imported/numbers.py:19:12: error: `tile` has 3 dimensions, but is indexed with 2
#         return tile[0, 0]
#                ^~~~~~~~~~
# error_imports.py:15:9: note: in `scale`, called here
#             scale(tile, 1.0)
#             ^~~~~~~~~~~~~~~~
