# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32")):
    with T.Kernel(2) as bx:
        for a in T.Persistent([1, 2, 3, 4, 5, 6, 7, 8, 9], 4, bx):
            A[a, 0] = 0
        for a in T.Persistent([A[0, 0]], 4, bx):
            A[a, 0] = 0
        for a, b in T.Persistent([4], 4, bx):
            A[a, 0] = 0
        n = T.get_thread_extent(0)
        m = T.get_block_extent(2)
        k = T.get_thread_binding(3)
        t = T.thread_binding(1, 64, "threadIdx.x")
        u = T.thread_binding(64)
        v = T.cast(A[0, 0], "float16", round="rz")
        w = T.Cast("float16", A[0, 0], annotations={"round": "rz"})
        x = (bx + 1).bit_length()
        y = T.any_of
    p = T.get_block_binding()

# expect:
# error_persistent.py:9:31: error: T.Persistent takes 1 to 8 extents
#             for a in T.Persistent([1, 2, 3, 4, 5, 6, 7, 8, 9], 4, bx):
#                                   ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_persistent.py:11:31: error: a loop bound must be an integer, not float32
#             for a in T.Persistent([A[0, 0]], 4, bx):
#                                   ^~~~~~~~~
# error_persistent.py:13:13: error: 2 names for 1 values
#             for a, b in T.Persistent([4], 4, bx):
#                 ^~~~
# error_persistent.py:15:13: error: the number of threads is not known: T.Kernel has no threads=
#             n = T.get_thread_extent(0)
#                 ^~~~~~~~~~~~~~~~~~~~~~
# error_persistent.py:16:13: error: the launch has 1 dimensions, there is no dimension 2
#             m = T.get_block_extent(2)
#                 ^~~~~~~~~~~~~~~~~~~~~
# error_persistent.py:17:13: error: a launch has the dimensions 0, 1 and 2, not 3
#             k = T.get_thread_binding(3)
#                 ^~~~~~~~~~~~~~~~~~~~~~~
# error_persistent.py:18:30: error: the index of a thread or block starts at 0
#             t = T.thread_binding(1, 64, "threadIdx.x")
#                                  ^
# error_persistent.py:19:13: error: T.thread_binding misses its argument `thread`
#             u = T.thread_binding(64)
#                 ^~~~~~~~~~~~~~~~~~~~
# error_persistent.py:22:13: error: bit_length() of a device expression
#             x = (bx + 1).bit_length()
#                 ^~~~~~~~~~~~~~~~~~~~~
# error_persistent.py:24:9: error: T.get_block_binding outside of T.Kernel
#         p = T.get_block_binding()
#             ^~~~~~~~~~~~~~~~~~~~~
