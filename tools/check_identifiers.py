#!/usr/bin/env python3
"""Checks that every call the code generator can emit is declared in the headers of an installed ttnn: reachable from the headers that the
kernel includes, with that number of arguments and those template arguments, and not deprecated.

    tools/check_identifiers.py [--headers DIR] [--verbose]     DIR holds api/; default: the ttnn of tools/metalium_sim, or an importable one

Reads src/codegen/dialect_*.c and src/ir/ops.def. Exit code: 0, 1 if something is unknown, 2 if there are no headers.
"""
import argparse
import functools
import importlib.util
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHIPS = {"wormhole": "wormhole", "blackhole": "blackhole"}
# What src/codegen/kernel.c prints itself, outside of the table.
FIXED = {"dataflow": ["get_arg_val<uint32_t>(0)", "TensorAccessorArgs<0>()"], "compute": ["get_arg_val<uint32_t>(0)", "SrcOrder::Reverse"]}
# What the files around a kernel include besides (brisck.cc, ncrisck.cc: internal/firmware_common.h).
IMPLIED = {"dataflow": ["dev_mem_map.h"], "compute": []}
NO_TYPE = {"return", "else", "new", "throw", "case", "goto", "delete", "co_return", "not", "and", "or", "sizeof"}


class Table:
    """A dialect: its includes, and (op, header or None, call with operands written out)."""

    def __init__(self, path):
        text = path.read_text()
        macros = dict(re.findall(r'^#define (\w+) "([^"]+)"', text, re.M))
        self.version = re.search(r'\.name = "([^"]+)"', text).group(1)
        self.includes = {kind: re.search(rf'\.{kind}_header = "([^"]+)"', text).group(1) for kind in ("dataflow", "compute")}
        rows = re.findall(r'\[OP_(\w+)\]\s*=\s*\{\s*("[^"]*"|\w+)\s*,\s*"([^"]+)"\s*\}', text)
        assert len(rows) == len(re.findall(r"^\s+\[OP_\w+\]", text, re.M)), f"{path}: a row has an unknown form"
        operands = dict(re.findall(r'^OP\((\w+),\s*"[^"]*",\s*"([^"]*)"', (ROOT / "src/ir/ops.def").read_text(), re.M))
        engines = dict(re.findall(r'^OP\((\w+),\s*"[^"]*",\s*"[^"]*",\s*(\w+)', (ROOT / "src/ir/ops.def").read_text(), re.M))
        self.calls = []
        for op, header, call in rows:
            header = None if header == "NULL" else header.strip('"') if header.startswith('"') else macros[header]
            letters = re.sub(r"[?*]", "", operands[op])
            written = call.replace("$*", ", ".join(f"${i}" for i in range(len(letters))))
            kinds = {"DATAFLOW": ["dataflow"], "ANY": ["dataflow", "compute"]}.get(engines[op], ["compute"])
            self.calls += [(op, kind, header, written) for kind in kinds]
        self.calls += [("(kernel.c)", kind, None, call) for kind, calls in FIXED.items() for call in calls]


# ---- headers


def strip(text):
    """Without comments, strings emptied, continued lines joined."""
    text = text.replace("\\\n", " ")
    keep_lines = lambda match: "\n" * match.group(0).count("\n") or " "
    return re.sub(r'//[^\n]*|/\*.*?\*/', keep_lines, re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda m: m.group(0) if "/" in m.group(0) else '""', text), flags=re.S)


@functools.cache
def read(path):
    return strip(path.read_text(errors="replace"))


@functools.cache
def reachable(folder, chip, headers):
    """The texts of headers and of all that they include, as far as it lies in the folder."""
    search = [folder, folder / "internal/tt-1xx" / chip, folder / "internal/tt-1xx", folder / "internal"]
    seen, todo = {}, []
    for header in headers:
        found = [base / header for base in search if (base / header).is_file()]
        if not found:
            return None
        todo.append(found[0])
    while todo:
        path = todo.pop().resolve()
        if path in seen:
            continue
        seen[path] = read(path)
        for name in re.findall(r'^\s*#\s*include\s*["<]([^">]+)[">]', seen[path], re.M):
            todo += [base / name for base in [path.parent, *search] if (base / name).is_file()][:1]
    return tuple(seen.values())


def split_arguments(text):
    """Top-level commas of an argument or parameter list."""
    parts, depth, begin = [], 0, 0
    for i, letter in enumerate(text):
        depth += (letter in "([{<") - (letter in ")]}") - (letter == ">" and text[i - 1:i] != "-")
        if letter == "," and depth == 0:
            parts.append(text[begin:i])
            begin = i + 1
    return [part.strip() for part in [*parts, text[begin:]] if part.strip()]


def closing(text, begin):
    """The place of the bracket that closes the one at `begin`."""
    pairs = {"(": ")", "<": ">"}
    depth = 0
    for i in range(begin, len(text)):
        depth += (text[i] == text[begin]) - (text[i] == pairs[text[begin]])
        if depth == 0:
            return i
    return -1


