# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16"), n: T.int32):
    with T.ClusterKernel(n, cluster_dims=2) as bx:
        A[0, 0] = T.get_cluster_extent(0)
        A[0, 1] = T.get_cluster_id(3)
    with T.ClusterKernel(4, cluster_dims=(2, "two")) as bx:
        A[0, 0] = 1
    with T.Kernel(4, cluster_dims=2048) as bx:
        A[0, 0] = 1
    x = T.get_cluster_size()

# expect:
# error_clusters.py:9:19: error: the number of blocks must be known at compile time
#             A[0, 0] = T.get_cluster_extent(0)
#                       ^~~~~~~~~~~~~~~~~~~~~~~
# error_clusters.py:10:19: error: a launch has the dimensions 0, 1 and 2, not 3
#             A[0, 1] = T.get_cluster_id(3)
#                       ^~~~~~~~~~~~~~~~~~~
# error_clusters.py:11:42: error: cluster_dims= takes an int or up to three, each up to 1024
#         with T.ClusterKernel(4, cluster_dims=(2, "two")) as bx:
#                                              ^~~~~~~~~~
# error_clusters.py:13:35: error: cluster_dims= takes an int or up to three, each up to 1024
#         with T.Kernel(4, cluster_dims=2048) as bx:
#                                       ^~~~
# error_clusters.py:15:9: error: T.get_cluster_size outside of T.Kernel
#         x = T.get_cluster_size()
#             ^~~~~~~~~~~~~~~~~~~~
