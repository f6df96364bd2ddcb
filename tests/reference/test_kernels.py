"""Whole kernels in TileLang source through `tilecc eval`, against formulas in float64 NumPy; each with ragged edges where it has edges."""
import numpy as np
import pytest
from helpers import assert_close, round_bf16, run_tilecc

RNG = np.random.default_rng(13)
HEAD = """import tilelang
import tilelang.language as T

"""


def evaluate(tmp_path, source, inputs, outputs, *options):
    (tmp_path / "kernel.py").write_text(HEAD + source)
    words = list(options)
    for name, array in inputs.items():
        np.save(tmp_path / f"in_{name}.npy", array)
        words += ["--input", f"{name}={tmp_path}/in_{name}.npy"]
    for name in outputs:
        words += ["--output", f"{name}={tmp_path}/out_{name}.npy"]
    done = run_tilecc("eval", tmp_path / "kernel.py", *words)
    assert done.returncode == 0, done.stderr
    return [np.load(tmp_path / f"out_{name}.npy") for name in outputs]


def normal(*shape, dtype=np.float32, scale=1.0):
    return (RNG.standard_normal(shape) * scale).astype(dtype)


def softmax(x, axis=-1):
    with np.errstate(invalid="ignore"):
        e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


F16, F32, BF16 = 2.0**-11, 2.0**-24, 2.0**-8

SOFTMAX = """
@T.prim_func
def main(A: T.Tensor((100, 300), "float16"), C: T.Tensor((100, 300), "float16")):
    with T.Kernel(T.ceildiv(100, 32), threads=128) as bx:
        a = T.alloc_fragment((32, 64), "float16")
        x = T.alloc_fragment((32, 64), "float32")
        highest = T.alloc_fragment((32,), "float32")
        before = T.alloc_fragment((32,), "float32")
        total = T.alloc_fragment((32,), "float32")
        part = T.alloc_fragment((32,), "float32")
        T.annotate_safe_value({A: -T.infinity("float16")})
        T.fill(highest, -T.infinity("float32"))
        T.clear(total)
        for k in T.serial(T.ceildiv(300, 64)):
            T.copy(A[bx * 32, k * 64], a)
            for i, j in T.Parallel(32, 64):
                x[i, j] = a[i, j] * 1.44269504
            T.copy(highest, before)
            T.reduce_max(x, highest, dim=1, clear=False)
            for i, j in T.Parallel(32, 64):
                x[i, j] = T.exp2(x[i, j] - highest[i])
            T.reduce_sum(x, part, dim=1)
            for i in T.Parallel(32):
                total[i] = total[i] * T.exp2(before[i] - highest[i]) + part[i]
        for k in T.serial(T.ceildiv(300, 64)):
            T.copy(A[bx * 32, k * 64], a)
            for i, j in T.Parallel(32, 64):
                a[i, j] = T.exp2(a[i, j] * 1.44269504 - highest[i]) / total[i]
            T.copy(a, C[bx * 32, k * 64])
"""


def test_online_softmax(tmp_path):
    a = normal(100, 300, dtype=np.float16, scale=3)
    found, = evaluate(tmp_path, SOFTMAX, {"A": a}, ["C"])
    assert_close(found, softmax(a.astype(np.float64)), F16)


NORMS = """
@T.prim_func
def main(A: T.Tensor((70, 200), "bfloat16"), G: T.Tensor((200,), "float32"), B: T.Tensor((200,), "float32"),
         R: T.Tensor((70, 200), "float32"), L: T.Tensor((70, 200), "bfloat16")):
    with T.Kernel(T.ceildiv(70, 16), threads=128) as bx:
        s = T.alloc_shared((16, 200), "bfloat16")
        x = T.alloc_fragment((16, 200), "float32")
        y = T.alloc_fragment((16, 200), "float32")
        mean = T.alloc_fragment((16,), "float32")
        power = T.alloc_fragment((16,), "float32")
        T.copy(A[bx * 16:(bx + 1) * 16, :], s)
        T.copy(s, x)
        for i, j in T.Parallel(16, 200):
            y[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(y, power, dim=1)
        for i in T.Parallel(16):
            power[i] = T.rsqrt(power[i] / 200 + 1e-5)
        for i, j in T.Parallel(16, 200):
            y[i, j] = x[i, j] * power[i]
        T.copy(y, R[bx * 16, 0])
        T.reduce_sum(x, mean, dim=1)
        for i in T.Parallel(16):
            mean[i] /= 200
        for i, j in T.Parallel(16, 200):
            x[i, j] -= mean[i]
        for i, j in T.Parallel(16, 200):
            y[i, j] = x[i, j] * x[i, j]
        T.reduce_sum(y, power, dim=1)
        for i, j in T.Parallel(16, 200):
            x[i, j] = x[i, j] * T.rsqrt(power[i] / 200 + 1e-5) * G[j] + B[j]
        T.copy(x, L[bx * 16, 0])
"""


