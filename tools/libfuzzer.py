"""Builds the libFuzzer targets of tests/fuzz with clang into build-fuzz and runs each for a while; a finding is kept in out/fuzz-TARGET-*.
usage: tools/libfuzzer.py [--seconds N] [--targets a,b] [--log FILE]      (make fuzz-libfuzzer SECONDS=3600)"""
import argparse
import concurrent.futures
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = ("base", "device", "ir", "frontend")
FLAGS = ["-std=c17", "-g", "-O1", "-D_GNU_SOURCE", "-fno-omit-frame-pointer", "-fsanitize=fuzzer-no-link,address,undefined",
         "-fno-sanitize-recover=undefined", f"-I{ROOT}/src", f"-I{ROOT}/tests/fuzz"]
TARGETS = {"source": "frontend/*.py", "script": "frontend/real/*.tvmscript", "elaborate": None}


def clang():
    """The compiler, or why there is none."""
    for name in ("clang", "clang-14", "clang-15", "clang-16", "clang-18"):
        path = shutil.which(name)
        if not path or "ccache" in path:
            path = next((str(p) for p in (pathlib.Path("/usr/bin") / name,) if p.exists()), None)
        if not path:
            continue
        probe = subprocess.run([path, "-x", "c", "-", "-fsanitize=fuzzer,address", "-o", "/dev/null"], text=True, capture_output=True,
                               input="#include <stddef.h>\n#include <stdint.h>\nint LLVMFuzzerTestOneInput(const uint8_t *d, size_t s) { (void)d; (void)s; return 0; }")
        return (path, None) if probe.returncode == 0 else (None, f"{name} cannot link -fsanitize=fuzzer (Debian: libclang-rt-14-dev)")
    return None, "clang is not installed (Debian: clang libclang-rt-14-dev)"


def build(compiler, folder, targets, jobs):
    folder.mkdir(parents=True, exist_ok=True)
    sources = [path for room in ROOMS for path in sorted((ROOT / "src" / room).glob("*.c"))]
    headers = max(path.stat().st_mtime for pattern in ("src/**/*.h", "src/**/*.def", "tests/fuzz/*.h") for path in ROOT.glob(pattern))

    def compile_one(source):
        target = folder / f"{source.parent.name}_{source.stem}.o"
        if not target.exists() or target.stat().st_mtime < max(headers, source.stat().st_mtime):
            subprocess.run([compiler, *FLAGS, "-c", source, "-o", target], check=True)
        return target

    mains = [ROOT / "tests/fuzz" / f"fuzz_{name}.c" for name in targets]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        objects = list(pool.map(compile_one, sources + mains))
    common = objects[:len(sources)]
    for name, main in zip(targets, objects[len(sources):]):
        subprocess.run([compiler, "-g", "-fsanitize=fuzzer,address,undefined", *common, main, "-lm", "-o", folder / f"fuzz_{name}"], check=True)


def seeds(name, folder):
    """Golden files and prints as the first corpus; for the grammar, bytes of them."""
    corpus = folder / f"corpus_{name}"
    corpus.mkdir(exist_ok=True)
    for index, path in enumerate(sorted((ROOT / "tests").glob(TARGETS[name] or "frontend/real/*.py"))):
        seed = corpus / f"seed{index}"
        if not seed.exists():
            seed.write_bytes(path.read_bytes()[:20000])
    return corpus


def run(name, folder, seconds):
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    done = subprocess.run([folder / f"fuzz_{name}", seeds(name, folder), f"-max_total_time={seconds}", "-max_len=8192", "-timeout=25",
                           "-rss_limit_mb=2500", "-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={out}/fuzz-{name}-"],
                          capture_output=True, text=True, errors="replace", env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
    runs = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    cover = re.findall(r"cov: (\d+)", done.stderr)
    line = f"fuzz_{name}: {runs.group(1) if runs else 0} runs in {seconds} s, {cover[-1] if cover else 0} edges covered, " \
           f"{'no finding' if done.returncode == 0 else 'FINDING, see out/'}"
    return done.returncode == 0, line, "" if done.returncode == 0 else done.stderr[-6000:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="a target")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--log", type=pathlib.Path, help="append the result, with the date")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    compiler, reason = clang()
    if not compiler:
        sys.exit(reason)
    folder, targets = ROOT / "build-fuzz", options.targets.split(",")
    build(compiler, folder, targets, options.jobs)
    good = True
    for name in targets:
        passed, line, details = run(name, folder, options.seconds)
        print(line + details, flush=True)
        good &= passed
        if options.log:
            with options.log.open("a") as log:
                log.write(f"{datetime.date.today()} {line}\n")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
