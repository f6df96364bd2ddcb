"""A megabyte of nesting or repetition gets an answer: no crash, no hang."""
import pytest
from helpers import run_tilecc

N = 1 << 20
HEAD = "import tilelang.language as T\n@T.prim_func\ndef main(A: T.Tensor((3,), 'float32'), n: T.int32):\n    with T.Kernel(1):\n"
VALUE = HEAD + "        A[0] = "
CASES = {
    "parens": "(" * N, "closed_parens": "x = " + "(" * (N // 2) + ")" * (N // 2), "brackets": "[" * N, "minus": "x = " + "-" * N + "1",
    "nots": "x = " + "not " * (N // 4) + "1", "sum": VALUE + "1+" * (N // 2) + "1\n", "device_sum": VALUE + "n+" * (N // 2) + "1\n",
    "attributes": VALUE + "A" + ".a" * (N // 2) + "\n", "calls": VALUE + "A" + "()" * (N // 2) + "\n",
    "subscripts": VALUE + "A" + "[0]" * (N // 3) + "\n", "ands": VALUE + "1" + " and 1" * (N // 6) + "\n",
    "comparisons": VALUE + "1" + " < 2" * (N // 4) + "\n", "conditionals": VALUE + "1 if 1 else " * (N // 12) + "1\n",
    "lambdas": "x = " + "lambda:" * (N // 7) + "1", "indents": "".join(" " * i + "if 1:\n" for i in range(1400)),
    "elifs": "if x:\n pass\n" + "elif x:\n pass\n" * (N // 14), "powers": "x = " + "2**" * (N // 3) + "2",
    "decorators": "@a\n" * (N // 3) + "def f(): pass\n", "tuple": VALUE + "(" + "1," * (N // 2) + ")\n", "strings": "x = " + "'a' " * (N // 64),
    "dicts": "x = {" + "1:{" * (N // 3), "stars": "f(" + "*" * N, "defs": "".join(" " * i + "def f():\n" for i in range(1400)),
    "semicolons": "x=1;" * (N // 4), "fields": VALUE + "f'" + "{" * N + "'\n", "lines": "\n" * N, "zeros": "\0" * N, "targets": "for " + "(" * N,
    "walruses": "x = " + "(y:=" * (N // 4), "products": VALUE + "[0]" + "*2" * (N // 2) + "\n",
    "lets": HEAD + "        x = n\n" + "        x = x + n\n" * 400, "withs": "with a, " * (N // 8) + "b: pass\n",
}


@pytest.mark.parametrize("name", CASES)
def test_answer(name, tmp_path):
    path = tmp_path / "huge.py"
    path.write_bytes(CASES[name].encode("latin1"))
    assert run_tilecc("opt", str(path), timeout=60).returncode in (0, 1, 3)
