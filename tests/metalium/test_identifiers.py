"""Every call that codegen can emit is declared in the real headers; tools/check_identifiers.py finds what is not."""
import pytest
from helpers import ROOT
from real_chip import load

tool = load("check_identifiers", ROOT / "tools/check_identifiers.py")
TABLES = sorted((ROOT / "src/codegen").glob("dialect_*.c"))


@pytest.fixture(scope="module")
def headers():
    folder = tool.find_headers()
    if not folder:
        pytest.skip("no headers of ttnn; please run:  tools/metalium_sim/setup.sh")
    return folder


@pytest.mark.parametrize("chip", tool.CHIPS)
@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_declared(headers, path, chip):
    table = tool.Table(path)
    assert len(table.calls) > 60
    assert tool.check_table(table, headers, chip) == []


WRONG = {
    "mm_init($0, $1, $2)": "is not declared",  # of 0.66
    "matmul_tiles($0, $1, $2, $3)": "declared: ",
    "matmul_tiles($0, $1, $2, $3, $4, $5, $6, $7)": "declared: ",
    "matmul_tiles<1, 2, 3>($0, $1, $2, $3, $4)": "declared: ",
    "copy_dest_values($0, $1)": "is deprecated",  # the form without a data format
    "recip_tile($0)": "is not declared",  # stands in a header that is not included
    "SrcOrder::Backwards": "is not defined",
    "noc_async_read_tile($0, $1, $2)": "is deprecated",
}


@pytest.mark.parametrize("call", WRONG)
def test_wrong(headers, call):
    kind = "dataflow" if call.startswith("noc") else "compute"
    table = tool.Table(TABLES[0])
    includes = (table.includes[kind], *(["api/compute/matmul.h", "api/compute/copy_dest_values.h"] if kind == "compute" else []))
    problem = tool.check(tool.reachable(headers, "wormhole", includes), call)
    assert problem and WRONG[call] in problem


def test_missing_header(headers):
    table = tool.Table(TABLES[0])
    table.calls = [("OP", "compute", "api/compute/no_such.h", "matmul_tiles($0, $1, $2, $3, $4)")]
    assert tool.check_table(table, headers, "wormhole") == ["0.81 wormhole OP: matmul_tiles($0, $1, $2, $3, $4): there is no header api/compute/no_such.h"]


def test_arguments_of_nested_calls():
    assert tool.split_arguments("a, f(b, c), d<e, f>::g, {h, i}") == ["a", "f(b, c)", "d<e, f>::g", "{h, i}"]


def test_what_kernel_c_prints():
    """The calls outside of the table are still those that the tool knows."""
    text = (ROOT / "src/codegen/kernel.c").read_text()
    assert "get_arg_val<%s>(%zu)" in text and "TensorAccessorArgs<" in text and ".next_compile_time_args_offset()" in text