def test_norms(tmp_path):
    a, g, b = round_bf16(normal(70, 200, scale=2) + 1), normal(200), normal(200)
    rms, layer = evaluate(tmp_path, NORMS, {"A": a, "G": g, "B": b}, ["R", "L"])
    x = a.astype(np.float64)
    assert_close(rms, x / np.sqrt((x**2).mean(1, keepdims=True) + 1e-5), F32 * 4)
    assert_close(layer, (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5) * g + b, BF16)


ATTENTION = """
@tilelang.jit(out_idx=[3])
def attention(heads, seq_q, seq_k, dim, causal, block=32, dtype="float16"):
    scale = (1.0 / dim) ** 0.5 * 1.44269504

    @T.prim_func
    def main(Q: T.Tensor((1, seq_q, heads, dim), dtype), K: T.Tensor((1, seq_k, heads, dim), dtype), V: T.Tensor((1, seq_k, heads, dim), dtype),
             O: T.Tensor((1, seq_q, heads, dim), dtype)):
        with T.Kernel(T.ceildiv(seq_q, block), heads, threads=128) as (bx, by):
            q = T.alloc_shared((block, dim), dtype)
            k = T.alloc_shared((block, dim), dtype)
            v = T.alloc_shared((block, dim), dtype)
            s = T.alloc_fragment((block, block), "float32")
            p = T.alloc_fragment((block, block), dtype)
            o = T.alloc_fragment((block, dim), "float32")
            high = T.alloc_fragment((block,), "float32")
            before = T.alloc_fragment((block,), "float32")
            change = T.alloc_fragment((block,), "float32")
            row = T.alloc_fragment((block,), "float32")
            total = T.alloc_fragment((block,), "float32")
            T.copy(Q[0, bx * block:(bx + 1) * block, by, :], q)
            T.clear(o)
            T.clear(total)
            T.fill(high, -T.infinity("float32"))
            past = seq_k - seq_q
            steps = T.min(T.ceildiv(seq_k, block), T.ceildiv((bx + 1) * block + past, block)) if causal else T.ceildiv(seq_k, block)
            for step in T.Pipelined(steps, num_stages=2):
                T.copy(K[0, step * block:(step + 1) * block, by, :], k)
                if causal:
                    for i, j in T.Parallel(block, block):
                        s[i, j] = T.if_then_else(bx * block + i + past >= step * block + j, 0, -T.infinity("float32"))
                else:
                    for i, j in T.Parallel(block, block):
                        s[i, j] = T.if_then_else(step * block + j >= seq_k, -T.infinity("float32"), 0)
                T.gemm(q, k, s, transpose_B=True, policy=T.GemmWarpPolicy.FullRow)
                T.copy(V[0, step * block:(step + 1) * block, by, :], v)
                T.copy(high, before)
                T.reduce_max(s, high, dim=1, clear=False)
                for i in T.Parallel(block):
                    change[i] = T.exp2(before[i] * scale - high[i] * scale)
                for i, j in T.Parallel(block, block):
                    s[i, j] = T.exp2(s[i, j] * scale - high[i] * scale)
                T.reduce_sum(s, row, dim=1)
                for i in T.Parallel(block):
                    total[i] = total[i] * change[i] + row[i]
                T.copy(s, p)
                for i, j in T.Parallel(block, dim):
                    o[i, j] *= change[i]
                T.gemm(p, v, o, policy=T.GemmWarpPolicy.FullRow)
            for i, j in T.Parallel(block, dim):
                o[i, j] /= total[i]
            T.copy(o, O[0, bx * block:(bx + 1) * block, by, :])
    return main
"""


