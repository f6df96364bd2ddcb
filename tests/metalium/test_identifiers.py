"""Every call that codegen can emit is declared in the real headers, in each dialect; tools/check_identifiers.py finds what is not."""
import subprocess
import sys

import pytest
from helpers import ROOT
from real_chip import load

sys.path.insert(0, str(ROOT / "tools"))
tool = load("check_identifiers", ROOT / "tools/check_identifiers.py")
TABLES = {table.version: table for table in tool.tables()}


def headers_of(version):
    release = tool.find_headers(version)
    if not release:
        pytest.skip(f"no headers of Metalium {version}; please run:  {tool.how_to_get(version)}")
    return release


@pytest.fixture(scope="module")
def headers():
    return headers_of("0.81")


def test_a_table_for_each_release():
    assert list(TABLES) == ["0.66", "0.81"] and all(len(table.calls) > 60 for table in TABLES.values())


@pytest.mark.parametrize("chip", tool.CHIPS)
@pytest.mark.parametrize("version", TABLES)
def test_declared(version, chip):
    assert tool.check_table(TABLES[version], headers_of(version), chip) == []


@pytest.mark.parametrize("version", TABLES)
def test_every_call_compiles(version):
    """One chip here; the other, and the vector unit's calls, with tools/check_identifiers.py --compile."""
    release = headers_of(version)
    if not tool.compile_calls.toolchain():
        pytest.skip("no compiler for the chip's cores; please run:  tools/metalium_sim/setup.sh")
    assert tool.compile_calls.check(TABLES[version], release, {"0.66": "blackhole", "0.81": "wormhole"}[version]) == []


def test_a_call_that_does_not_compile_is_named():
    """Declared, with as many arguments, but of the wrong kind: only the compiler sees it."""
    release = headers_of("0.81")
    if not tool.compile_calls.toolchain():
        pytest.skip("no compiler for the chip's cores; please run:  tools/metalium_sim/setup.sh")
    table = tool.Table(ROOT / "src/codegen/dialect_081.c")
    table.calls = [("NOC_ASYNC_READ_PAGE", "dataflow", None, "noc_async_read_page($0, $0, $2)"), ("CB_POP_FRONT", "dataflow", None, "cb_pop_front($*)")]
    table.calls[1] = (*table.calls[1][:3], "cb_pop_front($0, $1)")
    assert tool.check_table(table, release, "wormhole") == []
    problems = tool.compile_calls.check(table, release, "wormhole")
    assert len(problems) == 2 and all(": NOC_ASYNC_READ_PAGE: " in problem and "error" in problem for problem in problems)


def test_compare():
    """What a new release means for our calls: one that is gone, one whose arguments changed places."""
    done = subprocess.run([sys.executable, ROOT / "tools/check_identifiers.py", "--compare", headers_of("0.66").metal, headers_of("0.81").metal],
                          capture_output=True, text=True)
    assert done.returncode == 0 and "mm_init_short: gone\n" in done.stdout
    assert "copy_dest_values: was (uint32_t idst0, uint32_t idst1)\n    now <DataFormat DATA_FORMAT>(uint32_t idst_in, uint32_t idst_out)" in done.stdout
    assert "matmul_tiles" not in done.stdout and "tile_regs_acquire" not in done.stdout  # as they were


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
    table = tool.Table(ROOT / "src/codegen/dialect_081.c")
    includes = (table.includes[kind], *(["api/compute/matmul.h", "api/compute/copy_dest_values.h"] if kind == "compute" else []))
    problem = tool.check(tool.reachable(headers, "wormhole", includes), call)
    assert problem and WRONG[call] in problem


def test_missing_header(headers):
    table = tool.Table(ROOT / "src/codegen/dialect_081.c")
    table.calls = [("OP", "compute", "api/compute/no_such.h", "matmul_tiles($0, $1, $2, $3, $4)")]
    assert tool.check_table(table, headers, "wormhole") == ["0.81 wormhole OP: matmul_tiles($0, $1, $2, $3, $4): there is no header api/compute/no_such.h"]


def test_arguments_of_nested_calls():
    assert tool.split_arguments("a, f(b, c), d<e, f>::g, {h, i}") == ["a", "f(b, c)", "d<e, f>::g", "{h, i}"]


def test_what_kernel_c_prints():
    """The calls outside of the table are still those that the tool knows."""
    text = (ROOT / "src/codegen/kernel.c").read_text()
    assert "get_arg_val<%s>(%zu)" in text and "TensorAccessorArgs<" in text and ".next_compile_time_args_offset()" in text
