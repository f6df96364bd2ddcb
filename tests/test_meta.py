"""Every pass, op and message has its test."""
import ast
import functools
import re

import pytest
from helpers import ROOT, TESTS


def rows(path, macro):
    return re.findall(rf"^{macro}\(((?:[^\n]|\n  )*)\)\s*$", path.read_text(), re.M)


def first_fields(path, macro):
    return [row.split(",")[0].strip() for row in rows(path, macro)]


@functools.cache
def test_text():
    """All that the tests say, but not this file."""
    files = [path for path in TESTS.rglob("*") if path.suffix in (".py", ".tir", ".c") and path.name != "test_meta.py"]
    return "\n".join(path.read_text() for path in sorted(files))


test_text.__test__ = False


@pytest.mark.parametrize("name", first_fields(ROOT / "src/passes/passes.def", "PASS"))
def test_every_pass_has_a_test(name):
    assert re.search(rf"\b{name}\b", test_text())


def op_texts():
    return [ast.literal_eval(re.match(r'\w+,\s*("(?:[^"\\]|\\.)*")', row).group(1))
            for row in rows(ROOT / "src/ir/ops.def", "OP")]


@pytest.mark.parametrize("text", op_texts())
def test_every_op_has_a_test(text):
    pattern = rf"\b{text}\b" if text[0].isalpha() else re.escape(f" {text} ")
    assert re.search(pattern, test_text())


@pytest.mark.parametrize("name", [row.split('"')[1] for row in rows(ROOT / "src/frontend/gpu_functions.def", "GPU_FUNCTION")] +
                         re.findall(r'^    \{"(\w+)",', (ROOT / "src/frontend/gpu_tiles.c").read_text(), re.M))
def test_every_gpu_function_has_a_test(name):
    assert re.search(rf"\bT\.{name}\(", test_text())


CALL = re.compile(r"\b(diag_(?:error|unsupported|warning|note)|FAIL|UNSUPPORTED)\s*\(")


def literal_after(source, position):
    """The string literals (adjacent ones joined) that make the format argument of the call that opens at `position`."""
    literal = re.compile(r'"((?:[^"\\]|\\.)*)"((?:\s*(?:PRI\w+\s*)?"(?:[^"\\]|\\.)*")*)')
    depth, at, text = 1, position, None
    while depth and at < len(source):
        if source[at] == '"':
            found = literal.match(source, at)
            if text is None:
                pieces = re.findall(r'(PRI\w+)|"((?:[^"\\]|\\.)*)"', found.group(0))
                text = "".join("%d" if macro else piece for macro, piece in pieces)
            at = found.end()
            continue
        depth += (source[at] in "([{") - (source[at] in ")]}")
        at += 1
    return text


def messages():
    for path in sorted((ROOT / "src").rglob("*.c")):
        source = path.read_text()
        for call in CALL.finditer(source):
            if path.name == "compilation.c":  # where the functions are defined
                continue
            text = literal_after(source, call.end())
            line = source[:call.start()].count("\n") + 1
            yield pytest.param(text, id=f"{path.relative_to(ROOT / 'src')}:{line}")


def fixed_part(text):
    """The longest piece of a format between its conversions."""
    text = ast.literal_eval(f'"{text}"')
    return max(re.split(r"%[-+ 0#]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]|\n", text), key=len).strip(" :;,.()[]{}`'\"")


@functools.cache
def flat_test_text():
    return re.sub(r"\s+", " ", test_text().replace("\\n", " ").replace('\\"', '"'))


@pytest.mark.parametrize("text", messages())
def test_every_message_has_a_test(text):
    assert text is not None, "the message is no literal at the call"
    assert re.sub(r"\s+", " ", fixed_part(text)) in flat_test_text(), fixed_part(text)