class Declaration:
    def __init__(self, parameters, template, deprecated):
        self.total = len(parameters)
        self.required = sum("=" not in parameter and "..." not in parameter for parameter in parameters)
        self.template, self.deprecated = template, deprecated
        # Neither a default nor a parameter says what these are: the call must.
        self.needed = sum(not re.match(r"typename|class", one) and "=" not in one and
                          not re.search(rf"\b{one.split()[-1]}\b", " ".join(parameters)) for one in template)

    def takes(self, arguments, template):
        return self.required <= arguments <= self.total and self.needed <= template <= len(self.template)

    def __str__(self):
        count = str(self.total) if self.required == self.total else f"{self.required} to {self.total}"
        return f"{count} arguments" + (f", template of {len(self.template)}" if self.template else "")


@functools.cache
def declarations(texts, name):
    """Every function, constructor, deduction guide or function-like macro of that name."""
    found = []
    for text in texts:
        for match in re.finditer(rf"^\s*#\s*define\s+{name}\(([^)]*)\)", text, re.M):
            found.append(Declaration(split_arguments(match.group(1)), [], False))
        is_class = re.search(rf"\b(?:struct|class)\s+{name}\b", text)
        for match in re.finditer(rf"template\s*<([^;{{}}]*)>\s*(?:struct|class)\s+{name}\b\s*[;{{:]", text):  # made without arguments
            found.append(Declaration([], split_arguments(match.group(1)), False))
        for match in re.finditer(rf"\b{name}\s*\(", text):
            begin = max(text.rfind(letter, 0, match.start()) for letter in ";{}")
            head = re.sub(r"^\s*#[^\n]*$", "", text[begin + 1:match.start()], flags=re.M).strip()
            head = re.sub(r"^(public|private|protected)\s*:", "", head).strip()
            end = closing(text, match.end() - 1)
            after = text[end + 1:end + 40].lstrip()
            template = re.match(r"template\s*<", head)
            names = split_arguments(head[template.end():closing(head, template.end() - 1)]) if template else []
            rest = head[closing(head, template.end() - 1) + 1:] if template else head
            words = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[\[.*?\]\]", "", rest, flags=re.S))
            is_function = words and not NO_TYPE & set(words) and not re.search(r"[=(,.&|+\-!?]\s*$", rest) and re.match(r"\{|;|const\b|noexcept\b", after)
            is_constructor = is_class and set(words) <= {"constexpr", "explicit", "FORCE_INLINE", "inline"} and re.match(r"[:{]|->|;|noexcept", after)
            if is_function or is_constructor:
                found.append(Declaration(split_arguments(text[match.end():end]), names, "deprecated" in rest))
    return found


# ---- the check


def check(texts, call):
    """None, or what is wrong with a call."""
    name, template, arguments = re.fullmatch(r"([\w:]+)(?:<(.*?)>)?(?:\((.*)\))?", call, re.S).groups()
    if arguments is None or name.isupper():  # a constant
        last = name.split("::")[-1]
        return None if any(re.search(rf"\b{last}\b", text) for text in texts) else "is not defined"
    found = declarations(texts, name)
    wanted, templates = len(split_arguments(arguments)), len(split_arguments(template or ""))
    if not found:
        return "is not declared"
    fitting = [one for one in found if one.takes(wanted, templates)]
    if not fitting:
        return f"is called with {wanted} arguments and {templates} template arguments, declared: {'; '.join(map(str, found))}"
    return "is deprecated" if all(one.deprecated for one in fitting) else None


def check_table(table, folder, chip, verbose=False):
    """Lines that say what is wrong."""
    problems = []
    for op, kind, header, call in table.calls:
        headers = (table.includes[kind], *([header] if header else []), *IMPLIED[kind])
        texts = reachable(folder, chip, headers)
        problem = f"there is no header {headers[-1]}" if texts is None else check(texts, call)
        if problem:
            problems.append(f"{table.version} {chip} {op}: {call}: {problem}")
        elif verbose:
            print(f"{table.version} {chip} {op}: {call}")
    return problems


def find_headers():
    """hw/inc of an installed ttnn, or None."""
    spec = importlib.util.find_spec("ttnn")
    candidates = [pathlib.Path(spec.origin).parent] if spec and spec.origin else []
    home = os.environ.get("TILECC_METALIUM_SIM") or pathlib.Path.home() / ".cache/tilecc/metalium_sim"
    candidates += pathlib.Path(home).glob("venv/lib/python3.*/site-packages/ttnn")
    return next((path / "tt_metal/hw/inc" for path in candidates if (path / "tt_metal/hw/inc/api").is_dir()), None)


def main():
    parser = argparse.ArgumentParser(description="Checks the calls of src/codegen's dialects against ttnn's headers.")
    parser.add_argument("--headers", type=pathlib.Path, help="the folder that holds api/ (ttnn/tt_metal/hw/inc)")
    parser.add_argument("--verbose", action="store_true", help="list what is declared")
    options = parser.parse_args()
    folder = options.headers or find_headers()
    if not folder or not (folder / "api").is_dir():
        print("check_identifiers: no headers of ttnn; please run:  tools/metalium_sim/setup.sh", file=sys.stderr)
        return 2
    problems, calls = [], 0
    for path in sorted((ROOT / "src/codegen").glob("dialect_*.c")):
        table = Table(path)
        calls += len(table.calls)
        for chip in CHIPS.values():
            problems += check_table(table, folder, chip, options.verbose)
    print("\n".join(problems) if problems else f"{calls} calls, all declared in {folder}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
