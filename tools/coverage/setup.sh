#!/bin/sh
# A Python that has tilelang, to print TVMScript with; no GPU is needed. Quick when it is there.
#   usage: tools/coverage/setup.sh [DIR]        DIR: $TILECC_TILELANG, else ~/.cache/tilecc/tilelang; prints the path of its python
# Needs Python 3.9 to 3.13 with venv, about 2 GB of disk and a minute.
set -eu
dir=${1:-${TILECC_TILELANG:-$HOME/.cache/tilecc/tilelang}}
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9  # whoever comes second waits for the first

packages="torch==2.13.0 tilelang==0.1.15 numpy einops pytest"
if [ "$(cat "$dir/installed" 2>/dev/null)" != "$packages" ]; then
  python=""
  for candidate in "${TILECC_TILELANG_PYTHON:-}" python3.11 python3.12 python3.10 python3.13 python3; do
    [ -n "$candidate" ] || continue
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue
    python=$candidate
    break
  done
  [ -n "$python" ] || { echo "coverage: no Python 3.9 to 3.13 with venv; name one with TILECC_TILELANG_PYTHON=/path/to/python3.11" >&2; exit 1; }
  [ -x "$dir/bin/python" ] || "$python" -m venv "$dir"
  # torch first: tilelang would pull the build for CUDA
  "$dir/bin/python" -m pip install --quiet --disable-pip-version-check torch==2.13.0 >&2
  # shellcheck disable=SC2086  # a list of packages
  "$dir/bin/python" -m pip install --quiet --disable-pip-version-check $packages >&2
  echo "$packages" >"$dir/installed"
fi
echo "$dir/bin/python"
