"""Records the kernels that real tilelang elaborates when files of a tile-ai/tilelang checkout run: for each, which function made it, the
arguments it was called with (as -D options of tilecc), and the TVMScript that tilelang prints.

    VENV/bin/python tools/coverage/capture.py --tree CHECKOUT --out CACHE [--jobs 2] [--only 'examples/gemm/*'] [--table tools/coverage/kernels.tsv]

Needs a Python with tilelang 0.1.15, torch and pytest, no GPU (fakes.py). Each file runs in a process of its own: a test file under pytest,
any other as __main__; rows of the table by calling the function with the arguments given there. Out: CACHE/captures.jsonl (a kernel a line),
CACHE/prints/HASH.py, CACHE/runs.jsonl (how each file ended). Nothing of CACHE belongs into this repository: it holds text of the checkout."""
import argparse
import ast
import contextlib
import enum
import fnmatch
import hashlib
import inspect
import json
import os
import pathlib
import re
import runpy
import signal
import sys
import time
import traceback

SECONDS = 150  # a file
FINE = re.compile(r"MagicMock|DID NOT RAISE|TILELANG_TMP_DIR|k_pack|Anything name=")  # ends of tests that look at generated CUDA code
MOST = 24      # different prints of one function


class Inexpressible(Exception):
    """A value that -D has no text for."""


def lambda_text(function, scope):
    """Its source, with the values of the variables around it."""
    code = function.__code__
    around = {name: literal(cell.cell_contents, scope=scope) for name, cell in zip(code.co_freevars, function.__closure__ or ())}
    places = [(p[0], p[2]) for p in code.co_positions() if None not in p and p[2] < p[3]]

    def holds(body):
        return all((body.lineno, body.col_offset) <= place < (body.end_lineno, body.end_col_offset) for place in places)

    tree = ast.parse(pathlib.Path(code.co_filename).read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and places and holds(node.body)]
    if len(found) != 1:
        raise Inexpressible("lambda")

    class Replaced(ast.NodeTransformer):
        def visit_Name(self, node):  # noqa: N802
            return ast.parse(around[node.id], mode="eval").body if node.id in around else node

    return ast.unparse(Replaced().visit(found[0]))


def literal(value, depth=0, scope={}):  # noqa: B006
    """The text of a Python value as -D takes it; scope: the module's names."""
    import tilelang
    import torch
    import tvm

    if depth > 6:
        raise Inexpressible("nested too deep")
    if value is None or isinstance(value, (bool, int)) and not isinstance(value, enum.Enum):
        return repr(value) if not isinstance(value, int) or isinstance(value, bool) else str(int(value))
    if isinstance(value, enum.Enum):
        return f"T.{type(value).__name__}.{value.name}"
    if isinstance(value, float):
        return repr(float(value)) if value == value and abs(value) != float("inf") else f"float({str(value)!r})"
    if isinstance(value, torch.dtype):
        return repr(str(value).removeprefix("torch.")) if depth else str(value).removeprefix("torch.")
    if isinstance(value, (tvm.DataType, str)):
        return repr(str(value)) if depth or not str(value).isidentifier() else str(value)
    if isinstance(value, (tuple, list)):
        inner = ", ".join(literal(item, depth + 1, scope) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k, depth + 1, scope)}: {literal(v, depth + 1, scope)}" for k, v in value.items()) + "}"
    if isinstance(value, tvm.tirx.IntImm):
        return str(int(value)) if value.dtype == "int32" else f"T.{value.dtype}({int(value)})"
    if isinstance(value, tvm.tirx.Var) and str(value.dtype).startswith("int"):
        return f"T.dynamic({str(value.name)!r}, {str(value.dtype)!r})"
    if isinstance(value, tilelang.layout.Layout):  # of GPU threads: tilecc takes any
        return f"T.{type(value).__name__}"
    if getattr(value, "__name__", None) == "<lambda>":
        return lambda_text(value, scope)
    name = getattr(value, "__name__", None) or getattr(value, "name", None)
    if callable(value) and isinstance(name, str) and not isinstance(value, type):
        if getattr(sys.modules["tilelang.language"], name, None) is value:
            return f"T.{name}"
        if scope.get(name) is value:
            return name
    raise Inexpressible(type(value).__name__)


