#!/bin/sh
# Sets up the real TT-Metalium runtime without a card: PyPI's ttnn, PyPI's wolfpine (a simulator of the chips) and a kernel compiler made of
# Debian's RISC-V GCC. Quick when everything is there.
#   usage: tools/metalium_sim/setup.sh [DIR]        DIR: $TILECC_METALIUM_SIM, else ~/.cache/tilecc/metalium_sim
# Needs about 1 GB of disk and a minute. Afterwards: tools/metalium_sim/run.py wormhole out/matmul/launch.py
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-${TILECC_METALIUM_SIM:-$HOME/.cache/tilecc/metalium_sim}}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

fail() { printf 'metalium_sim: %s\n' "$@" >&2; exit 1; }

# Whoever comes second waits for the first.
command -v flock >/dev/null 2>&1 || fail "flock is missing; please run:  apt-get install -y util-linux"
exec 9>"$dir/lock"
flock 9

# What is installed is a function of these files.
stamp=$(cat "$here"/setup.sh "$here"/install.py "$here"/simulator.py "$here"/versions.txt "$here"/toolchain/*.* "$here"/toolchain/include/* | cksum)
[ "$(cat "$dir/stamp" 2>/dev/null)" != "$stamp" ] || { echo "$dir is ready"; exit 0; }
rm -f "$dir/stamp"

# ---- Python: ttnn has wheels for 3.10 and 3.12.
python=""
for candidate in "${TILECC_METALIUM_PYTHON:-}" python3.10 python3.12 "$HOME"/.pyenv/versions/3.10.*/bin/python3 "$HOME"/.pyenv/versions/3.12.*/bin/python3; do
  [ -n "$candidate" ] || continue
  "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] not in ((3, 10), (3, 12)))' 2>/dev/null || continue
  python=$candidate
  break
done
[ -n "$python" ] || fail "ttnn has wheels for Python 3.10 and 3.12, and neither is here (with venv)." \
  "Install one, for example:  pyenv install 3.10   or name it with TILECC_METALIUM_PYTHON=/path/to/python3.10"

# ---- The RISC-V compiler.
missing=""
command -v riscv64-unknown-elf-g++ >/dev/null 2>&1 || missing="gcc-riscv64-unknown-elf binutils-riscv64-unknown-elf"
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null 2>&1 || fail "please install the equivalents of these Debian packages: $missing"
  if [ "$(id -u)" = 0 ]; then sudo=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo"
  else fail "please run:  sudo apt-get install -y $missing"
  fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # shellcheck disable=SC2086  # a list of packages
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# Debian has headers of libstdc++ for bare machines with its ARM compiler only, and picolibc installs beside others: both are unpacked, not installed.
unpack() {  # package, pattern of the files that are wanted
  archive=$(cd "$dir/packages" && ls "$1"_*.deb 2>/dev/null | head -n 1)
  if [ -z "$archive" ]; then
    command -v apt-get >/dev/null 2>&1 || fail "apt-get is missing: it fetches the headers in $1"
    (cd "$dir/packages" && apt-get download -qq "$1" >/dev/null 2>"$dir/apt.log") ||
      fail "apt-get cannot fetch $1 ($(tail -n 1 "$dir/apt.log")); please run apt-get update"
    archive=$(cd "$dir/packages" && ls "$1"_*.deb | head -n 1)
  fi
  dpkg-deb --fsys-tarfile "$dir/packages/$archive" | tar x -C "$dir/headers" --wildcards "$2"
}
mkdir -p "$dir/packages" "$dir/headers"
unpack libstdc++-arm-none-eabi-dev './usr/include/newlib/c++/*'
unpack picolibc-riscv64-unknown-elf './usr/lib/picolibc/riscv64-unknown-elf/include/*'

# ---- The runtime and the simulator.
"$dir/venv/bin/python" -c '' 2>/dev/null || { rm -rf "$dir/venv"; "$python" -m venv "$dir/venv"; }
"$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/versions.txt" >"$dir/pip.log" 2>&1 ||
  fail "pip cannot install ttnn and wolfpine ($dir/pip.log):" "$(tail -n 3 "$dir/pip.log")"
rm -rf "$dir/cache"  # of kernels, made by another toolchain
"$dir/venv/bin/python" "$here/install.py" "$dir"
printf '%s' "$stamp" >"$dir/stamp"
echo "$dir is ready"
