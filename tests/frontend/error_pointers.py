# run: opt
# exit: 1
import tilelang.language as T


def outside():
    return T.make_tensor(1, (2,))


@T.prim_func
def main(p: T.ptr, A: T.Tensor((64,), "int32")):
    with T.Kernel(1) as bx:
        X = T.make_tensor(A[0], (64,), "float32")
        Y = T.Tensor((64,), "float32", data=A[0])
        n = outside()

# expect:
# error_pointers.py:13:13: error: T.make_tensor needs a pointer or an address of 64 bits, not int32
#             X = T.make_tensor(A[0], (64,), "float32")
#                 ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_pointers.py:14:45: unsupported: a buffer at a computed address: tensors are parameters on a Tensix core; pass it as a T.Tensor parameter
#             Y = T.Tensor((64,), "float32", data=A[0])
#                                                 ^~~~
# error_pointers.py:7:12: error: T.make_tensor in plain Python; decorate the function with @T.prim_func
#         return T.make_tensor(1, (2,))
#                ^~~~~~~~~~~~~~~~~~~~~~
# error_pointers.py:15:13: note: in `outside`, called here
#             n = outside()
#                 ^~~~~~~~~
