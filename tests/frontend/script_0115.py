# run: opt
# from tvm.script import tirx as T

@T.prim_func
def main(A_handle: T.handle, B_handle: T.handle, J_handle: T.handle, W_handle: T.handle, n: T.int32, f: T.float32, flag: T.bool):
    A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
    B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
    J = T.match_buffer(J_handle, (64,), "int32", strides=(1,))
    m = T.int32()
    W = T.match_buffer(W_handle, (m, 32), "bfloat16", strides=("st", 1))
    # with T.sblock("root"):
    for bx in T.thread_binding(2, thread="blockIdx.x"):
        for by in T.thread_binding((n + 64 - 1) // 64, thread="blockIdx.y"):
            for bz in T.thread_binding(3, thread="blockIdx.z"):
                tx: T.int32 = T.launch_thread_idx(0)
                ty: T.int32 = T.launch_thread_idx(1)
                tz: T.int32 = T.launch_thread_idx(2)
                with T.sblock("tilelang_root"):
                    T.reads()
                    T.writes()
                    T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
                    X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
                    S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
                    V = T.sblock_alloc_buffer((1,), "int32", scope="local.var")
                    V[0] = 2
                    T.attr(None, "threadblock_swizzle_pattern", T.tvm_tuple("rasterization2DRow", 10))
                    T.fill(T.region(X[0, 0], 2, 64, 64), T.infinity("float32") * T.float32(-1.0))
                    for k in T.serial(1, 1 + (n - 1), annotations={"num_stages": 3}):
                        T.copy(T.region(A[by * 64, k * 32], 1, 64, 64), T.region(S[0, 0], 2, 64, 64), coalesced_width=8)
                        T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, k == 0, 0, 0, 0)
                        if k > 3 and n > 2 or n == 7:
                            X[0, 0] = X[0, 0] + T.float32(9.9999999999999998e-13)
                        else:
                            if k == 4:
                                T.break_loop()
                            else:
                                X[1, 1] = X[1, 1] * T.float32(2.0)
                    for i in T.parallel(64, annotations={"coalesced_width": 4}):
                        for j in T.parallel(64):
                            t: T.float32 = X[i, j] * f
                            if t > T.float32(0.0):
                                X[i, j] = T.exp2(t) + T.max(t, T.float32(0.0))
                            else:
                                X[i, j] = T.if_then_else(i < j, t, t * T.float32(-1.0)) / T.float32(3.0)
                            J[i] = T.bitwise_and(J[i], 3) + T.min(i, T.shift_right(J[j], 1)) % 5 // 2
                    for _tmp in range(4):
                        i: T.int32 = _tmp * 4
                        V[0] = V[0] + i
                    for i in T.unroll(3):
                        for j in range(4):
                            X[i, j] = T.Cast("float32", S[j, i]) * T.float32(3.0)
                    while V[0] > 3:
                        V[0] = V[0] - 1
                    if flag:
                        T.copy(T.region(X[0, 0], 1, 64, 64), T.region(B[0, 0], 2, 64, 64))

# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, B_handle: T.handle, J_handle: T.handle, W_handle: T.handle, n: T.int32, f: T.float32, flag: T.bool):
#     A = T.match_buffer(A_handle, (64, 64), "float16", strides=(64, 1))
#     B = T.match_buffer(B_handle, (64, 64), strides=(64, 1))
#     J = T.match_buffer(J_handle, (64,), "int32", strides=(1,))
#     m, st = T.int32(), T.int32()
#     W = T.match_buffer(W_handle, (m, 32), "bfloat16", strides=(st, 1))
#     for bx in T.thread_binding(2, thread="blockIdx.x"):
#         for by in T.thread_binding((n + 64 - 1) // 64, thread="blockIdx.y"):
#             for bz in T.thread_binding(3, thread="blockIdx.z"):
#                 tx: T.int32 = T.launch_thread_idx(0)
#                 ty: T.int32 = T.launch_thread_idx(1)
#                 tz: T.int32 = T.launch_thread_idx(2)
#                 with T.sblock("tilelang_root"):
#                     T.reads()
#                     T.writes()
#                     T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#                     X = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#                     S = T.sblock_alloc_buffer((64, 64), "float16", scope="shared.dyn")
#                     V = T.sblock_alloc_buffer((1,), "int32", scope="local.var")
#                     V[0] = 2
#                     T.attr(None, "threadblock_swizzle_pattern", T.tvm_tuple("rasterization2DRow", 10))
#                     T.fill(T.region(X[0, 0], 2, 64, 64), T.float32("-inf"))
#                     for k in T.serial(1, 1 + (n - 1), annotations={"num_stages": 3}):
#                         T.copy(T.region(A[by * 64, k * 32], 1, 64, 64), T.region(S[0, 0], 2, 64, 64), coalesced_width=8)
#                         T.gemm(T.region(S[0, 0], 1, 64, 64), T.region(S[0, 0], 1, 64, 64), T.region(X[0, 0], 3, 64, 64), T.bool(False), T.bool(True), 64, 64, 64, 0, k == 0, 0, 0, 0)
#                         if k > 3 and n > 2 or n == 7:
#                             X[0, 0] = X[0, 0] + T.float32(1e-12)
#                         else:
#                             if k == 4:
#                                 T.break_loop()
#                             else:
#                                 X[1, 1] = X[1, 1] * T.float32(2.0)
#                     for i in T.parallel(64, annotations={"coalesced_width": 4}):
#                         for j in T.parallel(64):
#                             t: T.float32 = X[i, j] * f
#                             if t > T.float32(0.0):
#                                 X[i, j] = T.exp2(t) + T.max(t, T.float32(0.0))
#                             else:
#                                 X[i, j] = T.if_then_else(i < j, t, t * T.float32(-1.0)) / T.float32(3.0)
#                             J[i] = T.bitwise_and(J[i], 3) + T.min(i, T.shift_right(J[j], 1)) % 5 // 2
#                     for _tmp in range(4):
#                         i: T.int32 = _tmp * 4
#                         V[0] = V[0] + i
#                     for i in T.unroll(3):
#                         for j in range(4):
#                             X[i, j] = T.Cast("float32", S[j, i]) * T.float32(3.0)
#                     while V[0] > 3:
#                         V[0] = V[0] - 1
#                     if flag:
#                         T.copy(T.region(X[0, 0], 1, 64, 64), T.region(B[0, 0], 2, 64, 64))
