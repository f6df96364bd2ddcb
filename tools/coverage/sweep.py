"""Each kernel that real tilelang printed (capture.py) through the whole pipeline: `tilecc run` of its print on the emulated chip, and what came of it.

    tools/coverage/sweep.py --out CACHE [--tilecc build-release/src/cli/tilecc] [--only PATTERN] [--target CHIP] [--show N]

Reads CACHE/captures.jsonl and CACHE/prints; writes CACHE/swept.jsonl, which report.py turns into docs/coverage.md. Symbols get SYMBOL, integer
tensors whose values tilecc asks for get each of INTEGERS until the program accepts one. Prints whose work (elements and multiplications, by their
loops) is above a limit are only compiled. Classes, worst first:
wrong (the verdict fails; also of programs whose blocks read what others store in the same launch), internal (exit 4), crash (a signal), check (of the emulated chip), noise (the verdict fails, and says that the program's own
roundings move the result by more than half of it: nothing can be told with these inputs), error (exit 1 without a verdict), timeout, unsupported (exit 3), large
(compiled, not run), right."""
import argparse
import ast
import collections
import concurrent.futures
import fnmatch
import json
import math
import pathlib
import re

from compare import first_message, plain_message, tilecc

CLASSES = ["wrong", "internal", "crash", "check", "noise", "error", "timeout", "unsupported", "large", "right"]
SYMBOL = 64
NARROW = {"bool": (0, 2), "int8": (-128, 128), "uint8": (0, 256), "int4": (-8, 8), "uint4": (0, 16), "int2": (-2, 2)}
INTEGERS = ["randint:-50:50", "arange", "randint:0:4", "ones", "zeros"]
LIMIT = 3e7


# ---- work of a print
def number(node, names):
    """The value of a constant expression, SYMBOL for a name that is none."""
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.BinOp(left=left, op=op, right=right):
            a, b = number(left, names), number(right, names)
            table = {ast.Add: a + b, ast.Sub: a - b, ast.Mult: a * b, ast.FloorDiv: a // (b or 1), ast.Mod: a % (b or 1)}
            return table.get(type(op), SYMBOL)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -number(operand, names)
        case ast.Call(args=[ast.Constant(value=int(value))]):
            return value
    return SYMBOL


def extent_of_loop(call):
    """T.serial(n), range(a, b), T.grid(m, n), T.Parallel(m, n), T.thread_binding(n, thread=...)."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    extents = [number(a, {}) for a in call.args]
    if name in ("grid", "Parallel", "parallel") and not (name == "parallel" and len(extents) == 2):
        return math.prod(max(e, 1) for e in extents)
    return max((extents[1] - extents[0] if len(extents) > 1 else extents[0]) if extents else 1, 1)


def region_size(node):
    """Elements of T.region(buffer[...], mode, extents...)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "region":
        return math.prod(max(number(a, {}), 1) for a in node.args[2:])
    return 1


def work_of(text):
    """Elements that the statements of a print touch, and 1/32 of its multiplications: about what a run costs."""

    def of_statements(statements, times):
        return sum(of_statement(s, times) for s in statements)

    def of_statement(node, times):
        match node:
            case ast.For(iter=ast.Call() as call, body=body):
                return of_statements(body, times * extent_of_loop(call))
            case ast.With(body=body) | ast.FunctionDef(body=body):
                return of_statements(body, times)
            case ast.While(body=body):
                return of_statements(body, times * SYMBOL)
            case ast.If(body=body, orelse=orelse):
                return of_statements(body, times) + of_statements(orelse, times)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name), args=arguments)):
                sizes = [region_size(a) for a in arguments]
                return times * (math.sqrt(math.prod(sizes[:3])) / 32 + max(sizes) if name == "gemm" else max(sizes, default=1))
        return times

    return of_statements(ast.parse(re.sub(r"\b\w+\.(\w+)=(?!=)", r"\1=", text)).body, 1)  # tilelang prints keywords with dots


# ---- one print
def symbols(text):
    """Symbols and scalar parameters of the function, which need a value."""
    names = re.findall(r"^    ([\w, ]+?) = T\.int(?:32|64)\(\)", text, re.M)
    found = [name for line in names for name in line.replace(" ", "").split(",")]
    arguments = re.search(r"^def \w+\((.*?)\)(?: ->.*)?:$", text, re.M | re.S)
    return found + re.findall(r"(\w+): T\.u?int\d+\b", arguments[1] if arguments else "")


