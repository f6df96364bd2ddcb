"""Prints a file's kernel by real tilelang; for tests/frontend/real, whose NAME.tvmscript is that of NAME.py.

    PYTHON tools/coverage/print_real.py FILE...           prints, or says which differ from their NAME.tvmscript (--check), or writes those (--write)
PYTHON has tilelang 0.1.15 (tools/coverage/setup.sh prints its path). A line `# options: --kernel NAME -D N=16` of the file says which kernel
and with what; without it the file has one kernel without parameters."""
import argparse
import importlib.util
import pathlib
import shlex
import sys

import tilelang
from tilelang.jit import JITImpl


def options_of(text):
    """(kernel name or None, {name: value})"""
    line = next((line for line in text.splitlines() if line.startswith("# options:")), "# options:")
    words = shlex.split(line.removeprefix("# options:"))
    kernel = words[words.index("--kernel") + 1] if "--kernel" in words else None
    return kernel, [words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "-D"]


def printed(path):
    kernel, given = options_of(path.read_text())
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    values = {}
    for name, text in given:
        try:
            values[name] = eval(text, vars(module))
        except NameError:
            values[name] = text
    function = getattr(module, kernel) if kernel else next(v for v in vars(module).values() if isinstance(v, (tilelang.language.PrimFunc, JITImpl)))
    if isinstance(function, JITImpl):
        function = function.get_tir(**values)
    elif not isinstance(function, tilelang.language.PrimFunc):
        function = function(**values)
    return function.script() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    different = 0
    for path in options.files:
        text, golden = printed(path), path.with_suffix(".tvmscript")
        if options.write:
            golden.write_text(text)
        elif options.check:
            if golden.read_text().rstrip() != text.rstrip():
                print(f"{golden} is not what tilelang {tilelang.__version__} prints of {path.name}")
                different += 1
        else:
            print(text)
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
