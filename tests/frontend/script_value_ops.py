# run: opt
# from tvm.script import tirx as T

@T.prim_func
def main(A_handle: T.handle, H_handle: T.handle, N_handle: T.handle, L_handle: T.handle):
    A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
    H = T.match_buffer(H_handle, (64, 64), "float16", strides=(64, 1))
    N = T.match_buffer(N_handle, (64, 64), "int32", strides=(64, 1))
    L = T.match_buffer(L_handle, (64, 64), "int64", strides=(64, 1))
    # with T.sblock("root"):
    for bx in T.thread_binding(1, thread="blockIdx.x"):
        tx: T.int32 = T.launch_thread_idx(0)
        ty: T.int32 = T.launch_thread_idx(1)
        tz: T.int32 = T.launch_thread_idx(2)
        with T.sblock("tilelang_root"):
            T.reads()
            T.writes()
            T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
            f = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
            h = T.sblock_alloc_buffer((64, 64), "float16", scope="local.fragment")
            n = T.sblock_alloc_buffer((64, 64), "int32", scope="local.fragment")
            u = T.sblock_alloc_buffer((64, 64), "uint32", scope="local.fragment")
            T.copy(T.region(A[0, 0], 1, 64, 64), T.region(f[0, 0], 2, 64, 64))
            T.copy(T.region(H[0, 0], 1, 64, 64), T.region(h[0, 0], 2, 64, 64))
            T.copy(T.region(N[0, 0], 1, 64, 64), T.region(n[0, 0], 2, 64, 64))
            for i in T.parallel(64):
                for j in T.parallel(64):
                    f[i, j] = T.exp(f[i, j]) + T.exp2(f[i, j]) + T.exp10(f[i, j])
                    f[i, j] = T.log(f[i, j]) + T.log2(f[i, j]) + T.log10(f[i, j]) + T.log1p(f[i, j])
                    f[i, j] = T.sqrt(f[i, j]) + T.rsqrt(f[i, j]) + T.sigmoid(f[i, j]) + T.erf(f[i, j])
                    f[i, j] = T.sin(f[i, j]) + T.cos(f[i, j]) + T.tan(f[i, j]) + T.tanh(f[i, j])
                    f[i, j] = T.asin(f[i, j]) + T.acos(f[i, j]) + T.atan(f[i, j]) + T.atan2(f[i, j], f[j, i])
                    f[i, j] = T.sinh(f[i, j]) + T.cosh(f[i, j]) + T.asinh(f[i, j]) + T.acosh(f[i, j]) + T.atanh(f[i, j])
                    f[i, j] = T.floor(f[i, j]) + T.ceil(f[i, j]) + T.trunc(f[i, j]) + T.round(f[i, j]) + T.nearbyint(f[i, j])
                    f[i, j] = T.pow(f[i, j], T.float32(2.5)) + T.fmod(f[i, j], T.float32(3.0)) + T.fma(f[i, j], f[j, i], f[i, i])
                    f[i, j] = T.hypot(f[i, j], f[j, i]) + T.copysign(f[i, j], f[j, i]) + T.nextafter(f[i, j], f[j, i])
                    f[i, j] = T.ldexp(f[i, j], n[i, j]) + T.clamp(f[i, j], T.float32(0.0), T.float32(1.5))
                    h[i, j] = T.Cast("float16", T.clamp(T.Cast("float32", h[i, j]), T.float32(-448.0), T.float32(448.0)) + T.Cast("float32", T.fabs(h[i, j])))
                    n[i, j] = T.Cast("int32", T.isnan(f[i, j])) + T.Cast("int32", T.fabs(f[i, j]) == T.float32("inf") and not T.isnan(f[i, j])) + T.Cast("int32", T.isfinite(f[i, j]))
                    n[i, j] = T.popcount(n[i, j]) + T.clz(n[i, j]) + T.bitwise_not(n[i, j]) + T.Select(n[i, j] >= 0, n[i, j], 0 - n[i, j])
                    n[i, j] = T.reinterpret("int32", f[i, j]) + T.reinterpret("int32", u[i, j])
                    n[i, j] = T.bitwise_or(T.bitwise_and(n[i, j], 7), T.bitwise_xor(8, n[i, j])) + T.shift_left(n[i, j], 3) + T.shift_right(n[i, j], 2)
                    n[i, j] = n[i, j] // 3 + n[i, j] % 3 + T.Div(n[i, j], 3) + T.truncmod(n[i, j], 3)
                    n[i, j] = (n[i, j] + 3 - 1) // 3 + T.min(n[i, j], 3) + T.max(n[i, j], 3)
                    f[i, j] = T.if_then_else(n[i, j] > 1, f[i, j], T.float32(0.0)) + T.Select(n[i, j] > 1, f[i, j], T.float32(0.0))
                    f[i, j] = T.if_then_else(n[i, j] > 1 and n[i, j] < 5 or n[i, j] == 9, f[i, j], T.float32(2.0))
                    f[i, j] = T.infinity("float32") + T.infinity("float32") * T.float32(-1.0) + T.float32(340282346638528859811704183484516925440.0)
                    if T.likely(n[i, j] > 0):
                        f[i, j] = T.Cast("float32", h[i, j]) * T.float32(3.1415899999999999) + T.Cast("float32", h[i, j]) * f[i, j] + T.Cast("float32", n[i, j])
            T.copy(T.region(f[0, 0], 1, 64, 64), T.region(A[0, 0], 2, 64, 64))
            T.copy(T.region(h[0, 0], 1, 64, 64), T.region(H[0, 0], 2, 64, 64))
            T.copy(T.region(n[0, 0], 1, 64, 64), T.region(N[0, 0], 2, 64, 64))


