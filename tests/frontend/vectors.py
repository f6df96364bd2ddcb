# run: opt
# Vectors as TVMScript prints them: dtypes, T.Ramp, T.Broadcast, T.Shuffle, slices as indices, packed dtypes of GPUs.
# from tvm.script import tirx as T
@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle, V_handle: T.handle):
    A = T.match_buffer(A_handle, (1024,), strides=(1,))
    B = T.match_buffer(B_handle, (16, 4), strides=(4, 1))
    V = T.match_buffer(V_handle, (16,), "float32x2", strides=(1,))
    for bx in T.thread_binding(4, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.launch_thread_idx(1)
        tz: T.int32 = T.launch_thread_idx(2)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            packed = T.sblock_alloc_buffer((1,), "float16x2", scope="local.var")
            narrow = T.sblock_alloc_buffer((8, 8), "custom[float4_e2m1_unpacked]", scope="shared.dyn")
            value: T.float32x4 = A[bx * 4:bx * 4 + 4]
            B[tx, 0:4] = value
            A[1020:1024] = T.Ramp(T.float32(0.0), T.float32(1.0), 4)
            A[-4:0] = T.Broadcast(T.float32(42.0), 4) * B[0, 0:4]
            A[T.Broadcast(-1, 4)] = A[0:8:2]
            A[tx:tx + -8:-2] = B[tx, 0:4]
            B[0, 0:4] = A[T.Shuffle([1022, T.Select(tx < 2, tx, 5), 0, 1], [0, 1, 2, 3])]
            packed[0] = T.Shuffle([T.float16(1.0), T.Cast("float16", A[0])], [0, 1])
            A[0] = T.Cast("float32", T.Shuffle([packed[0]], [1]))
            V[0:2] = B[0, 0:4]
            idx: T.int32x2 = T.Ramp(tx * 2, 1, 2)
            less: T.boolx2 = idx < T.Broadcast(7, 2)
            V[0] = T.Select(less, A[idx], T.Cast("float32x2", idx))
            bits: T.uint32x4 = T.reinterpret("uint32x4", T.ldg128(T.tvm_access_ptr(T.type_annotation("float32"), A.data, 0, 4, 1)))
            B[1, 0:4] = T.reinterpret("float32x4", bits)
            narrow[0, 0] = T.custom[float4_e2m1_unpacked](1.5)

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, V_handle: T.handle):
#     A = T.match_buffer(A_handle, (1024,), strides=(1,))
#     B = T.match_buffer(B_handle, (16, 4), strides=(4, 1))
#     V = T.match_buffer(V_handle, (16,), "float32x2", strides=(1,))
#     for bx in T.thread_binding(4, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             packed = T.sblock_alloc_buffer((1,), "float16x2", scope="local.var")
#             narrow = T.sblock_alloc_buffer((8, 8), "custom[float4_e2m1_unpacked]", scope="shared.dyn")
#             value: T.float32x4 = A[bx * 4:bx * 4 + 4]
#             B[tx, 0:4] = value
#             A[1020:1024] = T.Ramp(T.float32(0.0), T.float32(1.0), 4)
#             A[-4:0] = T.Broadcast(T.float32(42.0), 4) * B[0, 0:4]
#             A[T.Broadcast(-1, 4)] = A[0:8:2]
#             A[tx:tx + -8:-2] = B[tx, 0:4]
#             B[0, 0:4] = A[T.Shuffle([1022, T.Select(tx < 2, tx, 5), 0, 1], [0, 1, 2, 3])]
#             packed[0] = T.Shuffle([T.float16(1.0), T.Cast("float16", A[0])], [0, 1])
#             A[0] = T.Cast("float32", T.Shuffle([packed[0]], [1]))
#             V[0:2] = B[0, 0:4]
#             idx: T.int32x2 = T.Ramp(tx * 2, 1, 2)
#             less: T.boolx2 = idx < T.Broadcast(7, 2)
#             V[0] = T.Select(less, A[idx], T.Cast("float32x2", idx))
#             bits: T.uint32x4 = T.reinterpret("uint32x4", T.ldg128(T.tvm_access_ptr(T.type_annotation("float32"), A.data, 0, 4, 1)))
#             B[1, 0:4] = T.reinterpret("float32x4", bits)
#             narrow[0, 0] = T.custom[float4_e2m1_unpacked](1.5)
