"""docs/coverage.md from what compare.py found: the kernels of kernels.tsv one by one, evaluated and run on the emulated chip, and the counts
over the whole checkout with what does not go through and why (sweep.py: when all of it is run).

    tools/coverage/report.py --tree CHECKOUT --out CACHE [--tilecc build-release/src/cli/tilecc] [--write docs/coverage.md]"""
import argparse
import collections
import concurrent.futures
import datetime
import json
import pathlib
import re
import shlex
import subprocess
import sys

from compare import plain_message, tilecc
from sweep import CLASSES

SECONDS = 120
DATE = "%Y-%m-%d"


def rows_of(table):
    rows = []
    for line in table.read_text().splitlines():
        if line and not line.startswith("#"):
            ident, tier, place, _, *run = line.split("\t") + [""]
            rows.append(dict(id=ident, tier=tier, place=place, run=shlex.split(run[0])))
    return rows


def defines_of(options):
    """The -D options of a run: what every command takes."""
    return [text for i, option in enumerate(options) if option == "-D" for text in options[i:i + 2]]


def joined(options, more):
    """The options with more -D, which win."""
    names = {text.split("=")[0] for text in defines_of(more)[1::2]}
    kept = [text for i in range(2, len(options), 2) if options[i + 1].split("=")[0] not in names for text in options[i:i + 2]]
    return [*options[:2], *kept, *more]