class Recorder:
    """Hooks of tilelang's builder; writes each kernel at once, since the process may die."""

    def __init__(self, tree, out, run, kind):
        self.tree, self.out, self.run = tree, out, run
        self.calls = {}  # qualified name -> arguments of its last call
        self.seen = set()
        self.counts = {}
        self.file = open(out / "parts" / f"{run.replace('/', '+')}.{kind}.{os.getpid()}", "a")

    def profile(self, frame, event, arg):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(self.tree):
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            values = frame.f_locals
            self.calls[code.co_filename, code.co_qualname] = ({name: values[name] for name in names if name in values}, frame.f_globals)

    def emit(self, **fields):
        print(json.dumps(fields), file=self.file, flush=True)

    def defines(self, path, qualname, own):
        """-D options: the arguments of every function around the kernel, then `own`; and what has no text."""
        options, missing = {}, {}
        parts = qualname.split(".<locals>.")
        for i in range(1, len(parts)):
            name = ".<locals>.".join(parts[:i])
            values, scope = self.calls.get((path, name), ({}, {}))
            self.put(options, missing, values, self.defaults(scope.get(name)), scope)
        self.put(options, missing, own, {}, self.scope)
        return options, missing

    def known(self, path, qualname):
        """Values of variables around the kernel that -D could give where the metaprogram can't be followed."""
        around = {".".join(qualname.split(".")[:i]) for i in range(1, qualname.count(".") + 2)}
        values, ignored = {}, {}
        frame = sys._getframe(1)
        while frame:
            if frame.f_code.co_filename == path and frame.f_code.co_qualname in around:
                self.put(values, ignored, {k: v for k, v in frame.f_locals.items() if k not in values}, {}, frame.f_globals)
            frame = frame.f_back
        self.put(values, ignored, {k: v for k, v in self.scope.items() if k not in values and not k.startswith("__")}, {}, self.scope)
        return {k: v for k, v in values.items() if len(v) < 400}

    @staticmethod
    def defaults(function):
        function = getattr(function, "jit_impl", function)
        function = getattr(getattr(function, "func", function), "orig_func", function)
        try:
            return {p.name: p.default for p in inspect.signature(function).parameters.values() if p.default is not p.empty}
        except (TypeError, ValueError):
            return {}

    @staticmethod
    def put(options, missing, values, defaults, scope):
        for name, value in values.items():
            if name in defaults and (defaults[name] is value or type(defaults[name]) is type(value) and repr(defaults[name]) == repr(value)):
                continue
            try:
                options[name] = literal(value, scope=scope)
            except (Inexpressible, TypeError, ValueError, RecursionError) as reason:
                missing[name] = str(reason)

    def kernel(self, function, prim_func, own):
        try:
            path = os.path.realpath(inspect.getsourcefile(function))
        except TypeError:
            return
        if not path.startswith(self.tree):
            return
        name = function.__qualname__
        where = dict(file=os.path.relpath(path, self.tree), kernel=name, line=function.__code__.co_firstlineno, run=self.run)
        try:
            text = prim_func.script()
        except Exception as error:  # noqa: BLE001  tilelang's own printer failed
            self.emit(kind="unprintable", reason=f"{type(error).__name__}: {error}"[:300], **where)
            return
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        self.scope = function.__globals__
        options, missing = self.defines(path, name, own)
        key = (where["file"], name, digest)
        if key in self.seen or self.counts.get(key[:2], 0) >= MOST:
            return
        self.seen.add(key)
        self.counts[key[:2]] = self.counts.get(key[:2], 0) + 1
        (self.out / "prints" / f"{digest}.py").write_text(text + "\n")
        self.emit(kind="kernel", print=digest, defines=options, inexpressible=missing, known=self.known(path, name), launches=text.count('T.sblock("tilelang_root")'), **where)

    def install(self):
        builder = sys.modules["tilelang.language.eager.builder"]

        plain = builder._patch_prim_func_attrs
        recorder = self

        def patched(prim_func, maker):
            prim_func = plain(prim_func, maker)
            outer = sys._getframe(1).f_locals
            if "self" in outer:  # eager, TirTemplate.get_tir
                template = outer["self"]
                own = {k: v for k, v in outer["kwargs"].items() if k not in outer["subs"]}
                defaults = self.defaults(template.prim_func.orig_func)
                own = {k: v for k, v in own.items() if not (k in defaults and repr(defaults[k]) == repr(v))}
                recorder.kernel(template.prim_func.orig_func, prim_func, {**own, **outer["subs"]})
            else:
                recorder.kernel(outer["func"], prim_func, {})
            return prim_func

        builder._patch_prim_func_attrs = patched
        made = builder.Builder.prim_func

        @contextlib.contextmanager
        def prim_func(self, name):
            try:
                with made(self, name):
                    yield
            except Exception as error:
                if self.eager_jit != "phase1":
                    recorder.emit(kind="refused", file=recorder.run, kernel=name, run=recorder.run, reason=f"{type(error).__name__}: {error}"[:300])
                raise

        builder.Builder.prim_func = prim_func
        sys.setprofile(self.profile)


