# run: opt
# A launch of CUDA source: a call of its function.
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((256,), "float32"), B: T.Tensor((256,), "float32")):
    T.CUDASourceCodeKernel(2, threads=128, source_code_or_path="extern \"C\" __global__ void external_copy(float *A, float *B) {}", entry_name="external_copy")

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle):
#     A = T.match_buffer(A_handle, (256,), strides=(1,))
#     B = T.match_buffer(B_handle, (256,), strides=(1,))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1], "code_block_entry_name": "external_copy"})
#             T.call_extern("int32", "external_copy")
