# run: build -o out
# exit: 3
import tilelang.language as T
@T.prim_func
def generated(C: T.Tensor((32, 32), "float32")):
    with T.Kernel(1) as bx:
        M = T.alloc_shared((32, 32), "float32")
        T.tt_generate(M, T.Cast("float32", T.tt_row()))
        T.copy(M, C)

# expect:
# error_generate_value.py:8:9: unsupported: T.Cast("float32", T.tt_row()) as the value of a generated block: the reader computes with integers, and chooses among float constants
#             T.tt_generate(M, T.Cast("float32", T.tt_row()))
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
