"""Kernels of the families that real libraries have, each aligned, ragged and with symbolic dims, in bfloat16 and float32, against float64 NumPy. The chips take
turns. Tensors take their sizes from names of the module, which are numbers or symbols; blocks are of constant size and straddle the edges of ragged ones."""
import numpy as np
import pytest
from helpers import assert_close, round_bf16, run_kernel

CHIPS = ["wormhole_n150", "blackhole_p150"]
EPS = {"bfloat16": 2.0**-7, "float32": 2.0**-10}
HEAD = "import tilelang.language as T\n\nDT = \"{dtype}\"\n{dims}\n\n\n@T.prim_func\n"


class Family:
    """Source, sizes that are aligned and ragged, shapes of the inputs in terms of these, and the formula. `own`: inputs that are no plain numbers."""

    def __init__(self, source, aligned, ragged, inputs, formula, own=None, eps=1):
        self.source, self.sizes, self.inputs, self.formula, self.own, self.eps = source, {"aligned": aligned, "ragged": ragged}, inputs, formula, own or {}, eps


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


FAMILIES = {
    "gemm_nt_relu": Family("""def kernel(A: T.Tensor((M, K), DT), B: T.Tensor((N, K), DT), C: T.Tensor((M, N), DT)):
    with T.Kernel(T.ceildiv(N, 64), T.ceildiv(M, 32), threads=128) as (bx, by):
        a = T.alloc_shared((32, 32), DT)
        b = T.alloc_shared((64, 32), DT)
        c = T.alloc_fragment((32, 64), "float32")
        T.clear(c)
        for k in T.Pipelined(T.ceildiv(K, 32), num_stages=2):
            T.copy(A[by * 32, k * 32], a)
            T.copy(B[bx * 64, k * 32], b)
            T.gemm(a, b, c, transpose_B=True)
        for i, j in T.Parallel(32, 64):
            c[i, j] = T.max(c[i, j], 0)
        T.copy(c, C[by * 32, bx * 64])
""", dict(M=64, N=128, K=96), dict(M=50, N=70, K=75), dict(A="MK", B="NK"), lambda v: np.maximum(v["A"] @ v["B"].T, 0)),
    "gemm_tn_split": Family("""def kernel(A: T.Tensor((K, M), DT), B: T.Tensor((K, N), DT), C: T.Tensor((M, N), "float32")):
    part = T.alloc_global((2, M, N), "float32")
    with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32), 2) as (bx, by, bz):
        a = T.alloc_shared((32, 32), DT)
        b = T.alloc_shared((32, 32), DT)
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(T.ceildiv(K, 64)):
            T.copy(A[(k * 2 + bz) * 32, by * 32], a)
            T.copy(B[(k * 2 + bz) * 32, bx * 32], b)
            T.gemm(a, b, c, transpose_A=True)
        T.copy(c, part[bz, by * 32, bx * 32])
    with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32)) as (bx, by):
        for i, j in T.Parallel(32, 32):
            C[by * 32 + i, bx * 32 + j] = part[0, by * 32 + i, bx * 32 + j] + part[1, by * 32 + i, bx * 32 + j]
""", dict(M=64, N=64, K=128), dict(M=40, N=50, K=110), dict(A="KM", B="KN"), lambda v: v["A"].T @ v["B"]),
    "gemm_of_groups": Family("""def kernel(A: T.Tensor((M, K), DT), B: T.Tensor((3, K, N), DT), Ends: T.Tensor((4,), "int32"), C: T.Tensor((M, N), DT)):
    with T.Kernel(3, T.ceildiv(N, 32)) as (g, bx):
        a = T.alloc_shared((16, 32), DT)
        b = T.alloc_shared((32, 32), DT)
        c = T.alloc_fragment((16, 32), "float32")
        for m in T.serial((Ends[g + 1] - Ends[g] + 15) // 16):
            T.clear(c)
            for k in T.serial(T.ceildiv(K, 32)):
                T.copy(A[Ends[g] + m * 16, k * 32], a)
                T.copy(B[g, k * 32, bx * 32], b)
                T.gemm(a, b, c)
            for i, j in T.Parallel(16, 32):
                if Ends[g] + m * 16 + i < Ends[g + 1]:
                    C[Ends[g] + m * 16 + i, bx * 32 + j] = c[i, j]
""", dict(M=64, N=64, K=64), dict(M=50, N=40, K=45), dict(A="MK", B="3KN"),
                             lambda v: np.concatenate([v["A"][a:b] @ v["B"][g] for g, (a, b) in enumerate(zip(v["Ends"][:-1], v["Ends"][1:]))]),
                             own=dict(Ends=lambda s: np.array([0, s["M"] // 4, s["M"] // 2 + 3, s["M"]], np.int32))),
    "sparse_blocks": Family("""def kernel(A: T.Tensor((M, K), DT), B: T.Tensor((K, N), DT), Mask: T.Tensor((2, 2, 3), "bool"), C: T.Tensor((M, N), DT)):
    with T.Kernel(2, 2) as (bx, by):
        a = T.alloc_shared((32, 32), DT)
        b = T.alloc_shared((32, 32), DT)
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(3, num_stages=2):
            if Mask[by, bx, k]:
                T.copy(A[by * 32, k * 32], a)
                T.copy(B[k * 32, bx * 32], b)
                T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
""", dict(M=64, N=64, K=96), dict(M=50, N=45, K=80), dict(A="MK", B="KN"),
                            lambda v: sum(np.pad(v["A"], ((0, 64 - v["A"].shape[0]), (0, 0)))[:, k * 32:k * 32 + 32] @ np.pad(v["B"], ((0, 0), (0, 64 - v["B"].shape[1])))[k * 32:k * 32 + 32]
                                          * np.kron(v["Mask"][:, :, k], np.ones((32, 32))) for k in range(3))[:v["A"].shape[0], :v["B"].shape[1]],
                            own=dict(Mask=lambda s: np.random.default_rng(9).integers(0, 2, (2, 2, 3)).astype(bool))),
    "batched_bias_silu": Family("""def kernel(X: T.Tensor((2, M, N), DT), W: T.Tensor((N,), DT), C: T.Tensor((2, M, N), DT)):
    with T.Kernel(T.ceildiv(N, 64), T.ceildiv(M, 32), 2) as (bx, by, bz):
        x = T.alloc_fragment((32, 64), "float32")
        w = T.alloc_fragment((64,), "float32")
        T.copy(X[bz, by * 32, bx * 64], x)
        T.copy(W[bx * 64], w)
        for i, j in T.Parallel(32, 64):
            x[i, j] = (x[i, j] + w[j]) * T.sigmoid(x[i, j] + w[j])
        T.copy(x, C[bz, by * 32, bx * 64])
""", dict(M=64, N=128), dict(M=41, N=70), dict(X="2MN", W="N"), lambda v: (v["X"] + v["W"]) / (1 + np.exp(-v["X"] - v["W"]))),
    "rms_norm_in_pieces": Family("""def kernel(X: T.Tensor((M, N), DT), W: T.Tensor((N,), DT), C: T.Tensor((M, N), DT)):
    with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
        x = T.alloc_shared((32, 64), DT)
        square = T.alloc_fragment((32, 64), "float32")
        w = T.alloc_shared((64,), DT)
        total = T.alloc_fragment((32,), "float32")
        T.clear(square)
        for k in T.serial(T.ceildiv(N, 64)):
            T.copy(X[bx * 32, k * 64], x)
            for i, j in T.Parallel(32, 64):
                square[i, j] += T.cast(x[i, j], "float32") * T.cast(x[i, j], "float32")
        T.reduce_sum(square, total, dim=1)
        for i in T.Parallel(32):
            total[i] = T.rsqrt(total[i] / N + 1e-5)
        for k in T.serial(T.ceildiv(N, 64)):
            T.copy(X[bx * 32, k * 64], x)
            T.copy(W[k * 64], w)
            for i, j in T.Parallel(32, 64):
                x[i, j] = x[i, j] * total[i] * w[j]
            T.copy(x, C[bx * 32, k * 64])
""", dict(M=64, N=128), dict(M=45, N=150), dict(X="MN", W="N"), lambda v: v["X"] / np.sqrt((v["X"]**2).mean(1, keepdims=True) + 1e-5) * v["W"], eps=2),
    "layer_norm_of_rows": Family("""def kernel(X: T.Tensor((M, 100), DT), C: T.Tensor((M, 100), DT)):
    with T.Kernel(T.ceildiv(M, 16), threads=128) as bx:
        x = T.alloc_fragment((16, 100), "float32")
        y = T.alloc_fragment((16, 100), "float32")
        mean = T.alloc_fragment((16,), "float32")
        spread = T.alloc_fragment((16,), "float32")
        T.copy(X[bx * 16, 0], x)
        T.reduce_sum(x, mean, dim=1)
        for i, j in T.Parallel(16, 100):
            x[i, j] -= mean[i] / 100
            y[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(y, spread, dim=1)
        for i, j in T.Parallel(16, 100):
            x[i, j] = x[i, j] / T.sqrt(spread[i] / 100 + 1e-5)
        T.copy(x, C[bx * 16, 0])
""", dict(M=64), dict(M=37), dict(X="M|100"), lambda v: (v["X"] - v["X"].mean(1, keepdims=True)) / np.sqrt(v["X"].var(1, keepdims=True) + 1e-5), eps=2),
    "softmax_online": Family("""def kernel(X: T.Tensor((M, N), DT), C: T.Tensor((M, N), DT)):
    with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
        x = T.alloc_fragment((32, 64), "float32")
        top = T.alloc_fragment((32,), "float32")
        now = T.alloc_fragment((32,), "float32")
        lse = T.alloc_fragment((32,), "float32")
        e = T.alloc_fragment((32,), "float32")
        T.fill(lse, -T.infinity("float32"))
        for k in T.serial(T.ceildiv(N, 64)):
            for i, j in T.Parallel(32, 64):
                x[i, j] = T.if_then_else(k * 64 + j < N, X[bx * 32 + i, k * 64 + j], -T.infinity("float32"))
            T.reduce_max(x, top, dim=1, clear=True)
            for i, j in T.Parallel(32, 64):
                x[i, j] = T.exp(x[i, j] - top[i])
            T.reduce_sum(x, e, dim=1)
            for i in T.Parallel(32):
                now[i] = T.max(lse[i], top[i])
                lse[i] = now[i] + T.log(T.exp(lse[i] - now[i]) + e[i] * T.exp(top[i] - now[i]))
        for k in T.serial(T.ceildiv(N, 64)):
            T.copy(X[bx * 32, k * 64], x)
            for i, j in T.Parallel(32, 64):
                x[i, j] = T.exp(x[i, j] - lse[i])
            T.copy(x, C[bx * 32, k * 64])
""", dict(M=64, N=128), dict(M=50, N=150), dict(X="MN"), lambda v: softmax(v["X"]), eps=4),
    "attention_grouped": Family("""def kernel(Q: T.Tensor((M, 4, 64), DT), K: T.Tensor((N, 2, 64), DT), V: T.Tensor((N, 2, 64), DT), C: T.Tensor((M, 4, 64), DT)):
    with T.Kernel(T.ceildiv(M, 32), 4, threads=128) as (bx, by):
        q = T.alloc_shared((32, 64), DT)
        k = T.alloc_shared((32, 64), DT)
        v = T.alloc_shared((32, 64), DT)
        s = T.alloc_fragment((32, 32), "float32")
        p = T.alloc_fragment((32, 32), DT)
        o = T.alloc_fragment((32, 64), "float32")
        top = T.alloc_fragment((32,), "float32")
        old = T.alloc_fragment((32,), "float32")
        part = T.alloc_fragment((32,), "float32")
        total = T.alloc_fragment((32,), "float32")
        T.copy(Q[bx * 32:bx * 32 + 32, by, 0:64], q)
        T.clear(o)
        T.clear(total)
        T.fill(top, -T.infinity("float32"))
        for n in T.Pipelined(T.ceildiv(N, 32), num_stages=2):
            T.copy(K[n * 32:n * 32 + 32, by // 2, 0:64], k)
            T.copy(V[n * 32:n * 32 + 32, by // 2, 0:64], v)
            for i, j in T.Parallel(32, 32):
                s[i, j] = T.if_then_else(n * 32 + j < N, 0, -T.infinity("float32"))
            T.gemm(q, k, s, transpose_B=True)
            T.copy(top, old)
            T.reduce_max(s, top, dim=1, clear=False)
            for i, j in T.Parallel(32, 32):
                s[i, j] = T.exp((s[i, j] - top[i]) * 0.125)
            T.reduce_sum(s, part, dim=1)
            for i in T.Parallel(32):
                total[i] = total[i] * T.exp((old[i] - top[i]) * 0.125) + part[i]
            for i, j in T.Parallel(32, 64):
                o[i, j] = o[i, j] * T.exp((old[i] - top[i]) * 0.125)
            T.copy(s, p)
            T.gemm(p, v, o)
        for i, j in T.Parallel(32, 64):
            o[i, j] /= total[i]
        T.copy(o, C[bx * 32:bx * 32 + 32, by, 0:64])
""", dict(M=64, N=64), dict(M=45, N=50), dict(Q="M|4|64", K="N|2|64", V="N|2|64"),
                                lambda v: np.stack([softmax(v["Q"][:, h] @ v["K"][:, h // 2].T / 8) @ v["V"][:, h // 2] for h in range(4)], 1), eps=4),
    "linear_attention": Family("""def kernel(Q: T.Tensor((M, 32), DT), K: T.Tensor((M, 32), DT), V: T.Tensor((M, 64), DT), C: T.Tensor((M, 64), DT)):
    with T.Kernel(2) as bx:
        q = T.alloc_shared((32, 32), DT)
        k = T.alloc_shared((32, 32), DT)
        v = T.alloc_shared((32, 32), DT)
        s = T.alloc_fragment((32, 32), "float32")
        low = T.alloc_fragment((32, 32), DT)
        h = T.alloc_fragment((32, 32), "float32")
        state = T.alloc_fragment((32, 32), DT)
        o = T.alloc_fragment((32, 32), "float32")
        T.clear(h)
        for c in T.serial(T.ceildiv(M, 32)):
            T.copy(Q[c * 32, 0], q)
            T.copy(K[c * 32, 0], k)
            T.copy(V[c * 32, bx * 32], v)
            T.clear(s)
            T.gemm(q, k, s, transpose_B=True)
            for i, j in T.Parallel(32, 32):
                low[i, j] = T.if_then_else(i >= j, s[i, j], 0)
            T.clear(o)
            T.gemm(low, v, o)
            T.copy(h, state)
            T.gemm(q, state, o)
            T.gemm(k, v, h, transpose_A=True)
            T.copy(o, C[c * 32, bx * 32])
""", dict(M=96), dict(M=75), dict(Q="M|32", K="M|32", V="M|64"), lambda v: np.tril(v["Q"] @ v["K"].T) @ v["V"], eps=2),
    "chunk_sums": Family("""def kernel(X: T.Tensor((2, M, 20), "float32"), C: T.Tensor((2, M, 20), "float32")):
    with T.Kernel(T.ceildiv(M, 32), 2) as (bx, by):
        x = T.alloc_shared((32, 20), "float32")
        T.copy(X[by, bx * 32, 0], x)
        T.cumsum(x, dim=0, reverse=True)
        T.copy(x, C[by, bx * 32, 0])
""", dict(M=64), dict(M=50), dict(X="2M|20"),
                         lambda v: np.concatenate([np.flip(np.flip(v["X"][:, c:c + 32], 1).cumsum(1), 1) for c in range(0, v["X"].shape[1], 32)], 1)),
    "row_scales": Family("""def kernel(X: T.Tensor((M, N), DT), Scale: T.Tensor((M, 2), "float32"), C: T.Tensor((M, N), "float32")):
    with T.Kernel(T.ceildiv(M, 8), 2) as (bx, by):
        x = T.alloc_fragment((8, 64), "float32")
        top = T.alloc_fragment((8,), "float32")
        T.copy(X[bx * 8, by * 64], x)
        T.reduce_absmax(x, top, dim=1)
        for i in T.Parallel(8):
            top[i] = T.max(top[i], 1e-4) / 448.0
        for i, j in T.Parallel(8, 64):
            x[i, j] = T.clamp(x[i, j] / top[i], -448.0, 448.0)
        for i in T.Parallel(8):
            Scale[bx * 8 + i, by] = top[i]
        T.copy(x, C[bx * 8, by * 64])
""", dict(M=32, N=128), dict(M=27, N=100), dict(X="MN"),
                         lambda v: np.concatenate([x / np.maximum(abs(x).max(1, keepdims=True), 1e-4) * 448 for x in (v["X"][:, :64], v["X"][:, 64:])], 1), eps=2),
    "matrix_vector": Family("""def kernel(A: T.Tensor((M, K), DT), X: T.Tensor((K,), DT), C: T.Tensor((M,), DT)):
    with T.Kernel(T.ceildiv(M, 64)) as bx:
        a = T.alloc_shared((64, 64), DT)
        x = T.alloc_shared((64,), DT)
        o = T.alloc_reducer(64, "float32", op="sum")
        T.clear(o)
        for k in T.serial(T.ceildiv(K, 64)):
            T.copy(A[bx * 64, k * 64], a)
            T.copy(X[k * 64], x)
            for i, j in T.Parallel(64, 64):
                o[i] += T.cast(a[i, j], "float32") * T.cast(x[j], "float32")
        T.finalize_reducer(o)
        T.copy(o, C[bx * 64])
""", dict(M=128, K=128), dict(M=90, K=100), dict(A="MK", X="K"), lambda v: v["A"] @ v["X"]),
    "rotated_pairs": Family("""def kernel(X: T.Tensor((M, 64), DT), Cos: T.Tensor((M, 32), DT), Sin: T.Tensor((M, 32), DT), C: T.Tensor((M, 64), "float32")):
    with T.Kernel(T.ceildiv(M, 32)) as bx:
        x = T.alloc_shared((32, 64), DT)
        c = T.alloc_shared((32, 32), DT)
        s = T.alloc_shared((32, 32), DT)
        T.copy(X[bx * 32, 0], x)
        T.copy(Cos[bx * 32, 0], c)
        T.copy(Sin[bx * 32, 0], s)
        for i, j in T.Parallel(32, 32):
            C[bx * 32 + i, j] = T.cast(x[i, j], "float32") * c[i, j] - T.cast(x[i, j + 32], "float32") * s[i, j]
        for i, j in T.Parallel(32, 32):
            C[bx * 32 + i, j + 32] = T.cast(x[i, j + 32], "float32") * c[i, j] + T.cast(x[i, j], "float32") * s[i, j]
""", dict(M=64), dict(M=50), dict(X="M|64", Cos="M|32", Sin="M|32"),
                            lambda v: np.concatenate([v["X"][:, :32] * v["Cos"] - v["X"][:, 32:] * v["Sin"], v["X"][:, 32:] * v["Cos"] + v["X"][:, :32] * v["Sin"]], 1), eps=2),
    "packed_weights": Family("""def kernel(A: T.Tensor((M, 64), DT), W: T.Tensor((N, 32), "uint8"), C: T.Tensor((M, N), "float32")):
    with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32)) as (bx, by):
        a = T.alloc_shared((32, 64), DT)
        w = T.alloc_shared((32, 32), "uint8")
        b = T.alloc_fragment((32, 64), DT)
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, 0], a)
        T.copy(W[bx * 32, 0], w)
        for i, j in T.Parallel(32, 64):
            b[i, j] = T.cast(T.cast((w[i, j // 2] >> T.cast(4 * (j % 2), "uint8")) & 15, "int32") - 8, DT)
        T.clear(c)
        T.gemm(a, b, c, transpose_B=True)
        T.copy(c, C[by * 32, bx * 32])
""", dict(M=32, N=64), dict(M=27, N=50), dict(A="M|64"),
                             lambda v: v["A"] @ (np.stack([v["W"] & 15, v["W"] >> 4], 2).reshape(len(v["W"]), 64).astype(np.float64) - 8).T,
                             own=dict(W=lambda s: np.random.default_rng(8).integers(0, 256, (s["N"], 32)).astype(np.uint8))),
}


def shape_of(text, sizes):
    """"2MK": a digit or the size of a name each; "M|100": numbers of more digits stand between bars."""
    return tuple(sizes.get(part) or int(part) for word in text.split("|") for part in ([word] if word.isdigit() else list(word)))


@pytest.mark.parametrize("dtype", EPS)
@pytest.mark.parametrize("shape", ["aligned", "ragged", "symbols"])
@pytest.mark.parametrize("name", FAMILIES)
def test_variants(tmp_path, name, shape, dtype):
    family = FAMILIES[name]
    sizes = family.sizes["aligned" if shape == "aligned" else "ragged"]
    dims = "\n".join(f'{d} = T.dynamic("{d}")' if shape == "symbols" else f"{d} = {n}" for d, n in sizes.items())
    generator = np.random.default_rng(len(name))
    values = {tensor: generator.standard_normal(shape_of(text, sizes)).astype(np.float32) for tensor, text in family.inputs.items()}
    if dtype == "bfloat16":
        values = {tensor: round_bf16(array) for tensor, array in values.items()}
    values |= {tensor: make(sizes) for tensor, make in family.own.items()}
    options = ["--target", CHIPS[(shape == "ragged") ^ (dtype == "float32")]]
    if shape == "symbols":
        options += [option for d, n in sizes.items() for option in ("-D", f"{d}={n}")]
    run = run_kernel(tmp_path, HEAD.format(dtype=dtype, dims=dims) + family.source, values, ["C"], options)
    assert run.code == 0, run.stderr + str(run.json)
    exact = {tensor: array.astype(np.float64) if array.dtype == np.float32 else array for tensor, array in values.items()}
    assert_close(run.outputs["C"], family.formula(exact), family.eps * EPS[dtype])