def run_json(binary, command, path, options):
    """(JSON or None, first message)"""
    try:
        done = subprocess.run([str(binary), command, str(path), *options, "--json"], capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None, f"no answer in {SECONDS} s"
    message = next((line for line in done.stderr.splitlines() if re.search(r"(error|unsupported|internal)\b", line)), done.stderr.strip()[:200])
    try:
        return json.loads(done.stdout), message
    except json.JSONDecodeError:
        return None, message or f"exit {done.returncode}"


def short(message):
    """Without its place."""
    message = re.sub(r"^\S*?:\d+:\d+: ", "", message)
    return re.sub(r"^tilecc: ", "", message).replace("|", "\\|")[:170]


def measure(binary, tree, row, results):
    """One line of the table of kernels."""
    mine = [r for r in results if r["run"] == f"row:{row['id']}"]
    best = sorted(mine, key=lambda r: (not r.get("equal"), r["source_code"] != 0, r["print_code"] != 0, "." in r["options"][1]))
    cells = dict(row, source=False, print=False, equal=False, evaluated=False, compiled=False, right=False, error="", cycles="", reason="")
    if not best:
        cells["reason"] = "real tilelang 0.1.15 does not print it"
        return cells
    result = best[0]
    cells.update(source=result["source_code"] == 0, print=result["print_code"] == 0, equal=bool(result.get("equal")))
    if not cells["source"]:
        cells["reason"] = short(result["source_message"])
        return cells
    path, options = tree / result["file"], joined(result["options"], row["run"])
    evaluated, message = run_json(binary, "eval", path, options)
    cells["evaluated"] = evaluated is not None
    cells["reason"] = "" if evaluated else short(message)
    code, _, message = tilecc(binary, "opt", "--passes=all", str(path), *joined(result["options"], defines_of(row["run"])))
    cells["compiled"] = code == 0
    if code:
        cells["reason"] = short(message)
        return cells
    run, message = run_json(binary, "run", path, options)
    if not run:
        cells["reason"] = short(message)
        return cells
    cells["right"] = run["verdict"] == "pass"
    cells["cycles"] = str(run.get("cycles", ""))
    ratios = [o["rms_error"] / o["rms_bound"] for o in run.get("outputs", []) if o.get("rms_bound")]
    cells["error"] = f"{max(ratios):.2f}" if ratios else ""
    cells["reason"] = "" if cells["right"] else f"verdict {run['verdict']}: {short(message)}"
    return cells


def mark(value):
    return "yes" if value else "-"


def kernel_table(cells):
    lines = ["| kernel | tier | source | print | equal | evaluated | compiled | right | error | cycles | what is missing |", "|---|---|---|---|---|---|---|---|---|---|---|"]
    for c in cells:
        flags = " | ".join(mark(c[name]) for name in ("source", "print", "equal", "evaluated", "compiled", "right"))
        lines.append(f"| {c['id']} | {c['tier']} | {flags} | {c['error']} | {c['cycles']} | {c['reason']} |")
    return lines


def counts(title, results, tests):
    functions = {(r["file"], r["kernel"]) for r in results}
    lines = [f"| {title} | calls | kernels | of kernels |", "|---|---|---|---|", f"| printed by real tilelang | {len(results)} | {len(functions)} | |"]
    for name, test in tests:
        bad = {(r["file"], r["kernel"]) for r in results if not test(r)}
        good = len(functions) - len(bad)
        lines.append(f"| {name} | {sum(bool(test(r)) for r in results)} | {good} | {100 * good / max(1, len(functions)):.1f} % |")
    return lines


def ops_of(difference, side):
    """The T.names of the line of one side."""
    line = next((line for line in difference.splitlines() if line.startswith(side)), "")
    return " ".join(dict.fromkeys(re.findall(r"T\.\w+", line))) or ("another line" if line else "nothing")


def group(message):
    return message if message.startswith("ours ") else short(plain_message(message))


def failures(results, failed, message):
    groups = collections.defaultdict(set)
    for r in results:
        if failed(r):
            groups[group(message(r))].add(f"{r['file']}::{r['kernel'].replace('.<locals>.', '.')}")
    lines = []
    for text, names in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        lines.append(f"* {len(names)}: {text}  ")
        by_file = collections.defaultdict(list)
        for name in sorted(names):
            by_file[name.split("::")[0]].append(name.split("::")[1])
        lines += [f"  {file}: {', '.join(kernels)}  " for file, kernels in sorted(by_file.items())]
    return lines


def swept(results):
    """The section of what sweep.py found."""
    lines = ["## The whole checkout, run", "`tools/coverage/sweep.py`: `tilecc run` of every print on wormhole_n150, symbols 64, inputs generated (integers -50 to 49, or 0, 1, 2 ..., 0 to 3, 1 or 0 where a",
             "program wants that). *large* ones are compiled only. *check*: one of the emulated chip's fires. *noise*: the program's own roundings move the result by more than half of it. *error*: what tilecc says is wrong with the program (no launch, a read of what nothing stored, "
             "more L1 than a core has).", "", "| result | prints | kernels |", "|---|---|---|"]
    for kind in CLASSES:
        mine = [r for r in results if r["kind"] == kind]
        lines.append(f"| {kind} | {len(mine)} | {len({place for r in mine for place in r['places']})} |")
    lines.append(f"| all | {len(results)} | {len({place for r in results for place in r['places']})} |")
    for kind in CLASSES[:-2]:
        groups = collections.defaultdict(set)
        for r in results:
            if r["kind"] == kind:
                groups[r["message"] if kind in ("wrong", "noise") else group(r["message"])] |= set(r["places"])
        lines += ["", f"### Run: {kind}", ""] if groups else []
        for text, names in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = ", ".join(sorted(names)[: 3 if kind in ("unsupported", "error") else 20])
            lines.append(f"* {len(names)}: {text} ({shown}{', ...' if len(names) > 3 else ''})")
    return lines


def fallen(old, new):
    """Counts of right kernels and of equal ones that are lower in the new page than in the old, and those of wrong ones that are higher."""
    counts = re.compile(r"^(Tier \d), \d+ kernels: (\d+) equal.*?(\d+) right", re.M)
    before, after = ({m[1]: (int(m[2]), int(m[3])) for m in counts.finditer(text)} for text in (old, new))
    lower = [f"{tier}: {what} fell from {a} to {b}" for tier in before for what, a, b in zip(("equal", "right"), before[tier], after.get(tier, (0, 0))) if b < a]
    runs = re.compile(r"^\| (wrong|internal|crash|check|timeout|right) \| (\d+) \|", re.M)
    before, after = ({m[1]: int(m[2]) for m in runs.finditer(text)} for text in (old, new))
    return lower + [f"run, {kind}: from {before[kind]} to {after[kind]}" for kind in before if kind in after and (after[kind] < before[kind] if kind == "right" else after[kind] > before[kind])]


TESTS = [("its print parses", lambda r: r["print_code"] == 0), ("our print of that reads back the same", lambda r: r.get("fixpoint")),
         ("its source parses", lambda r: r["source_code"] == 0), ("source and print are the same tile IR", lambda r: r.get("equal"))]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--tilecc", type=pathlib.Path, default=pathlib.Path("build-release/src/cli/tilecc"))
    parser.add_argument("--table", type=pathlib.Path, default=pathlib.Path(__file__).with_name("kernels.tsv"))
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    results = [json.loads(line) for line in (options.out / "compared.jsonl").read_text().splitlines()]
    entries = [json.loads(line) for line in (options.out / "captures.jsonl").read_text().splitlines()]
    rows = rows_of(options.table)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        cells = list(pool.map(lambda row: measure(options.tilecc, options.tree.resolve(), row, results), rows))
    whole = [r for r in results if not r["run"].startswith("row:")]
    version = (options.out / "version").read_text().strip()
    checkout = (options.tree / "VERSION").read_text().strip()
    lines = [
        "# Coverage: kernels of tile-ai/tilelang",
        f"Measured {datetime.date.today().strftime(DATE)} with a checkout of tile-ai/tilelang (VERSION {checkout}) and PyPI's tilelang {version}, which prints; no GPU. Command:",
        "`make coverage TREE=checkout`. It runs the files of the checkout (examples/, testing/python/, benchmark/) with the device faked (tools/coverage/fakes.py),",
        "records each kernel that real tilelang elaborates with the arguments of the call, and compares: tilecc's reading of the source with those arguments as `-D`",
        "(and what its messages ask for by `-D name=...`), and tilecc's reading of the print, as tile IR up to names (`tilecc opt --canonical-names`).", "",
        "## The kernels of tools/coverage/kernels.tsv",
        "With the arguments that stand there. *source*, *print*: parse. *equal*: to the same tile IR. *evaluated*: `tilecc eval` runs. *compiled*: all passes.",
        "*right*: `tilecc run` on wormhole_n150 passes; *error*: the largest RMS error of an output as part of its bound.", ""]
    lines += kernel_table(cells)
    for tier in "123":
        mine = [c for c in cells if c["tier"] == tier]
        lines.append("" if tier == "1" else None)
        lines.append(f"Tier {tier}, {len(mine)} kernels: {sum(c['equal'] for c in mine)} equal, {sum(c['evaluated'] for c in mine)} evaluated, "
                     f"{sum(c['compiled'] for c in mine)} compiled, {sum(c['right'] for c in mine)} right.  ")
    lines += ["", "## The whole checkout", ""]
    lines += counts("examples/ and testing/python", [r for r in whole if not r["file"].startswith("benchmark")], TESTS) + [""]
    lines += counts("examples/", [r for r in whole if r["file"].startswith("examples")], TESTS) + [""]
    lines += ["### Source and print parse, and differ", "Which functions stand in the first lines that differ.", ""]
    lines += failures(whole, lambda r: r.get("equal") is False, lambda r: f"ours `{ops_of(r['difference'], '-')}`, the print `{ops_of(r['difference'], '+')}`")
    lines += ["", "### The source does not parse", ""]
    lines += failures(whole, lambda r: r["source_code"] != 0, lambda r: r["source_message"])
    lines += ["", "### The print does not parse", ""]
    lines += failures(whole, lambda r: r["print_code"] != 0, lambda r: r["print_message"])
    ran = options.out / "swept.jsonl"
    lines += [""] + swept([json.loads(line) for line in ran.read_text().splitlines()]) if ran.exists() else []
    refused = [e for e in entries if e["kind"] != "kernel"]
    lines += ["", "## What real tilelang itself does not elaborate or print", "Not counted above.", ""]
    groups = collections.defaultdict(set)
    for e in refused:
        groups[short(plain_message(e["reason"].split("\n")[0]))].add(f"{e['file']}::{e['kernel']}")
    lines += [f"* {len(names)}: {text} ({', '.join(sorted(names)[:3])}{', ...' if len(names) > 3 else ''})" for text, names in sorted(groups.items(), key=lambda i: (-len(i[1]), i[0]))]
    text = "\n".join(line for line in lines if line is not None) + "\n"
    if options.write:
        lower = fallen(options.write.read_text(), text) if options.write.exists() else []
        options.write.write_text(text)
        if lower:
            sys.exit("\n".join(lower))
    else:
        print(text)


if __name__ == "__main__":
    main()