@pytest.mark.parametrize("seq_q, seq_k, causal", [(96, 96, True), (80, 112, True), (70, 90, False)])
def test_attention(tmp_path, seq_q, seq_k, causal):
    heads, dim = 2, 48
    q, k, v = normal(1, seq_q, heads, dim, dtype=np.float16), normal(1, seq_k, heads, dim, dtype=np.float16), normal(1, seq_k, heads, dim, dtype=np.float16)
    options = [word for name, value in dict(heads=heads, seq_q=seq_q, seq_k=seq_k, dim=dim, causal=causal).items() for word in ("-D", f"{name}={value}")]
    found, = evaluate(tmp_path, ATTENTION, {"Q": q, "K": k, "V": v}, ["O"], *options)
    scores = np.einsum("bqhd,bkhd->bhqk", q.astype(np.float64), k.astype(np.float64)) / dim**0.5
    if causal:
        scores[..., np.arange(seq_q)[:, None] + seq_k - seq_q < np.arange(seq_k)] = -np.inf
    assert_close(found, np.einsum("bhqk,bkhd->bqhd", softmax(scores), v.astype(np.float64)), F16)


CONVOLUTION = """
@tilelang.jit(out_idx=[2])
def convolution(N, C, H, W, F, K, S, D, P, block_M=32, block_N=32, block_K=32):
    OH = (H + 2 * P - D * (K - 1) - 1) // S + 1
    OW = (W + 2 * P - D * (K - 1) - 1) // S + 1

    @T.prim_func
    def main(data: T.Tensor((N, H, W, C), "float16"), weight: T.Tensor((K, K, C, F), "float16"), out: T.Tensor((N, OH, OW, F), "float16")):
        with T.Kernel(T.ceildiv(F, block_N), T.ceildiv(N * OH * OW, block_M), threads=128) as (bx, by):
            patches = T.alloc_shared((block_M, block_K), "float16")
            filters = T.alloc_shared((block_K, block_N), "float16")
            sums = T.alloc_fragment((block_M, block_N), "float32")
            flat = T.Tensor((K * K * C, F), "float16", weight.data)
            pixels = T.Tensor((N * OH * OW, F), "float16", out.data)
            T.clear(sums)
            for k in T.Pipelined(T.ceildiv(K * K * C, block_K), num_stages=2):
                T.im2col(data, patches, by, k, K, S, D, P)
                T.copy(flat[k * block_K, bx * block_N], filters)
                T.gemm(patches, filters, sums)
            T.copy(sums, pixels[by * block_M, bx * block_N])
    return main
"""


