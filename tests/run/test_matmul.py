"""The matmul family on the emulated chip: the verdict is pass, and float64 NumPy agrees within the same bound."""
import sources
import numpy as np
import pytest
from helpers import ROOT, assert_close, round_bf16, run_kernel

TARGETS = ["wormhole_n150", "blackhole_p150"]
STORED = {"bfloat16": round_bf16, "float16": round_bf16, "float32": lambda array: array}


def random_inputs(seed, **shapes):
    """float32 arrays exactly representable in bfloat16 and float16: what the chip stores is what NumPy sees."""
    generator = np.random.default_rng(seed)
    return {name: round_bf16(generator.standard_normal(shape).astype(np.float16)) for name, shape in shapes.items()}


def check(run, expected, output="C"):
    assert run.code == 0, run.stderr
    assert run.verdict == "pass", run.json
    eps = next(entry["eps"] for entry in run.json["outputs"] if entry["name"] == output)
    assert_close(run.outputs[output], expected, eps)
    assert run.cycles > 0
    return run


def check_matmul(tmp_path, M, N, K, target, options=(), **how):
    trans_A, trans_B = how.get("trans_A", False), how.get("trans_B", False)
    inputs = random_inputs(M * 7 + N * 3 + K, A=(K, M) if trans_A else (M, K), B=(N, K) if trans_B else (K, N))
    a, b = (inputs[name].astype(np.float64) for name in "AB")
    run = run_kernel(tmp_path, sources.matmul(M, N, K, **how), inputs, ["C"], ["--target", target, *options])
    return check(run, (a.T if trans_A else a) @ (b.T if trans_B else b))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_256(tmp_path, dtype, target):
    check_matmul(tmp_path, 256, 256, 256, target, dtype=dtype)


@pytest.mark.parametrize("target", TARGETS)
def test_asymmetric(tmp_path, target):
    check_matmul(tmp_path, 192, 320, 96, target)


@pytest.mark.parametrize("target", TARGETS)
def test_1024_blocks_of_128(tmp_path, target):
    """Accumulators of 16 tiles: more than half-sync DST holds."""
    check_matmul(tmp_path, 1024, 1024, 1024, target, block_M=128, block_N=128, block_K=32, stages=3)


@pytest.mark.parametrize("target", TARGETS)
def test_640(tmp_path, target):
    """400 blocks: more than cores, and not a multiple of them."""
    check_matmul(tmp_path, 640, 640, 640, target)


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("target", TARGETS)
def test_ragged(tmp_path, target, dtype):
    check_matmul(tmp_path, 200, 300, 130, target, dtype=dtype)


@pytest.mark.parametrize("M,N,K", [(31, 33, 1), (1, 1, 1), (33, 31, 65)])
@pytest.mark.parametrize("target", TARGETS)
def test_tiny(tmp_path, M, N, K, target):
    check_matmul(tmp_path, M, N, K, target)


