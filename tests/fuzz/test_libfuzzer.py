"""A few seconds of each libFuzzer target (tools/libfuzzer.py, make fuzz-libfuzzer for more); skipped, with the reason, without clang."""
import importlib.util
import subprocess
import sys

import pytest
from helpers import ROOT

SPEC = importlib.util.spec_from_file_location("libfuzzer", ROOT / "tools/libfuzzer.py")
libfuzzer = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(libfuzzer)
COMPILER, REASON = libfuzzer.clang()


@pytest.mark.skipif(not COMPILER, reason=REASON or "")
def test_no_finding_in_a_few_seconds():
    done = subprocess.run([sys.executable, ROOT / "tools/libfuzzer.py", "--seconds", "5"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert len(lines) == 3 and all("no finding" in line and " 0 runs" not in line for line in lines), lines
