#!/usr/bin/env python3
"""Holds the dialects of the code generator to Metalium's device headers: every call that we can emit is declared in the headers that its kernel
includes, with that number of arguments and those template arguments, and not deprecated (but for KNOWN_DEPRECATED).

    tools/check_identifiers.py                          each dialect against its release (set up by tools/metalium_sim/setup.sh and headers.py)
    tools/check_identifiers.py --metalium=0.66 --headers=DIR     one dialect against a ttnn package or a tt-metal tree
    tools/check_identifiers.py --compile                compile every call too, for each core that runs it (tools/compile_calls.py)
    tools/check_identifiers.py --compare OLD NEW        what changed for our calls from one set of headers to the other

Reads src/codegen/dialect_*.c and src/ir/ops.def. Exit code: 0, 1 if something is wrong, 2 if there are no headers.
"""
import argparse
import functools
import importlib.util
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import compile_calls  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHIPS = ("wormhole", "blackhole")
# What src/codegen/kernel.c prints itself, outside of the table.
FIXED = {"dataflow": ["get_arg_val<uint32_t>(0)", "TensorAccessorArgs<0>()"], "compute": ["get_arg_val<uint32_t>(0)", "SrcOrder::Reverse"]}
# What the files around a kernel include besides (brisck.cc, ncrisck.cc: internal/firmware_common.h).
IMPLIED = {"dataflow": ["dev_mem_map.h"], "compute": []}
# Deprecated since 0.81 in favour of pack_untilize, which has no op: no pass makes these, only kernel IR that somebody wrote.
KNOWN_DEPRECATED = {"UNTILIZE_INIT", "UNTILIZE_BLOCK", "UNTILIZE_UNINIT"}
NO_TYPE = {"return", "else", "new", "throw", "case", "goto", "delete", "co_return", "not", "and", "or", "sizeof"}


class Table:
    """A dialect: its includes, and (op, header or None, call with operands written out)."""

    def __init__(self, path):
        text = path.read_text()
        macros = dict(re.findall(r'^#define (\w+) "([^"]+)"', text, re.M))
        self.version = re.search(r'\.name = "([^"]+)"', text).group(1)
        self.includes = {kind: re.search(rf'\.{kind}_header = "([^"]+)"', text).group(1) for kind in ("dataflow", "compute")}
        rows = re.findall(r'\[OP_(\w+)\]\s*=\s*\{\s*("[^"]*"|\w+)\s*,\s*"([^"]+)"(?:\s*,\s*(\w+))?\s*\}', text)
        assert len(rows) == len(re.findall(r"^\s+\[OP_\w+\]", text, re.M)), f"{path}: a row has an unknown form"
        operands = dict(re.findall(r'^OP\((\w+),\s*"[^"]*",\s*"([^"]*)"', (ROOT / "src/ir/ops.def").read_text(), re.M))
        engines = dict(re.findall(r'^OP\((\w+),\s*"[^"]*",\s*"[^"]*",\s*(\w+)', (ROOT / "src/ir/ops.def").read_text(), re.M))
        self.calls = []
        self.macros = {macros[name].replace("\\n", "\n") for _, _, _, name in rows if name}
        for op, header, call, _ in rows:
            header = None if header == "NULL" else header.strip('"') if header.startswith('"') else macros[header]
            letters = re.sub(r"[?*]", "", operands[op])
            written = call.replace("$*", ", ".join(f"${i}" for i in range(len(letters))))
            kinds = {"DATAFLOW": ["dataflow"], "ANY": ["dataflow", "compute"]}.get(engines[op], ["compute"])
            self.calls += [(op, kind, header, written) for kind in kinds]
        fixed = [(kind, call) for kind, calls in FIXED.items() for call in calls if call != "SrcOrder::Reverse" or call in text]
        self.calls += [("(kernel.c)", kind, None, call) for kind, call in fixed]
        self.engines, self.operands = engines, operands


def tables():
    return [Table(path) for path in sorted((ROOT / "src/codegen").glob("dialect_*.c"))]


# ---- headers