# expect:
# # from tvm.script import tirx as T
#
# @T.prim_func
# def main(A_handle: T.handle, H_handle: T.handle, N_handle: T.handle, L_handle: T.handle):
#     A = T.match_buffer(A_handle, (64, 64), strides=(64, 1))
#     H = T.match_buffer(H_handle, (64, 64), "float16", strides=(64, 1))
#     N = T.match_buffer(N_handle, (64, 64), "int32", strides=(64, 1))
#     L = T.match_buffer(L_handle, (64, 64), "int64", strides=(64, 1))
#     for bx in T.thread_binding(1, thread="blockIdx.x"):
#         tx: T.int32 = T.launch_thread_idx(0)
#         ty: T.int32 = T.launch_thread_idx(1)
#         tz: T.int32 = T.launch_thread_idx(2)
#         with T.sblock("tilelang_root"):
#             T.reads()
#             T.writes()
#             T.sblock_attr({"tl.launch_threads": [128, 1, 1]})
#             f = T.sblock_alloc_buffer((64, 64), scope="local.fragment")
#             h = T.sblock_alloc_buffer((64, 64), "float16", scope="local.fragment")
#             n = T.sblock_alloc_buffer((64, 64), "int32", scope="local.fragment")
#             u = T.sblock_alloc_buffer((64, 64), "uint32", scope="local.fragment")
#             T.copy(T.region(A[0, 0], 1, 64, 64), T.region(f[0, 0], 2, 64, 64))
#             T.copy(T.region(H[0, 0], 1, 64, 64), T.region(h[0, 0], 2, 64, 64))
#             T.copy(T.region(N[0, 0], 1, 64, 64), T.region(n[0, 0], 2, 64, 64))
#             for i in T.parallel(64):
#                 for j in T.parallel(64):
#                     f[i, j] = T.exp(f[i, j]) + T.exp2(f[i, j]) + T.exp10(f[i, j])
#                     f[i, j] = T.log(f[i, j]) + T.log2(f[i, j]) + T.log10(f[i, j]) + T.log1p(f[i, j])
#                     f[i, j] = T.sqrt(f[i, j]) + T.rsqrt(f[i, j]) + T.sigmoid(f[i, j]) + T.erf(f[i, j])
#                     f[i, j] = T.sin(f[i, j]) + T.cos(f[i, j]) + T.tan(f[i, j]) + T.tanh(f[i, j])
#                     f[i, j] = T.asin(f[i, j]) + T.acos(f[i, j]) + T.atan(f[i, j]) + T.atan2(f[i, j], f[j, i])
#                     f[i, j] = T.sinh(f[i, j]) + T.cosh(f[i, j]) + T.asinh(f[i, j]) + T.acosh(f[i, j]) + T.atanh(f[i, j])
#                     f[i, j] = T.floor(f[i, j]) + T.ceil(f[i, j]) + T.trunc(f[i, j]) + T.round(f[i, j]) + T.nearbyint(f[i, j])
#                     f[i, j] = T.pow(f[i, j], T.float32(2.5)) + T.fmod(f[i, j], T.float32(3.0)) + T.fma(f[i, j], f[j, i], f[i, i])
#                     f[i, j] = T.hypot(f[i, j], f[j, i]) + T.copysign(f[i, j], f[j, i]) + T.nextafter(f[i, j], f[j, i])
#                     f[i, j] = T.ldexp(f[i, j], n[i, j]) + T.clamp(f[i, j], T.float32(0.0), T.float32(1.5))
#                     h[i, j] = T.Cast("float16", T.clamp(T.Cast("float32", h[i, j]), T.float32(-448.0), T.float32(448.0)) + T.Cast("float32", T.fabs(h[i, j])))
#                     n[i, j] = T.Cast("int32", T.isnan(f[i, j])) + T.Cast("int32", T.fabs(f[i, j]) == T.float32("inf") and not T.isnan(f[i, j])) + T.Cast("int32", T.isfinite(f[i, j]))
#                     n[i, j] = T.popcount(n[i, j]) + T.clz(n[i, j]) + T.bitwise_not(n[i, j]) + T.Select(n[i, j] >= 0, n[i, j], 0 - n[i, j])
#                     n[i, j] = T.reinterpret("int32", f[i, j]) + T.reinterpret("int32", u[i, j])
#                     n[i, j] = T.bitwise_or(T.bitwise_and(n[i, j], 7), T.bitwise_xor(8, n[i, j])) + T.shift_left(n[i, j], 3) + T.shift_right(n[i, j], 2)
#                     n[i, j] = n[i, j] // 3 + n[i, j] % 3 + T.Div(n[i, j], 3) + T.truncmod(n[i, j], 3)
#                     n[i, j] = (n[i, j] + 3 - 1) // 3 + T.min(n[i, j], 3) + T.max(n[i, j], 3)
#                     f[i, j] = T.if_then_else(n[i, j] > 1, f[i, j], T.float32(0.0)) + T.Select(n[i, j] > 1, f[i, j], T.float32(0.0))
#                     f[i, j] = T.if_then_else(n[i, j] > 1 and n[i, j] < 5 or n[i, j] == 9, f[i, j], T.float32(2.0))
#                     f[i, j] = T.float32("inf") + T.float32("-inf") + T.float32(3.4028235e+38)
#                     if n[i, j] > 0:
#                         f[i, j] = T.Cast("float32", h[i, j]) * T.float32(3.14159) + T.Cast("float32", h[i, j]) * f[i, j] + T.Cast("float32", n[i, j])
#             T.copy(T.region(f[0, 0], 1, 64, 64), T.region(A[0, 0], 2, 64, 64))
#             T.copy(T.region(h[0, 0], 1, 64, 64), T.region(H[0, 0], 2, 64, 64))
#             T.copy(T.region(n[0, 0], 1, 64, 64), T.region(N[0, 0], 2, 64, 64))