@pytest.mark.parametrize("trans_A,trans_B", [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("target", TARGETS)
def test_transposed(tmp_path, trans_A, trans_B, target):
    check_matmul(tmp_path, 96, 160, 64, target, trans_A=trans_A, trans_B=trans_B)


@pytest.mark.parametrize("trans_A,trans_B", [(True, False), (False, True), (True, True)])
def test_transposed_ragged_blocks(tmp_path, trans_A, trans_B):
    check_matmul(tmp_path, 100, 140, 70, TARGETS[0], trans_A=trans_A, trans_B=trans_B, block_M=64, block_N=32, block_K=64)


def test_bfloat16_in_float32_out(tmp_path):
    check_matmul(tmp_path, 64, 96, 128, TARGETS[0], dtype="bfloat16", out_dtype="float32")


def test_fp16_as_fp32(tmp_path):
    check_matmul(tmp_path, 64, 96, 128, TARGETS[0], dtype="float16", options=["--fp16=fp32"])


@pytest.mark.parametrize("target", TARGETS)
def test_batched(tmp_path, target):
    inputs = random_inputs(5, A=(3, 64, 96), B=(3, 96, 32))
    run = run_kernel(tmp_path, sources.matmul_batched(3, 64, 32, 96), inputs, ["C"], ["--target", target])
    check(run, inputs["A"].astype(np.float64) @ inputs["B"].astype(np.float64))


@pytest.mark.parametrize("target", TARGETS)
def test_two_gemms_one_accumulator(tmp_path, target):
    inputs = random_inputs(6, A=(64, 96), B=(96, 128), D=(64, 96), E=(96, 128))
    run = run_kernel(tmp_path, sources.two_gemms(64, 128, 96), inputs, ["C"], ["--target", target])
    a, b, d, e = (inputs[name].astype(np.float64) for name in "ABDE")
    check(run, a @ b + d @ e)


@pytest.mark.parametrize("target", TARGETS)
def test_gemm_add_gemm(tmp_path, target):
    inputs = random_inputs(7, A=(256, 64), B=(64, 64), D=(256, 64), F=(64, 64))
    run = run_kernel(tmp_path, ROOT / "examples/gemm_add_gemm.py", inputs, ["E"], ["--target", target])
    a, b, d, f = (inputs[name].astype(np.float64) for name in "ABDF")
    check(run, (a @ b + d) @ f, "E")


@pytest.mark.parametrize("target", TARGETS)
def test_relu_epilogue(tmp_path, target):
    inputs = random_inputs(8, A=(256, 256), B=(256, 256))
    run = run_kernel(tmp_path, ROOT / "examples/matmul_relu.py", inputs, ["C"], ["--target", target])
    check(run, np.maximum(inputs["A"].astype(np.float64) @ inputs["B"] + 0.5, 0) * 0.125)


EXPRESSIONS = {
    "A_block[i, j] + B_block[i, j]": lambda a, b: a + b,
    "A_block[i, j] - B_block[i, j]": lambda a, b: a - b,
    "A_block[i, j] * B_block[i, j]": lambda a, b: a * b,
    "T.max(A_block[i, j], B_block[i, j])": np.maximum,
    "T.min(A_block[i, j], 0.25) * 2.0 - B_block[i, j]": lambda a, b: np.minimum(a, 0.25) * 2 - b,
    "(A_block[i, j] - B_block[i, j]) * (A_block[i, j] + 1.5)": lambda a, b: (a - b) * (a + 1.5),
    "1.0 - T.max(A_block[i, j], 0.5)": lambda a, b: 1 - np.maximum(a, 0.5),
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_no_gemm(tmp_path, expression):
    inputs = random_inputs(9, A=(96, 64), B=(96, 64))
    run = run_kernel(tmp_path, sources.elementwise(96, 64, expression, dtype="float32"), inputs, ["C"])
    check(run, EXPRESSIONS[expression](inputs["A"].astype(np.float64), inputs["B"].astype(np.float64)))


@pytest.mark.parametrize("target", TARGETS)
def test_no_gemm_bfloat16_ragged(tmp_path, target):
    inputs = random_inputs(10, A=(70, 45), B=(70, 45))
    source = sources.elementwise(70, 45, "A_block[i, j] + B_block[i, j]", 64, 32)
    run = run_kernel(tmp_path, source, inputs, ["C"], ["--target", target])
    check(run, inputs["A"].astype(np.float64) + inputs["B"])


def test_loop_nest(tmp_path):
    inputs = random_inputs(11, A=(64, 96), B=(96, 32))
    run = run_kernel(tmp_path, sources.nest(64, 32, 96), inputs, ["C"])
    check(run, inputs["A"].astype(np.float64) @ inputs["B"])
    assert run.json["matmul_tiles"] == 2 * 1 * 3


def shifted(a, b):
    """sum over k of A[i, (k + 1) % 32] * B[k, j] within each block of 32."""
    blocks = [np.roll(a[:, at:at + 32], -1, axis=1) for at in range(0, a.shape[1], 32)]
    return np.concatenate(blocks, axis=1) @ b


NEAR_MISSES = {
    "plus_one": ("C_block[i, j] += A_block[i, k] * B_block[k, j] + 1.0", lambda a, b: a @ b + a.shape[1]),
    "b_jk": ("C_block[i, j] += A_block[i, k] * B_block[j, k]",
             lambda a, b: sum(a[:, at:at + 32] @ np.block([[b[at:at + 32, c:c + 32].T for c in range(0, b.shape[1], 32)]])
                              for at in range(0, a.shape[1], 32))),
    "minus": ("C_block[i, j] -= A_block[i, k] * B_block[k, j]", lambda a, b: -(a @ b)),
    "shifted_k": ("C_block[i, j] += A_block[i, (k + 1) % 32] * B_block[k, j]", shifted),
    "aliased_c": ("C_block[i, j] += C_block[i, k] * B_block[k, j] + A_block[i, k]", None),
    "assigned": ("C_block[i, j] = A_block[i, k] * B_block[k, j]",
                 lambda a, b: a[:, -1:] * b[-1:, :]),
    "k_only_once": ("C_block[i, j] += A_block[i, j] * B_block[k, j]",
                    lambda a, b: sum(np.tile(a[:, at:at + 32], b.shape[1] // 32) * b[at:at + 32].sum(axis=0)
                                     for at in range(0, a.shape[1], 32))),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_near_miss_of_a_matmul(tmp_path, name):
    """The right number, or a refusal that says why; never a plain matmul."""
    statement, expected = NEAR_MISSES[name]
    inputs = random_inputs(12, A=(64, 64), B=(64, 64))
    run = run_kernel(tmp_path, sources.nest(64, 64, 64, statement=statement), inputs, ["C"])
    assert run.code in (0, 3), run.stderr
    if run.code == 3:
        assert "unsupported" in run.stderr
        return
    assert run.verdict == "pass"
    if expected:
        check(run, expected(inputs["A"].astype(np.float64), inputs["B"].astype(np.float64)))
