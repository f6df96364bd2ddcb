"""plan.json is what docs/plan.schema.json says, and launch.py reads that version. Needs no runtime."""
import copy
import json
import re

import jsonschema
import pytest
from helpers import ROOT, run_tilecc
from real_chip import fold, load, sources

SCHEMA = json.loads((ROOT / "docs/plan.schema.json").read_text())
KERNELS = {
    "matmul_ragged": sources.matmul(100, 140, 70, block_M=64, block_N=32, block_K=64),
    "matmul_large_block": sources.matmul(128, 128, 64, block_M=128, block_N=128, block_K=32),
    "matmul_float32": sources.matmul(64, 64, 64, dtype="float32"),
    "batched": sources.matmul_batched(3, 64, 32, 96),
    "copy_float32": sources.elementwise(64, 64, "A_block[i, j]", dtype="float32"),
}


def plan_of(tmp_path, source, *options):
    (tmp_path / "kernel.py").write_text(source)
    done = run_tilecc("build", "kernel.py", "-o", "out", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return json.loads((tmp_path / "out/plan.json").read_text())


def validate(plan):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(plan)


@pytest.mark.parametrize("target", ["wormhole_n150", "blackhole_p150"])
@pytest.mark.parametrize("name", KERNELS)
def test_valid(tmp_path, name, target):
    plan = plan_of(tmp_path, KERNELS[name], "--target", target)
    validate(plan)
    tensors = {tensor["name"] for tensor in plan["tensors"]}
    for launch in plan["launches"]:
        covered = {(x, y) for (x0, y0), (x1, y1) in launch["core_ranges"] for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}
        assert covered == {tuple(core) for core in launch["cores"]} and len(covered) == len(launch["cores"])
        for kernel in launch["kernels"]:
            assert (tmp_path / "out" / kernel["file"]).exists()
            assert set(kernel["accessors"]) <= tensors
            for arg in kernel["args"]:
                assert len(arg.get("values", launch["cores"])) == len(launch["cores"])


def test_folded_plan_is_valid(tmp_path):
    before = plan_of(tmp_path, KERNELS["matmul_ragged"])
    fold(tmp_path / "out", [(0, 0), (2, 0), (1, 1)])
    plan = json.loads((tmp_path / "out/plan.json").read_text())
    validate(plan)
    counts = [[sum(arg["values"]) for kernel in p["launches"][0]["kernels"] for arg in kernel["args"] if arg["name"] == "tt_count"]
              for p in (before, plan)]
    assert counts[0] == counts[1]
    starts, each = ({arg["source"]: arg["values"] for arg in plan["launches"][0]["kernels"][0]["args"] if arg["kind"] == "value"}[key]
                    for key in ("tt_start_id", "tt_count"))
    assert each == [4, 3, 3] and starts == [0, 4, 7]


WRONG = {
    "no roundoff": lambda plan: plan.pop("roundoff"),
    "other version": lambda plan: plan.update(version=3),
    "unknown key": lambda plan: plan["tensors"][0].update(extra=1),
    "unknown format": lambda plan: plan["tensors"][0].update(format="Float8"),
    "no pages": lambda plan: plan["launches"][0]["circular_buffers"][0].update(pages=0),
    "reader with fidelity": lambda plan: plan["launches"][0]["kernels"][0].update(math_fidelity="HiFi4"),
    "argument of no kind": lambda plan: plan["launches"][0]["kernels"][0]["args"][0].update(kind="other"),
    "no launches": lambda plan: plan.update(launches=[]),
}


@pytest.mark.parametrize("what", WRONG)
def test_invalid(tmp_path, what):
    plan = plan_of(tmp_path, KERNELS["matmul_float32"])
    wrong = copy.deepcopy(plan)
    WRONG[what](wrong)
    with pytest.raises(jsonschema.ValidationError):
        validate(wrong)


def test_one_version():
    launcher = load("launcher", ROOT / "src/codegen/launcher.py")
    declared = int(re.search(r"PLAN_VERSION = (\d+)", (ROOT / "src/ir/plan.h").read_text()).group(1))
    assert declared == launcher.PLAN_VERSION == SCHEMA["properties"]["version"]["const"]
    formats = SCHEMA["$defs"]["format"]["enum"]
    assert set(launcher.DTYPE_OF_FORMAT) == set(formats)