@pytest.mark.parametrize("stride, dilation, padding", [(1, 1, 1), (2, 1, 0), (1, 2, 2)])
def test_convolution(tmp_path, stride, dilation, padding):
    x, w = normal(2, 9, 10, 32, dtype=np.float16), normal(3, 3, 32, 40, dtype=np.float16, scale=0.1)
    values = dict(N=2, C=32, H=9, W=10, F=40, K=3, S=stride, D=dilation, P=padding)
    found, = evaluate(tmp_path, CONVOLUTION, {"data": x, "weight": w}, ["out"], *[word for name, value in values.items() for word in ("-D", f"{name}={value}")])
    padded = np.pad(x.astype(np.float64), ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    _, height, width, _ = found.shape
    expected = np.zeros(found.shape)
    for i in range(3):
        for j in range(3):
            rows, columns = i * dilation, j * dilation
            part = padded[:, rows:rows + (height - 1) * stride + 1:stride, columns:columns + (width - 1) * stride + 1:stride]
            expected += part @ w[i, j].astype(np.float64)
    assert_close(found, expected, F16)


DEQUANTISED = """
@T.macro
def unpack(packed, i, j, out):
    nibble = (packed[i, j // 2] >> T.Cast("uint8", (j % 2) * 4)) & T.uint8(15)
    out[i, j] = T.Cast("float16", T.Cast("int32", nibble) - 8)


@T.prim_func
def main(A: T.Tensor((40, 64), "float16"), B: T.Tensor((48, 32), "uint8"), S: T.Tensor((48, 2), "float16"), C: T.Tensor((40, 48), "float32"),
         F: T.Tensor((48, 64), "float16")):
    with T.Kernel(1, threads=128) as bx:
        a = T.alloc_shared((40, 64), "float16")
        packed = T.alloc_shared((48, 32), "uint8")
        b = T.alloc_fragment((48, 64), "float16")
        f = T.alloc_fragment((48, 64), "float16")
        c = T.alloc_fragment((40, 48), "float32")
        T.copy(A, a)
        T.copy(B, packed)
        for i, j in T.Parallel(48, 64):
            unpack(packed, i, j, b)
        for i, j in T.Parallel(48, 64):
            b[i, j] = b[i, j] * S[i, j // 32]
        T.gemm(a, b, c, transpose_B=True, clear_accum=True)
        T.copy(c, C)
        for i, j in T.Parallel(48, 64):
            code = (packed[i, j // 2] >> T.Cast("uint8", (j % 2) * 4)) & T.uint8(15)
            sign = T.Cast("uint16", code >> T.uint8(3)) << T.uint16(15)
            exponent = T.Cast("uint16", (code >> T.uint8(1)) & T.uint8(3))
            fraction = T.Cast("uint16", code & T.uint8(1))
            bits = sign | ((exponent + T.uint16(14)) << T.uint16(10)) | (fraction << T.uint16(9))
            tiny = T.Cast("float16", fraction) * T.float16(0.5) * T.if_then_else(sign == T.uint16(0), T.float16(1), T.float16(-1))
            f[i, j] = T.if_then_else(exponent == T.uint16(0), tiny, T.reinterpret(bits, "float16"))
        T.copy(f, F)
"""


def test_dequantisation(tmp_path):
    """int4 by shifts and a scale per group, and float4 built from its bits."""
    a, b, s = normal(40, 64, dtype=np.float16), RNG.integers(0, 256, (48, 32)).astype(np.uint8), np.abs(normal(48, 2, dtype=np.float16))
    product, floats = evaluate(tmp_path, DEQUANTISED, {"A": a, "B": b, "S": s}, ["C", "F"])
    nibbles = np.stack([b & 15, b >> 4], -1).reshape(48, 64)
    weights = ((nibbles.astype(np.float16) - 8) * np.repeat(s, 32, 1)).astype(np.float16)
    assert_close(product, a.astype(np.float64) @ weights.astype(np.float64).T, F32 * 8)
    table = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6], np.float16)
    np.testing.assert_array_equal(floats, np.where(nibbles > 7, -table[nibbles & 7], table[nibbles & 7]))


SPLIT_K = """
@T.prim_func
def main(A: T.Tensor((50, 200), "float16"), B: T.Tensor((200, 60), "float16"), C: T.Tensor((50, 60), "float32"), N: T.Tensor((4,), "int32")):
    with T.Kernel(2, 2, 4, threads=128) as (bx, by, bz):
        a = T.alloc_shared((32, 32), "float16")
        b = T.alloc_shared((32, 32), "float16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(T.ceildiv(64, 32), num_stages=2):
            T.copy(A[by * 32, bz * 64 + k * 32], a)
            T.copy(B[bz * 64 + k * 32, bx * 32], b)
            T.gemm(a, b, c)
        if bz % 2 == 0:
            T.atomic_add(C[by * 32, bx * 32], c)
        else:
            for i, j in T.Parallel(32, 32):
                T.atomic_add(C[by * 32 + i, bx * 32 + j], c[i, j])
        T.atomic_add(N[bz], 1)
"""


def test_split_k_with_atomics(tmp_path):
    a, b, c = normal(50, 200, dtype=np.float16), normal(200, 60, dtype=np.float16), normal(50, 60)
    found, count = evaluate(tmp_path, SPLIT_K, {"A": a, "B": b, "C": c, "N": np.zeros(4, np.int32)}, ["C", "N"])
    assert_close(found, a.astype(np.float64) @ b.astype(np.float64) + c, F32 * 8)
    assert count.tolist() == [4, 4, 4, 4]


