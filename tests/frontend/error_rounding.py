# run: opt
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        A[0, 0] = T.ieee_add(A[0, 0], A[0, 1], "rz")
        A[0, 0] = T.ldg128(A[0, 0])
        T.mbarrier_init(A)
        T.ptx_new_thing(A)
        T.WSRole

# expect:
# error_rounding.py:9:19: unsupported: T.ieee_add with rounding mode "rz": the chip rounds to the nearest; use "rn"
#             A[0, 0] = T.ieee_add(A[0, 0], A[0, 1], "rz")
#                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_rounding.py:10:21: unsupported: T.ldg128: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             A[0, 0] = T.ldg128(A[0, 0])
#                         ^~~~~~
# error_rounding.py:11:11: unsupported: T.mbarrier_init: it is a GPU synchronisation or copy engine primitive; the nearest form that works is T.copy inside T.Pipelined, whose transfers are pipelined for you
#             T.mbarrier_init(A)
#               ^~~~~~~~~~~~~
# error_rounding.py:12:11: unsupported: T.ptx_new_thing: it is a GPU tensor-core instruction; the nearest form that works is T.gemm
#             T.ptx_new_thing(A)
#               ^~~~~~~~~~~~~
# error_rounding.py:13:11: unsupported: T.WSRole: it works on the threads of a GPU block, and a Tensix core runs one program per block; the nearest form that works is T.Parallel for loops over elements
#             T.WSRole
#               ^~~~~~
