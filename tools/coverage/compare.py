"""Each captured kernel (capture.py) through tilecc: does its source parse, does tilelang's print of it parse, are the two the same tile IR up
to names, and does our print of it read back to itself.

    tools/coverage/compare.py --tree CHECKOUT --out CACHE [--tilecc build-release/src/cli/tilecc] [--only PATTERN] [--show N]

Prints what fails, grouped by message; writes CACHE/compared.jsonl, which report.py turns into docs/coverage.md."""
import argparse
import collections
import concurrent.futures
import difflib
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import tempfile

SECONDS = 20
# What the device that fakes.py makes up answers; the file asks it where a user would give the value of the own device.
DEVICE = {"get_num_sms": "132", "multi_processor_count": "132", "is_available": "True", "check_hopper": "True", "get_device_capability": "(9, 0)"}


def first_message(stderr):
    return next((line for line in stderr.splitlines() if re.search(r"(error|unsupported|internal)\b", line)), stderr.strip()[:200])


def tilecc(binary, *args, whole=False):
    """Exit code, stdout, and the first diagnostic line, or all of stderr."""
    try:
        done = subprocess.run([str(binary), *args], capture_output=True, text=True, timeout=SECONDS, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
    except subprocess.TimeoutExpired:
        return -1, "", f"no answer in {SECONDS} s"
    return done.returncode, done.stdout, done.stderr if whole else first_message(done.stderr)


def source_options(kernel):
    """--kernel and -D of a captured kernel."""
    parts = kernel["kernel"].split(".<locals>.")
    options = ["--kernel", parts[0]]
    for name, text in kernel["defines"].items():
        options += ["-D", f"{name}={text}"]
    return options


def nested_options(kernel):
    """The same by the whole path, for a kernel that the function around it does not return."""
    options = source_options(kernel)
    options[1] = kernel["kernel"].replace(".<locals>.", ".")
    return options


def given_for(name, path, kernel):
    """(name, value) that a user would give for it: what the run of real tilelang knew, or what its device answers. None if there is none."""
    known = kernel.get("known") or {}
    if name in known or name in DEVICE:
        return name, known.get(name, DEVICE.get(name))
    asks = re.search(rf"^\s*{name}\s*=.*\b({'|'.join(DEVICE)})\b", path.read_text(), re.M)
    own = asks and re.search(rf"^def {asks[1]}\b", path.read_text(), re.M)
    if asks and not own and asks[0].rstrip().endswith(asks[1]) and f"{asks[1]}()" in path.read_text():
        return asks[1], DEVICE[asks[1]]
    return (name, DEVICE[asks[1]]) if asks else None


def read_source(binary, path, kernel, options):
    """opt of the source; what the message asks to give with -D is given when a user would know it."""
    given = list(options)
    while True:
        done = tilecc(binary, "opt", "--canonical-names", str(path), *given)
        asked = [given_for(name, path, kernel) for name in re.findall(r"-D (\w+)=\.\.\.", done[2])] if done[0] else []
        more = [f"{name}={value}" for name, value in filter(None, asked) if value is not None and not any(o.startswith(f"{name}=") for o in given)]
        if not more:
            return done, given
        for define in more:
            given += ["-D", define]


def function_name(text):
    return re.search(r"^def (\w+)", text, re.M)[1]


def first_difference(a, b):
    for line in difflib.unified_diff(a.splitlines(), b.splitlines(), lineterm="", n=0):
        if line[:1] in "-+" and not line.startswith(("---", "+++")):
            other = next((l for l in difflib.unified_diff(a.splitlines(), b.splitlines(), lineterm="", n=0) if l[:1] == "+" and not l.startswith("+++")), "")
            return line if line == other else f"{line}\n{other}"
    return ""


def compare(binary, tree, out, kernel):
    path, printed = tree / kernel["file"], out / "prints" / f"{kernel['print']}.py"
    result = dict(kernel)
    code, text, message = tilecc(binary, "opt", "--canonical-names", str(printed))
    result.update(print_code=code, print_message=message)
    if code == 0:
        plain = tilecc(binary, "opt", str(printed))[1]
        with tempfile.NamedTemporaryFile("w", suffix=".py") as again:
            again.write(plain)
            again.flush()
            back = tilecc(binary, "opt", again.name)
        result["fixpoint"] = back[1] == plain
        result["fixpoint_message"] = back[2] or first_difference(plain, back[1])
    source, name = (-1, "", ""), function_name(text) if code == 0 else function_name(printed.read_text())
    for options in [nested_options(kernel), source_options(kernel)][0 if "." in kernel["kernel"] else 1 :]:
        tried, options = read_source(binary, path, kernel, options)
        other = tried[0] == 0 and function_name(tried[1]) != name  # the function around returns another of its kernels
        if source[0] == -1 or (tried[0] == 0 and not other):
            source, result["options"] = tried, options
        if tried[0] == 0 and not other:
            break
    result.update(source_code=source[0], source_message=source[2])
    if code == 0 and source[0] == 0:
        result["equal"] = source[1] == text
        result["difference"] = first_difference(source[1], text)
    return result


def plain_message(message):
    """Without place and names, to group by cause."""
    message = re.sub(r"^\S*?:\d+:\d+: ", "", message)
    message = re.sub(r"`[^`]*`", "`_`", message)
    message = re.sub(r"\"[^\"]*\"", "\"_\"", message)
    return re.sub(r"\d+", "N", message)[:160]


def show(results, title, failed, message, count):
    groups = collections.defaultdict(list)
    for result in results:
        if failed(result):
            groups[plain_message(message(result))].append(result)
    if not groups:
        return
    print(f"\n== {title}: {sum(map(len, groups.values()))}")
    for text, members in sorted(groups.items(), key=lambda item: -len(item[1]))[:count]:
        files = sorted({f"{m['file']}::{m['kernel'].replace('.<locals>.', '.')}" for m in members})
        print(f"{len(members):5} ({len(files)} kernels) {text}\n        {message(members[0])[:240]!r}")
        for name in files[:4]:
            print(f"        {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--tilecc", type=pathlib.Path, default=pathlib.Path("build-release/src/cli/tilecc"))
    parser.add_argument("--only", default="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=25, help="how many groups of each kind of failure")
    options = parser.parse_args()
    tree, out = options.tree.resolve(), options.out.resolve()
    kernels = [json.loads(line) for line in (out / "captures.jsonl").read_text().splitlines()]
    kernels = [k for k in kernels if k["kind"] == "kernel" and fnmatch.fnmatch(k["file"], options.only)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda kernel: compare(options.tilecc, tree, out, kernel), kernels))
    (out / "compared.jsonl").write_text("".join(json.dumps(r) + "\n" for r in results))
    show(results, "print does not parse", lambda r: r["print_code"] != 0, lambda r: r["print_message"], options.show)
    show(results, "our print is no fixpoint", lambda r: r.get("fixpoint") is False, lambda r: r["fixpoint_message"], options.show)
    show(results, "source does not parse", lambda r: r["source_code"] != 0, lambda r: r["source_message"], options.show)
    show(results, "source and print differ", lambda r: r.get("equal") is False, lambda r: r["difference"], options.show)

    def share(what, test):
        good = [r for r in results if test(r)]
        functions = {(r["file"], r["kernel"]) for r in results}
        bad = {(r["file"], r["kernel"]) for r in results if not test(r)}
        print(f"{what:30} {len(good):5} of {len(results)} calls, {len(functions - bad):4} of {len(functions)} kernels ({100 * len(functions - bad) / max(1, len(functions)):.1f} %)")

    print()
    share("print parses", lambda r: r["print_code"] == 0)
    share("print is a fixpoint", lambda r: r.get("fixpoint"))
    share("source parses", lambda r: r["source_code"] == 0)
    share("source equals print", lambda r: r.get("equal"))


if __name__ == "__main__":
    main()