class Headers:
    """The device headers of a release: of a ttnn package, or of a tt-metal tree."""

    def __init__(self, folder):
        folder = pathlib.Path(folder).resolve()
        choices = [folder, folder / "tt_metal", folder / "ttnn/tt_metal"]
        self.metal = next((choice for choice in choices if (choice / "hw/inc/api/dataflow").is_dir()), None)
        # In 2026 the compute API moved from include/compute_kernel_api to hw/inc/api/compute.
        self.is_old = self.metal is not None and (self.metal / "include/compute_kernel_api").is_dir()

    def search(self, chip):
        inc = self.metal / "hw/inc"
        return (inc, self.metal / "include", inc / "internal/tt-1xx" / chip, inc / "internal/tt-1xx", inc / "internal")

    def public(self):
        """Those that a kernel may include, by path."""
        inc = self.metal / "hw/inc"
        files = [*(self.metal / "include").rglob("*.h"), *(inc / "api").rglob("*.h"), *(inc / "experimental").rglob("*.h")]
        return {str(path.relative_to(self.metal)): path for path in sorted(files)}


def strip(text):
    """Without comments, strings emptied, continued lines joined."""
    text = text.replace("\\\n", " ")
    keep_lines = lambda match: "\n" * match.group(0).count("\n") or " "
    return re.sub(r'//[^\n]*|/\*.*?\*/', keep_lines, re.sub(r'"(?:[^"\\\n]|\\.)*"', lambda m: m.group(0) if "/" in m.group(0) else '""', text), flags=re.S)


@functools.cache
def read(path):
    return strip(path.read_text(errors="replace"))


@functools.cache
def reachable(release, chip, headers):
    """The texts of headers and of all that they include, as far as they are the release's."""
    search = release.search(chip)
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
        self.parameters, self.template, self.deprecated = parameters, template, deprecated
        self.text = (f"<{', '.join(template)}>" if template else "") + f"({', '.join(parameters)})"
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
        class_template = []
        is_class = re.search(rf"\b(?:struct|class)\s+{name}\b", text)
        for match in re.finditer(rf"template\s*<([^;{{}}]*)>\s*(?:struct|class)\s+{name}\b\s*[;{{:]", text):  # made without arguments
            class_template = split_arguments(match.group(1))
            found.append(Declaration([], class_template, False))
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
                found.append(Declaration(split_arguments(text[match.end():end]), names if is_function else class_template + names, "deprecated" in rest))
    return found


# ---- the check


def parse(call):
    """Name, template arguments, arguments (None: no call). An object that is made and used at once counts as the call that makes it; a member is
    looked up by its name."""
    call = re.sub(r"^\$\d\.", "", call)
    name, template, _, arguments = re.match(r"([\w:]+)(?:<(.*?)>)?(?:([({])(.*?)[)}](?:\[0\]( = \$\d)?)?)?$", call, re.S).groups()[:4]
    return name, template, arguments


def check(texts, call):
    """None, or what is wrong with a call."""
    name, template, arguments = parse(call)
    if arguments is None or name.isupper():  # a constant
        last = name.split("::")[-1]
        return None if any(re.search(rf"\b{last}\b", text) for text in texts) else "is not defined"
    found = declarations(texts, name.split("::")[-1])
    wanted, templates = len(split_arguments(arguments)), len(split_arguments(template or ""))
    if not found:
        return "is not declared"
    fitting = [one for one in found if one.takes(wanted, templates)]
    if not fitting:
        return f"is called with {wanted} arguments and {templates} template arguments, declared: {'; '.join(map(str, found))}"
    return "is deprecated" if all(one.deprecated for one in fitting) else None


def check_table(table, release, chip, verbose=False):
    """Lines that say what is wrong."""
    problems = []
    for op, kind, header, call in table.calls:
        headers = (table.includes[kind], *([header] if header else []), *IMPLIED[kind])
        texts = reachable(release, chip, headers)
        problem = f"there is no header {headers[-1]}" if texts is None else check(texts, call)
        if problem and not (problem == "is deprecated" and op in KNOWN_DEPRECATED):
            problems.append(f"{table.version} {chip} {op}: {call}: {problem}")
        elif verbose:
            print(f"{table.version} {chip} {op}: {call}")
    return problems


def first_names(declaration, count):
    """What the parameters are called that a call fills: a change there is a change of meaning."""
    return tuple(re.findall(r"\w+", parameter.split("=")[0])[-1] for parameter in declaration.parameters[:count])


