"""What the dialect table spells is declared in the real headers. Needs the headers of ttnn 0.81: $TTNN_HEADERS or an installed ttnn."""
import importlib.util
import os
import pathlib
import re

import pytest
from helpers import ROOT

TABLE = (ROOT / "src/codegen/dialect_081.c").read_text()


def headers():
    """The folder that holds api/, or None."""
    candidates = [os.environ.get("TTNN_HEADERS")]
    if spec := importlib.util.find_spec("ttnn"):
        candidates += [str(pathlib.Path(spec.origin).parent / "tt_metal/hw/inc")]
    candidates += ["/tmp/ttnn/ttnn/tt_metal/hw/inc"]
    return next((pathlib.Path(path) for path in candidates if path and (pathlib.Path(path) / "api").is_dir()), None)


def rows():
    macros = dict(re.findall(r'#define (\w+) "([^"]+)"', TABLE))
    for op, header, call in re.findall(r'\[OP_(\w+)\]\s*= \{(\w+), "([^"]+)"\}', TABLE):
        yield pytest.param(macros.get(header), call, id=op)


def reachable(folder, header):
    """The text of a header and of all that it includes from api/."""
    texts, seen, todo = [], set(), [header]
    while todo:
        name = todo.pop()
        if name in seen or not (folder / name).exists():
            continue
        seen.add(name)
        texts.append((folder / name).read_text())
        todo += [match for match in re.findall(r'#include "([^"]+)"', texts[-1]) if match.startswith(("api/", "internal/"))]
    return "\n".join(texts)


COMMON = {"compute": "api/compute/common.h", "dataflow": "api/dataflow/dataflow_api.h"}


@pytest.mark.parametrize("header, call", rows())
def test_declared(header, call):
    folder = headers()
    if not folder:
        pytest.skip("no headers of ttnn 0.81 here; set TTNN_HEADERS to the folder that holds api/")
    name = re.search(r"\b[A-Za-z_]\w*", call).group(0)
    if header:
        text = (folder / header).read_text()
    else:
        text = reachable(folder, COMMON["compute"]) + reachable(folder, COMMON["dataflow"])
    text += "".join(path.read_text() for path in folder.glob("internal/**/dev_mem_map.h"))
    text += "".join(path.read_text() for path in folder.glob("api/tensor/*.h"))
    declared = re.search(rf"(?:^#define {name}\b|^[^/*\n]*\b(?:void|uint32_t|uint64_t)\s+{name}\(|\b{name}\()", text, re.M)
    assert declared, f"{name} is not declared in {header or 'the common headers'}"
    if "<" in call:
        text = re.sub(r"\[\[deprecated[^\]]*\]\]\s*(ALWI|FORCE_INLINE)\s+void [^{]*\{", "", text)
        assert re.search(rf"template <[^>]*>\s*(?:(?:ALWI|FORCE_INLINE) void {name}\(|class {name} )", text), f"{name} is no template"
    deprecated = re.search(rf"\[\[deprecated[^\]]*\]\]\s*(?:ALWI|FORCE_INLINE)?\s*void\s+{name}\(", text)
    assert not deprecated or name.startswith("noc_async_"), f"{name} is deprecated"  # page calls have older overloads


def test_headers_of_the_emulator_exist():
    """Every header that the table names is there for the emulator too."""
    for header in re.findall(r'"(api/[^"]+)"', TABLE):
        assert (ROOT / "metalium/include" / header).exists(), header


def test_every_device_op_has_a_spelling():
    ops = (ROOT / "src/ir/ops.def").read_text()
    device = re.findall(r"^OP\((\w+),\s*\"[^\"]*\",\s*\"[^\"]*\",\s*(?:ANY|DATAFLOW|UNPACK|MATH|PACK|UM|UMP|MP)\b", ops, re.M)
    assert len(device) > 60
    assert {f"OP_{op}" for op in device} - {"OP_LAUNCH_KERNELS"} == set(re.findall(r"^\s+\[(OP_\w+)\]", TABLE, re.M))
