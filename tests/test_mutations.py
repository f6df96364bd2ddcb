"""Ten seconds of byte mutations: no crash, no hang, no internal error, no sanitizer report."""
from mutate import run_mutations


def test_byte_mutations():
    assert run_mutations(seconds=10, seed=3) > 10