def integer_tensors(text):
    return [name.removesuffix("_handle") for name in re.findall(r"T\.match_buffer\((\w+), [^\n]*\"u?int\d+\"", text)]


def is_noise(outputs):
    return all(o["pass"] or o["measured"] > o["rms_reference"] / 2 for o in outputs)


def classify(code, output, stderr):
    if code == 0:
        return "right"
    if code == 1:
        if '"verdict": "fail"' in output:
            return "noise" if is_noise(json.loads(output)["outputs"]) else "wrong"
        return "check" if re.search(r"on core \(\d+, \d+\), at cycle", stderr) else "error"
    return {-1: "timeout", 3: "unsupported", 4: "internal"}.get(code, "error" if code == 2 else "crash")


def integer_value(dtype, how):
    return "randint:{}:{}".format(*NARROW[dtype]) if dtype in NARROW else how


def run_with(binary, path, options, how):
    """`tilecc run`, integer tensors given as `how` where it asks. (class, output, message, options)"""
    given = list(options)
    while True:
        code, output, stderr = tilecc(binary, "run", str(path), *given, "--json", whole=True)
        asked = re.search(r"tilecc: (\w+) is a tensor of (\w+): give its values", stderr)
        if not asked:
            return classify(code, output, stderr), output, first_message(stderr), given
        given += ["--init", f"{asked[1]}={integer_value(asked[2], how)}"]


def sweep(binary, path, target, limit):
    text = path.read_text()
    options = ["--target", target, *(o for name in symbols(text) for o in ("-D", f"{name}={SYMBOL}"))]
    work = work_of(text)
    result = dict(print=path.stem, work=work)
    if work > limit:
        code, output, message = tilecc(binary, "opt", "--passes=all", str(path), *options)
        return dict(result, kind="large" if code == 0 else classify(code, output, message), message=message, options=options)
    tried = None
    for how in INTEGERS:
        kind, output, message, given = run_with(binary, path, options, how)
        if kind == "check" and "error: race" in message:  # of the values: blocks that get the same numbers store to the same elements
            distinct = [option for name in integer_tensors(text) for option in ("--init", f"{name}=arange")]
            kind, output, message, given = run_with(binary, path, options + distinct, how)
        if not tried or kind != "error":
            tried = dict(result, kind=kind, message=message, options=given)
        if kind in ("wrong", "noise"):
            tried["message"] = "; ".join(f"{o['name']}: RMS error {o['rms_error']:.3g} of {o['rms_bound']:.3g} allowed" for o in json.loads(output)["outputs"] if not o["pass"])
        if kind != "error" or given == options:
            break
    return tried


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--tilecc", type=pathlib.Path, default=pathlib.Path("build-release/src/cli/tilecc"))
    parser.add_argument("--target", default="wormhole_n150")
    parser.add_argument("--only", default="*", help="of file::kernel or the print's name")
    parser.add_argument("--limit", type=float, default=LIMIT)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=25, help="how many groups of each class")
    options = parser.parse_args()
    places = collections.defaultdict(set)
    for entry in map(json.loads, (options.out / "captures.jsonl").read_text().splitlines()):
        if entry["kind"] == "kernel":
            places[entry["print"]].add(f"{entry['file']}::{entry['kernel'].replace('.<locals>.', '.')}")
    prints = sorted(p for p, names in places.items() if any(fnmatch.fnmatch(n, options.only) for n in {p, *names}))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda p: sweep(options.tilecc, options.out / "prints" / f"{p}.py", options.target, options.limit), prints))
    results = [dict(r, places=sorted(places[r["print"]])) for r in results]
    if options.only == "*":
        (options.out / "swept.jsonl").write_text("".join(json.dumps(r) + "\n" for r in results))
    for kind in CLASSES:
        groups = collections.defaultdict(list)
        for r in results:
            if r["kind"] == kind:
                groups[plain_message(r["message"]) if kind not in ("wrong", "noise") else r["places"][0]].append(r)
        print(f"== {kind}: {sum(map(len, groups.values()))}")
        if kind == "right":
            continue
        for text, members in sorted(groups.items(), key=lambda item: -len(item[1]))[: options.show]:
            kernels = sorted({name for m in members for name in m["places"]})
            print(f"{len(members):5} ({len(kernels)} kernels) {text}\n        {members[0]['print']} {members[0]['message'][:200]!r}\n        " + "\n        ".join(kernels[:3]))


if __name__ == "__main__":
    main()
