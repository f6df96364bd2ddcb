"""Every device op has a spelling in the default dialect, and every header of a dialect exists for the C++ run too. That the real headers declare
the calls is tests/metalium/test_identifiers.py."""
import re

import pytest
from helpers import ROOT

TABLES = sorted((ROOT / "src/codegen").glob("dialect_*.c"))
# The dialect that spells every op; an op that another lacks is unsupported there, by name (test_unsupported_066.py).
DEFAULT = "0.81"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_headers_of_the_emulator_exist(path):
    headers = re.findall(r'"((?:api|compute_kernel_api|experimental)[/.][^"]+)"', path.read_text())
    assert len(headers) > 10
    for header in headers:
        assert (ROOT / "metalium/include" / header).exists(), header


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_device_ops_have_spellings(path):
    ops = (ROOT / "src/ir/ops.def").read_text()
    device = re.findall(r"^OP\((\w+),\s*\"[^\"]*\",\s*\"[^\"]*\",\s*(?:ANY|DATAFLOW|UNPACK|MATH|PACK|UM|UMP|MP)\b", ops, re.M)
    version = re.search(r'\.name = "([^"]+)"', path.read_text()).group(1)
    spelled = set(re.findall(r"^\s+\[OP_(\w+)\]", path.read_text(), re.M))
    assert len(device) > 60 and spelled <= set(device)
    if version == DEFAULT:
        assert set(device) - {"LAUNCH_KERNELS"} == spelled
    else:
        assert len(spelled) > 200
