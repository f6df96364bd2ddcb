# run: eval
# exit: 3
# A function of GPUs in the evaluator.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.ClusterKernel(2, cluster_dims=2, threads=128) as bx:
        S = T.alloc_shared((64, 64), "float32")
        T.copy(A, S)
        T.cluster_sync()
        T.copy(S, B)

# expect:
# error_gpu_function.py:12:9: unsupported: the reference evaluator does not know T.cluster_sync: it runs what the chip can, no functions of GPUs or of kernel IR
#             T.cluster_sync()
#             ^~~~~~~~~~~~~~~~
