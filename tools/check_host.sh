#!/bin/sh
# Builds an emitted host program, main.cpp with its CMakeLists.txt, against a real tt-metal tree and links it with the libtt_metal.so of the
# matching ttnn. A local check: it needs sources that no package registry has.
#   usage: tools/check_host.sh TREE [KERNEL.py]     TREE: a checkout of tt-metal; by default examples/matmul.py
#   TILECC_HOST_DEPS=DIR    where checkouts of what the tree itself fetches lie, if they are not in the tree (submodules, .cpmcache)
#   TILECC_HOST_TTNN=0.66.0 the release of PyPI's ttnn to link with
# Exit code: 0; 1 it does not build; 2 something is missing, which is named.
set -eu
[ $# -ge 1 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")/.." && pwd)
tree=$(cd "$1" && pwd)
kernel=${2:-$here/examples/matmul.py}
deps=${TILECC_HOST_DEPS:-$tree}
release=${TILECC_HOST_TTNN:-0.66.0}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tilecc=""
for build in ${TILECC_BUILD:-} "$here/build-release" "$here/build" "$here/build-asan"; do
  [ -x "$build/src/cli/tilecc" ] && { tilecc=$build/src/cli/tilecc; break; }
done
[ -n "$tilecc" ] || { echo "check_host.sh: build tilecc first: make release" >&2; exit 2; }
command -v cmake >/dev/null || { echo "check_host.sh: please run:  apt-get install -y cmake" >&2; exit 2; }

# Headers outside of the tree: the folder from which they are included, and where they come from.
includes="" missing=""
while read -r header origin; do
  found=$(find -L "$tree" "$deps" -path "*/$header" -type f 2>/dev/null | head -n 1)
  if [ "$header" = reflect/reflect ] && [ -n "$found" ]; then includes="$includes;$(dirname "$found")"  # included as <reflect>
  elif [ -n "$found" ]; then includes="$includes;${found%/"$header"}"
  else missing="$missing
  $header  ($origin)"
  fi
done <<LIST
umd/device/types/arch.hpp github.com/tenstorrent/tt-umd, the commit that the tree's submodule names
tt-logger/tt-logger.hpp github.com/tenstorrent/tt-logger
fmt/base.h github.com/fmtlib/fmt, 11.0
spdlog/spdlog.h github.com/gabime/spdlog, 1.13 or later
nlohmann/json_fwd.hpp Debian nlohmann-json3-dev
enchantum/enchantum.hpp github.com/ZXShady/enchantum
reflect/reflect github.com/boost-ext/reflect, its file named reflect in a folder of that name
LIST
[ -z "$missing" ] || { echo "check_host.sh: these headers are neither in $tree nor in $deps; put checkouts into a folder and name it with TILECC_HOST_DEPS:$missing" >&2; exit 2; }

package=$("$here/tools/metalium_sim/headers.py" --libraries "$release")
mkdir -p "$work/sdk"
cat >"$work/sdk/TT-MetaliumConfig.cmake" <<CONFIG
# The tree's headers over the wheel's libraries.
add_library(TT::Metalium INTERFACE IMPORTED)
set_target_properties(TT::Metalium PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES "$tree/tt_metal/api;$tree/tt_stl;$tree/tt_metal/hostdevcommon/api;$tree/tt_metal;$tree$includes"
  INTERFACE_COMPILE_DEFINITIONS "FMT_HEADER_ONLY;SPDLOG_FMT_EXTERNAL"
  INTERFACE_COMPILE_OPTIONS "-Wall;-Wextra;-Wno-deprecated-declarations;-Wno-missing-field-initializers"
  INTERFACE_LINK_OPTIONS "-Wl,--allow-shlib-undefined;-Wl,-rpath,$package/build/lib;-Wl,-rpath,$(dirname "$package")/ttnn.libs"
  INTERFACE_LINK_LIBRARIES "$package/build/lib/libtt_metal.so;$package/build/lib/libtt_stl.so;$package/build/lib/libdevice.so")
CONFIG
"$tilecc" build "$kernel" --metalium="${release%.*}" -o "$work/program" >/dev/null
cmake -S "$work/program" -B "$work/build" -DTT-Metalium_DIR="$work/sdk" -DCMAKE_BUILD_TYPE=Debug >"$work/log" 2>&1 &&
  cmake --build "$work/build" >>"$work/log" 2>&1 || { grep -E "error|undefined" "$work/log" || cat "$work/log"; echo "check_host.sh: main.cpp does not build against $tree"; exit 1; }
grep -E "main\.cpp:[0-9]+:[0-9]+: warning" "$work/log" && { echo "check_host.sh: warnings in main.cpp"; exit 1; }
# It starts, reads its command line and refuses an unknown option before it asks for a device.
code=0
"$work/build/main" --no-such-option x >"$work/log" 2>&1 || code=$?
[ "$code" = 2 ] || { cat "$work/log"; echo "check_host.sh: the linked program does not start (exit $code)"; exit 1; }
echo "main.cpp of $(basename "$kernel") builds against $tree, links with ttnn $release and starts"
