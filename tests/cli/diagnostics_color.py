# run: opt --color=always
# exit: 1
import tilelang.language as T


@T.macro
def store(tile, value):
    tile[0, 0, 0] = value


@T.prim_func
def main(A: T.Tensor((4, 4), "float16")):
    with T.Kernel(1) as bx:
        store(A, 1)
        A[..., 0] = 1
        A[0, 0] = "größe\n" + unknown_name

# expect:
# [1mdiagnostics_color.py:8:5:[0m [1;31merror:[0m `A` has 2 dimensions, but is indexed with 3
#         tile[0, 0, 0] = value
#         [1;32m^~~~~~~~~~~~~[0m
# [1mdiagnostics_color.py:14:9:[0m [1;36mnote:[0m in `store`, called here
#             store(A, 1)
#             [1;32m^~~~~~~~~~~[0m
# [1mdiagnostics_color.py:15:9:[0m [1;33munsupported:[0m `...` in an index: write `:` for each dimension
#             A[..., 0] = 1
#             [1;32m^~~~~~~~~[0m
# [1mdiagnostics_color.py:16:33:[0m [1;31merror:[0m unknown name `unknown_name`
#             A[0, 0] = "größe\n" + unknown_name
#                                   [1;32m^~~~~~~~~~~~[0m