def sweep(scope, recorder):
    """Kernels of the module that nothing called and that have defaults for everything."""
    jit = sys.modules["tilelang.jit"]

    for value in list(scope.values()):
        impl = getattr(value, "jit_impl", value)
        if isinstance(impl, jit.JITImpl):
            with contextlib.suppress(Exception):
                impl.get_tir()


def run_file(path, is_test):
    sys.path.insert(0, str(path.parent))
    os.chdir(path.parent)
    sys.argv = [str(path)]
    if is_test:
        import pytest

        class Outcomes:
            failures = []

            def pytest_runtest_logreport(self, report):
                if report.failed:
                    self.failures.append(str(report.longrepr).strip().splitlines()[-1][:200])

        outcomes = Outcomes()
        pytest.main([str(path), "-q", "-p", "no:skipping", "-p", "no:cacheprovider", "--no-header", "--tb=short", "-c", "/dev/null", "--rootdir", str(path.parent), "-W", "ignore"],
                    plugins=[outcomes])
        return outcomes.failures
    scope = runpy.run_path(str(path), run_name="__main__")
    return scope


def table_row(tree, row, recorder):
    """Calls row's function with row's arguments."""
    jit = sys.modules["tilelang.jit"]

    path = tree / row["file"]
    sys.path.insert(0, str(path.parent))
    os.chdir(path.parent)
    sys.argv = [str(path)]
    scope = runpy.run_path(str(path), run_name="coverage")
    function = scope[row["kernel"]]
    arguments = {}
    for item in row["arguments"]:
        name, _, text = item.partition("=")
        try:
            arguments[name] = eval(text, {})
        except (NameError, SyntaxError):
            arguments[name] = text
    impl = getattr(function, "jit_impl", function)
    result = impl.get_tir(**arguments) if isinstance(impl, jit.JITImpl) else impl(**arguments)
    if not isinstance(result, jit.PrimFunc) and callable(result):
        result()
    return []


def child(tree, out, job, kind):
    log = open(out / "logs" / (job["run"].replace("/", "+") + f".{kind}"), "w")
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    os.environ["TILELANG_CACHE_DIR"] = str(out / "tilelang_cache")
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    sys.path.append(str(tree))
    import fakes

    recorder = Recorder(str(tree), out, job["run"], kind)
    fakes.install(kind)
    recorder.install()
    begin = time.time()
    reason = ""
    try:
        if "row" in job:
            failures = table_row(tree, job["row"], recorder)
        else:
            failures = run_file(tree / job["run"], job["is_test"])
            if isinstance(failures, dict):
                sweep(failures, recorder)
                failures = []
        reason = "; ".join(sorted(set(failures)))[:600]
    except BaseException as error:  # noqa: BLE001  whatever the file does
        traceback.print_exc()
        if not (isinstance(error, SystemExit) and error.code in (None, 0)):
            reason = f"{type(error).__name__}: {error}"[:300]
    recorder.emit(kind="run", run=job["run"], device=kind, seconds=round(time.time() - begin, 1), reason=reason)


