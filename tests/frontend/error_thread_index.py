# run: opt --passes=apply_tt_defaults,infer_tt_schedule
# exit: 3
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((128, 4), "float32")):
    with T.Kernel(4, threads=128) as bx:
        tx = T.get_thread_binding()
        A[tx, bx] = 1

# expect:
# error_thread_index.py:9:14: unsupported: the index of a GPU thread: a Tensix core runs one program per block; write the loop with T.Parallel
#             tx = T.get_thread_binding()
#                  ^~~~~~~~~~~~~~~~~~~~~~