def compare(table, old, new):
    """Lines that say what a newer release changes for our calls. Headers that only moved and parameters with defaults that came are no change."""
    places = {path: read(file) for path, file in new.public().items()}
    lines = {}
    for op, kind, header, call in table.calls:
        name, template, arguments = parse(call)
        texts = reachable(old, "wormhole", (table.includes[kind], *([header] if header else []), *IMPLIED[kind]))
        if arguments is None or name.isupper() or texts is None:
            continue
        name, wanted = name.split("::")[-1], len(split_arguments(arguments))
        fits = lambda one: one.takes(wanted, len(split_arguments(template or "")))
        before = [one for one in declarations(texts, name) if fits(one)]
        after = [(path, one) for path, text in places.items() for one in declarations((text,), name)]
        same = [one for _, one in after if fits(one) and not one.deprecated and first_names(one, wanted) in {first_names(o, wanted) for o in before}]
        if not after:
            lines[name] = f"{name}: gone"
        elif not same:
            now = "; ".join(f"{'deprecated ' if one.deprecated else ''}{one.text} in {path}" for path, one in after)
            lines[name] = f"{name}: was {'; '.join(one.text for one in before)}\n    now {now}"
    return list(lines.values())


def find_headers(version):
    """The headers of the release that a dialect is for, or None."""
    spec = importlib.util.find_spec("ttnn")
    candidates = [pathlib.Path(spec.origin).parent] if spec and spec.origin else []
    home = pathlib.Path(os.environ.get("TILECC_METALIUM_SIM") or pathlib.Path.home() / ".cache/tilecc/metalium_sim")
    candidates += [*home.glob("venv/lib/python3.*/site-packages/ttnn"), *home.glob(f"releases/{version}.*/ttnn")]
    for path in candidates:
        known = path.parent.name if path.parent.parent.name == "releases" else next(path.parent.glob("ttnn-*.dist-info"), path).name[len("ttnn-"):]
        if known.startswith(version + ".") and Headers(path).metal:
            return Headers(path)
    return None


def how_to_get(version):
    return "tools/metalium_sim/setup.sh" if version == tables()[-1].version else f"tools/metalium_sim/headers.py {version}.0"


def check_all(chosen, options):
    problems, missing, calls = [], [], 0
    for table in chosen:
        release = Headers(options.headers) if options.headers else find_headers(table.version)
        if not release or not release.metal:
            missing.append(f"no headers of Metalium {table.version}; please run:  {how_to_get(table.version)}")
            continue
        calls += len(table.calls)
        for chip in CHIPS:
            problems += check_table(table, release, chip, options.verbose)
            if options.compile:
                problems += compile_calls.check(table, release, chip)
        if not problems:
            print(f"{table.version}: {len(table.calls)} calls, all declared in {release.metal}" + (", all compile" if options.compile else ""))
    print("\n".join(problems), end="\n" if problems else "")
    for line in missing:
        print(f"check_identifiers: {line}", file=sys.stderr)
    return 1 if problems else 2 if missing else 0


def main():
    parser = argparse.ArgumentParser(description="Holds the code generator's dialects to Metalium's device headers.")
    versions = [table.version for table in tables()]
    parser.add_argument("--metalium", choices=versions, help="check only this dialect")
    parser.add_argument("--headers", type=pathlib.Path, help="a ttnn package or a tt-metal tree; which dialect: see --metalium")
    parser.add_argument("--compile", action="store_true", help="compile every call, with the compiler of tools/metalium_sim")
    parser.add_argument("--compare", nargs=2, metavar=("OLD", "NEW"), type=pathlib.Path, help="what changed between two packages or trees")
    parser.add_argument("--verbose", action="store_true", help="list what is declared")
    options = parser.parse_args()
    if options.headers and not options.metalium:
        parser.error("--headers wants --metalium, too")
    chosen = [table for table in tables() if options.metalium in (None, table.version)]
    if not options.compare:
        return check_all(chosen, options)
    old, new = map(Headers, options.compare)
    if not old.metal or not new.metal:
        print("check_identifiers: --compare wants two ttnn packages or tt-metal trees", file=sys.stderr)
        return 2
    table = chosen[0] if options.metalium else next(one for one in tables() if (one.version == "0.66") == old.is_old)
    lines = compare(table, old, new)
    print("\n".join(lines) if lines else "nothing changed for our calls")
    return 0


if __name__ == "__main__":
    sys.exit(main())
