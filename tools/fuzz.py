"""make fuzz: byte mutations of examples and golden files for a while; keeps the input that fails in out/fuzz-failure."""
import argparse
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("TILECC_BUILD", str(ROOT / "build-asan"))
from mutate import run_mutations  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=float, default=3600)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
(ROOT / "out").mkdir(exist_ok=True)
try:
    count = run_mutations(options.seconds, options.seed, keep=ROOT / "out/fuzz-failure")
except AssertionError as failure:
    sys.exit(f"{failure}\nthe input is in out/fuzz-failure")
print(f"{count} mutations, no failure")