TWO_LAUNCHES = """
@tilelang.jit
def main(seq, dim, split, block=32):
    part_length = T.ceildiv(seq, split)

    @T.prim_func
    def decode(Q: T.Tensor((8, dim), "float32"), K: T.Tensor((seq, dim), "float32"), V: T.Tensor((seq, dim), "float32"),
               L: T.Tensor((1,), "int32"), O: T.Tensor((8, dim), "float32")):
        part = T.alloc_global((split, 8, dim), "float32")
        logs = T.alloc_global((split, 8), "float32")
        with T.Kernel(split, threads=128) as bx:
            q = T.alloc_fragment((8, dim), "float32")
            k = T.alloc_fragment((block, dim), "float32")
            s = T.alloc_fragment((8, block), "float32")
            o = T.alloc_fragment((8, dim), "float32")
            high = T.alloc_fragment((8,), "float32")
            before = T.alloc_fragment((8,), "float32")
            total = T.alloc_fragment((8,), "float32")
            row = T.alloc_fragment((8,), "float32")
            T.copy(Q, q)
            T.clear(o)
            T.clear(total)
            T.fill(high, -1e30)
            first = bx * part_length
            last = T.min(L[0], first + part_length)
            for step in T.serial(T.ceildiv(T.max(last - first, 0), block)):
                T.copy(K[first + step * block, 0], k)
                T.gemm(q, k, s, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(8, block):
                    s[i, j] = T.if_then_else(first + step * block + j < last, s[i, j], -T.infinity("float32"))
                T.copy(high, before)
                T.reduce_max(s, high, dim=1, clear=False)
                for i, j in T.Parallel(8, block):
                    s[i, j] = T.exp(s[i, j] - high[i])
                T.reduce_sum(s, row, dim=1)
                for i in T.Parallel(8):
                    total[i] = total[i] * T.exp(before[i] - high[i]) + row[i]
                for i, j in T.Parallel(8, dim):
                    o[i, j] *= T.exp(before[i] - high[i])
                T.copy(V[first + step * block, 0], k)
                T.gemm(s, k, o)
            for i, j in T.Parallel(8, dim):
                part[bx, i, j] = T.if_then_else(total[i] > 0, o[i, j] / total[i], 0)
            for i in T.Parallel(8):
                logs[bx, i] = T.if_then_else(total[i] > 0, T.log(total[i]) + high[i], -T.infinity("float32"))
        with T.Kernel(8, threads=128) as h:
            high = T.alloc_var("float32")
            total = T.alloc_var("float32")
            high = -T.infinity("float32")
            total = 0.0
            o = T.alloc_fragment((dim,), "float32")
            T.clear(o)
            for i in T.serial(split):
                high = T.max(high, logs[i, h])
            for i in T.serial(split):
                total += T.exp(logs[i, h] - high)
            for i in T.serial(split):
                for j in T.Parallel(dim):
                    o[j] += part[i, h, j] * T.exp(logs[i, h] - high) / total
            T.copy(o, O[h, :])
    return decode
"""


@pytest.mark.parametrize("length", [200, 131, 40])
def test_decode_in_two_launches(tmp_path, length):
    """A workspace between two launches, bounds from a tensor, scalar variables; parts that have nothing to do."""
    q, k, v = normal(8, 64), normal(200, 64), normal(200, 64)
    found, = evaluate(tmp_path, TWO_LAUNCHES, {"Q": q, "K": k, "V": v, "L": np.array([length], np.int32)}, ["O"], "-D", "seq=200", "-D", "dim=64", "-D", "split=4")
    expected = softmax(q.astype(np.float64) @ k[:length].astype(np.float64).T) @ v[:length]
    assert_close(found, expected, F32 * 32)


GROUPED = """
@T.prim_func
def main(A: T.Tensor((150, 40), "bfloat16"), B: T.Tensor((3, 40, 48), "bfloat16"), offsets: T.Tensor((4,), "int32"), mask: T.Tensor((3,), "bool"),
         C: T.Tensor((150, 48), "float32")):
    with T.Kernel(3, 5, threads=128) as (group, by):
        a = T.alloc_shared((32, 40), "bfloat16")
        b = T.alloc_shared((40, 48), "bfloat16")
        c = T.alloc_fragment((32, 48), "float32")
        begin = offsets[group]
        size = offsets[group + 1] - begin
        if by * 32 < size and mask[group]:
            T.copy(A[begin + by * 32:begin + (by + 1) * 32, :], a)
            T.copy(B[group, :, :], b)
            T.gemm(a, b, c, clear_accum=True)
            for i, j in T.Parallel(32, 48):
                if by * 32 + i < size:
                    C[begin + by * 32 + i, j] = c[i, j]
"""


