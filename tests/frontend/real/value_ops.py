"""Every elementary function, bit operation and choice."""
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float32"), H: T.Tensor((64, 64), "float16"), N: T.Tensor((64, 64), "int32"), L: T.Tensor((64, 64), "int64")):
    with T.Kernel(1, threads=128) as bx:
        f = T.alloc_fragment((64, 64), "float32")
        h = T.alloc_fragment((64, 64), "float16")
        n = T.alloc_fragment((64, 64), "int32")
        u = T.alloc_fragment((64, 64), "uint32")
        T.copy(A, f)
        T.copy(H, h)
        T.copy(N, n)
        for i, j in T.Parallel(64, 64):
            f[i, j] = T.exp(f[i, j]) + T.exp2(f[i, j]) + T.exp10(f[i, j])
            f[i, j] = T.log(f[i, j]) + T.log2(f[i, j]) + T.log10(f[i, j]) + T.log1p(f[i, j])
            f[i, j] = T.sqrt(f[i, j]) + T.rsqrt(f[i, j]) + T.sigmoid(f[i, j]) + T.erf(f[i, j])
            f[i, j] = T.sin(f[i, j]) + T.cos(f[i, j]) + T.tan(f[i, j]) + T.tanh(f[i, j])
            f[i, j] = T.asin(f[i, j]) + T.acos(f[i, j]) + T.atan(f[i, j]) + T.atan2(f[i, j], f[j, i])
            f[i, j] = T.sinh(f[i, j]) + T.cosh(f[i, j]) + T.asinh(f[i, j]) + T.acosh(f[i, j]) + T.atanh(f[i, j])
            f[i, j] = T.floor(f[i, j]) + T.ceil(f[i, j]) + T.trunc(f[i, j]) + T.round(f[i, j]) + T.nearbyint(f[i, j])
            f[i, j] = T.pow(f[i, j], 2.5) + T.fmod(f[i, j], 3.0) + T.fma(f[i, j], f[j, i], f[i, i])
            f[i, j] = T.hypot(f[i, j], f[j, i]) + T.copysign(f[i, j], f[j, i]) + T.nextafter(f[i, j], f[j, i])
            f[i, j] = T.ldexp(f[i, j], n[i, j]) + T.clamp(f[i, j], 0, 1.5)
            h[i, j] = T.clamp(h[i, j], -448, 448.0) + T.abs(h[i, j])
            n[i, j] = T.cast(T.isnan(f[i, j]), "int32") + T.cast(T.isinf(f[i, j]), "int32") + T.cast(T.isfinite(f[i, j]), "int32")
            n[i, j] = T.popcount(n[i, j]) + T.clz(n[i, j]) + (~n[i, j]) + T.abs(n[i, j])
            n[i, j] = T.reinterpret(f[i, j], "int32") + T.reinterpret(u[i, j], "int32")
            n[i, j] = (n[i, j] & 7 | 8 ^ n[i, j]) + (n[i, j] << 3) + (n[i, j] >> 2)
            n[i, j] = T.floordiv(n[i, j], 3) + T.floormod(n[i, j], 3) + T.truncdiv(n[i, j], 3) + T.truncmod(n[i, j], 3)
            n[i, j] = T.ceildiv(n[i, j], 3) + T.min(n[i, j], 3) + T.max(n[i, j], 3)
            f[i, j] = T.if_then_else(n[i, j] > 1, f[i, j], 0) + T.Select(n[i, j] > 1, f[i, j], 0.0)
            f[i, j] = f[i, j] if n[i, j] > 1 and n[i, j] < 5 or n[i, j] == 9 else 2.0
            f[i, j] = T.infinity("float32") + -T.infinity("float32") + T.max_value("float32")
            if T.likely(n[i, j] > 0):
                f[i, j] = h[i, j] * 3.14159 + h[i, j] * f[i, j] + n[i, j]
        T.copy(f, A)
        T.copy(h, H)
        T.copy(n, N)
