# run: eval
# exit: 3
# What the evaluator says to copies between the blocks of a cluster.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.ClusterKernel(2, cluster_dims=2, threads=128) as bx:
        S = T.alloc_shared((64, 64), "float32")
        T.copy_cluster(A, S, cluster_mask=3)
        T.cluster_sync()
        T.copy(S, B)

# expect:
# error_gpu.py:11:9: unsupported: T.copy with cluster_mask: the reference evaluator has no clusters and copy engines; copy between a tensor and a buffer
#             T.copy_cluster(A, S, cluster_mask=3)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