def test_grouped_product(tmp_path):
    a, b = round_bf16(normal(150, 40)), round_bf16(normal(3, 40, 48))
    offsets, mask, old = np.array([0, 70, 83, 150], np.int32), np.array([True, True, False]), normal(150, 48)
    found, = evaluate(tmp_path, GROUPED, {"A": a, "B": b, "offsets": offsets, "mask": mask, "C": old}, ["C"])
    expected = old.astype(np.float64)
    for g in range(2):
        expected[offsets[g]:offsets[g + 1]] = a[offsets[g]:offsets[g + 1]].astype(np.float64) @ b[g].astype(np.float64)
    assert_close(found, expected, F32 * 8)


SORTED = """
@T.prim_func
def main(A: T.Tensor((20, 64), "float32"), V: T.Tensor((20, 64), "float32"), I: T.Tensor((20, 64), "int32"), TOP: T.Tensor((20, 5), "float32"),
         TOPI: T.Tensor((20, 5), "int32")):
    with T.Kernel(20, threads=64) as row:
        value = T.alloc_shared((64,), "float32")
        index = T.alloc_shared((64,), "int32")
        T.copy(A[row, :], value)
        for i in T.Parallel(64):
            index[i] = i
        for size in T.serial(6):
            for stage in T.serial(size + 1):
                step = T.shift_left(1, size - stage)
                for i in T.serial(64):
                    other = T.bitwise_xor(i, step)
                    ascending = T.bitwise_and(i, T.shift_left(2, size)) == 0
                    if other > i:
                        if (value[i] > value[other]) == ascending:
                            held = T.alloc_var("float32")
                            kept = T.alloc_var("int32")
                            held = value[i]
                            kept = index[i]
                            value[i] = value[other]
                            index[i] = index[other]
                            value[other] = held
                            index[other] = kept
        T.copy(value, V[row, :])
        T.copy(index, I[row, :])
        left = T.alloc_fragment((1, 64), "float32")
        high = T.alloc_fragment((1,), "float32")
        place = T.alloc_fragment((1, 64), "int32")
        best = T.alloc_fragment((1,), "int32")
        T.copy(A[row, :], left[0, :])
        for k in T.serial(5):
            T.reduce_max(left, high, dim=1, clear=True)
            for i, j in T.Parallel(1, 64):
                place[i, j] = T.if_then_else(left[i, j] == high[i], j, -1)
            T.reduce_max(place, best, dim=1, clear=True)
            TOP[row, k] = high[0]
            TOPI[row, k] = best[0]
            for i, j in T.Parallel(1, 64):
                left[i, j] = T.if_then_else(j == best[i], -T.infinity("float32"), left[i, j])
"""


def test_sort_and_top_k(tmp_path):
    """A bitonic sort with its indices, and the largest five by repeated maxima."""
    a = normal(20, 64)
    values, indices, top, places = evaluate(tmp_path, SORTED, {"A": a}, ["V", "I", "TOP", "TOPI"])
    np.testing.assert_array_equal(values, np.sort(a, 1))
    np.testing.assert_array_equal(indices, np.argsort(a, 1))
    np.testing.assert_array_equal(top, -np.sort(-a, 1)[:, :5])
    np.testing.assert_array_equal(places, np.argsort(-a, 1)[:, :5])


CHUNKS = """
@T.prim_func
def main(G: T.Tensor((2, 100, 3), "float32"), S: T.Tensor((2, 100, 3), "float32"), R: T.Tensor((2, 100, 3), "float32")):
    with T.Kernel(T.ceildiv(100, 32), 2, 3, threads=128) as (bx, batch, head):
        g = T.alloc_shared((1, 32), "float32")
        T.copy(G[batch, bx * 32:(bx + 1) * 32, head], g[0, :])
        T.cumsum(g, dim=1)
        T.copy(g[0, :], S[batch, bx * 32:(bx + 1) * 32, head])
        T.copy(G[batch, bx * 32:(bx + 1) * 32, head], g[0, :])
        T.cumsum(g, dim=1, reverse=True)
        T.copy(g[0, :], R[batch, bx * 32:(bx + 1) * 32, head])
"""


def test_chunked_cumsum(tmp_path):
    g = normal(2, 100, 3)
    forward, backward = evaluate(tmp_path, CHUNKS, {"G": g}, ["S", "R"])
    for first in range(0, 100, 32):
        part = g[:, first:first + 32].astype(np.float64)
        assert_close(forward[:, first:first + 32], np.cumsum(part, 1), F32 * 8)
        assert_close(backward[:, first:first + 32], np.cumsum(part[:, ::-1], 1)[:, ::-1], F32 * 8)