def jobs_of(tree, only, table):
    jobs = []
    for line in (table.read_text().splitlines() if table else []):
        if not line or line.startswith("#"):
            continue
        ident, tier, place, arguments, *_ = line.split("\t")
        file, kernel = place.split("::")
        # brackets may hold commas
        parts, depth = [""], 0
        for c in arguments:
            depth += (c in "([{") - (c in ")]}")
            if c == "," and depth == 0:
                parts.append("")
            else:
                parts[-1] += c
        row = dict(id=ident, tier=tier, file=file, kernel=kernel, arguments=[p.strip() for p in parts if p.strip()])
        if fnmatch.fnmatch(row["file"], only):
            jobs.append({"run": f"row:{ident}", "row": row})
    for folder in ("examples", "testing/python", "benchmark"):
        for path in sorted((tree / folder).rglob("*.py")):
            name = str(path.relative_to(tree))
            text = path.read_text(errors="replace")
            if path.name in ("conftest.py", "__init__.py") or not fnmatch.fnmatch(name, only) or "tilelang" not in text and "example" not in text:
                continue
            is_test = path.name.startswith("test_") or "\ndef test_" in text and "tilelang.testing.main()" in text
            jobs.append({"run": name, "is_test": is_test})
    return jobs


def gather(out):
    """The parts of all processes, each kernel once; rows of the table keep their own entries."""
    seen, kernels, runs, counts = set(), [], [], {}
    for part in sorted((out / "parts").iterdir()):
        for line in part.read_text().splitlines():
            entry = json.loads(line)
            if entry["kind"] == "run":
                runs.append(entry)
                continue
            row = entry["run"] if entry["run"].startswith("row:") else ""
            key = (row, entry["file"], entry["kernel"], entry.get("print") or entry.get("reason"))
            if key in seen or counts.get(key[:3], 0) >= MOST:
                continue
            seen.add(key)
            counts[key[:3]] = counts.get(key[:3], 0) + 1
            kernels.append(entry)
    kernels.sort(key=lambda k: (k["file"], k.get("line", 0), k["kernel"], k["run"], k.get("print", "")))
    (out / "captures.jsonl").write_text("".join(json.dumps(k) + "\n" for k in kernels))
    (out / "runs.jsonl").write_text("".join(json.dumps(r) + "\n" for r in sorted(runs, key=lambda r: (r["run"], r["device"]))))
    return kernels, runs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="*", help="a pattern of paths in the tree")
    parser.add_argument("--device", default="meta", choices=["meta", "cpu"], help="what stands for the GPU's tensors")
    parser.add_argument("--again", action="store_true", help="only what ended with an error before")
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    tree, out = options.tree.resolve(), options.out.resolve()
    for folder in ("parts", "prints", "logs"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    os.environ.update(OMP_NUM_THREADS="1", TILELANG_CACHE_DIR=str(out / "tilelang_cache"), TILELANG_DISABLE_CACHE="1", CUDA_VISIBLE_DEVICES="")
    import pytest  # noqa: F401  once, before the forks
    import tilelang
    import tilelang.testing  # noqa: F401
    import torch._dynamo  # noqa: F401

    (out / "version").write_text(tilelang.__version__ + "\n")
    waiting = jobs_of(tree, options.only, options.table)
    if options.again:
        failed = {r["run"] for r in gather(out)[1] if r["reason"] and not FINE.search(r["reason"])}
        waiting = [job for job in waiting if job["run"] in failed]
    running = {}
    while waiting or running:
        while waiting and len(running) < options.jobs:
            job = waiting.pop(0)
            for part in (out / "parts").glob(f"{job['run'].replace('/', '+')}.{options.device}.*"):
                part.unlink()
            pid = os.fork()
            if pid == 0:
                os.setpgrp()
                child(tree, out, job, options.device)
                os._exit(0)
            running[pid] = (job, time.time())
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            job, _ = running.pop(pid)
            if status:
                with open(out / "parts" / f"{job['run'].replace('/', '+')}.{options.device}.end", "w") as file:
                    print(json.dumps(dict(kind="run", run=job["run"], device=options.device, seconds=0, reason=f"the process ended with {status}")), file=file)
        else:
            time.sleep(0.02)
        for pid, (job, begin) in running.items():
            if time.time() - begin > SECONDS:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(pid, signal.SIGKILL)
    kernels, runs = gather(out)
    print(f"{len(runs)} runs, {sum(bool(r['reason']) for r in runs)} ended with an error; {sum(k['kind'] == 'kernel' for k in kernels)} kernels")


if __name__ == "__main__":
    main()
