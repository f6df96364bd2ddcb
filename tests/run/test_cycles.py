"""The cycle model: more work costs more, never below what the hardware can do."""
import sources
from helpers import run_kernel


def cycles(tmp_path, K, target="wormhole_n150"):
    run = run_kernel(tmp_path, sources.matmul(256, 256, K), options=["--target", target])
    assert run.code == 0, run.stderr
    return run


def test_doubling_k_doubles_cycles(tmp_path):
    short, long = cycles(tmp_path, 1024), cycles(tmp_path, 2048)
    assert 1.7 <= long.cycles / short.cycles <= 2.3


def test_never_below_the_tiles_math_cycles(tmp_path):
    run = cycles(tmp_path, 512)
    # 64 cores, 16 tile products each, 16 cycles a phase, 4 phases at HiFi4.
    assert run.json["matmul_tiles"] == 8 * 8 * 16
    assert run.cycles >= 16 * 16 * 4


def test_never_below_bytes_over_bandwidth(tmp_path):
    run = cycles(tmp_path, 512)
    moved = run.json["dram_read_bytes"] + run.json["dram_written_bytes"]
    assert run.json["dram_read_bytes"] == 2 * 8 * 8 * 16 * 2048
    assert run.json["dram_written_bytes"] == 8 * 8 * 2048
    assert run.cycles >= moved / (12 * 24)  # Wormhole: 288 GB/s at 1 GHz, 12 banks


def test_same_bytes_twice(tmp_path):
    first, second = cycles(tmp_path, 256), cycles(tmp_path, 256)
    assert first.json == second.json