PERSISTENT = """
@T.prim_func
def main(A: T.Tensor((96, 64), "float16"), B: T.Tensor((64, 96), "float16"), C: T.Tensor((96, 96), "float16"), N: T.Tensor((4,), "int32")):
    with T.Kernel(4, threads=128) as core:
        a = T.alloc_shared((32, 64), "float16")
        b = T.alloc_shared((64, 32), "float16")
        c = T.alloc_fragment((32, 32), "float32")
        tile = T.alloc_var("int32")
        tile = core
        while tile < 12:
            if tile >= 9:
                T.loop_break()
            T.copy(A[tile // 3 * 32, 0], a)
            T.copy(B[0, tile % 3 * 32], b)
            T.gemm(a, b, c, clear_accum=True)
            T.copy(c, C[tile // 3 * 32, tile % 3 * 32])
            N[core] = N[core] + 1
            tile += 4
"""


def test_persistent_loop(tmp_path):
    a, b = normal(96, 64, dtype=np.float16), normal(64, 96, dtype=np.float16)
    found, count = evaluate(tmp_path, PERSISTENT, {"A": a, "B": b, "N": np.zeros(4, np.int32)}, ["C", "N"])
    assert_close(found, a.astype(np.float64) @ b.astype(np.float64), F16)
    assert count.tolist() == [3, 2, 2, 2]


LINEAR = """
@T.prim_func
def main(Q: T.Tensor((128, 32), "float32"), K: T.Tensor((128, 32), "float32"), V: T.Tensor((128, 48), "float32"), O: T.Tensor((128, 48), "float32"),
         H: T.Tensor((32, 48), "float32")):
    with T.Kernel(1, threads=128) as bx:
        q = T.alloc_shared((32, 32), "float32")
        k = T.alloc_shared((32, 32), "float32")
        v = T.alloc_shared((32, 48), "float32")
        s = T.alloc_fragment((32, 32), "float32")
        o = T.alloc_fragment((32, 48), "float32")
        h = T.alloc_fragment((32, 48), "float32")
        T.clear(h)
        for i in T.serial(4):
            T.copy(Q[i * 32, 0], q)
            T.copy(K[i * 32, 0], k)
            T.copy(V[i * 32, 0], v)
            T.gemm(q, k, s, transpose_B=True, clear_accum=True)
            for a, b in T.Parallel(32, 32):
                s[a, b] = T.if_then_else(a >= b, s[a, b], 0)
            T.gemm(s, v, o, clear_accum=True)
            T.gemm(q, h, o)
            T.gemm(k, v, h, transpose_A=True)
            T.copy(o, O[i * 32, 0])
        T.copy(h, H)
"""


def test_linear_attention(tmp_path):
    q, k, v = normal(128, 32), normal(128, 32), normal(128, 48)
    found, state = evaluate(tmp_path, LINEAR, {"Q": q, "K": k, "V": v}, ["O", "H"])
    x, y, z = (array.astype(np.float64) for array in (q, k, v))
    assert_close(found, np.tril(x @ y.T) @ z, F32 * 16)
    assert_close(state, y.T @ z, F32 * 16)


DYNAMIC = """
m, n = T.dynamic("m"), T.dynamic("n")

@T.prim_func
def main(A: T.StridedTensor((m, n), (n * 2, 2), "float32"), C: T.Tensor((n, m), "float32"), scale: T.float32):
    with T.Kernel(T.ceildiv(m, 32), T.ceildiv(n, 32), threads=128) as (bx, by):
        s = T.alloc_shared((32, 32), "float32")
        t = T.alloc_fragment((32, 32), "float32")
        T.copy(A[bx * 32, by * 32], s)
        T.transpose(s, t)
        for i, j in T.Parallel(32, 32):
            t[i, j] = t[i, j] * scale + T.Cast("float32", T.if_then_else(by * 32 + i < n, n, 0))
        T.copy(t, C[by * 32, bx * 32])
"""


def test_dynamic_and_strided(tmp_path):
    """Symbolic dims from the input's shape, a strided tensor (its elements in order of its shape), a scalar."""
    a = normal(45, 70)
    found, = evaluate(tmp_path, DYNAMIC, {"A": a}, ["C"], "-D", "scale=0.25")
    np.testing.assert_array_equal(found, a.T * np.float32(0.25) + np.float32(70))
