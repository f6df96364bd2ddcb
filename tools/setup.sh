#!/bin/sh
# Installs what is missing: Debian packages when root or with sudo (else says what to run), PyPI packages into .venv.
# Quick when nothing is missing. usage: tools/setup.sh
set -eu
cd "$(dirname "$0")/.."

missing=""
command -v cc >/dev/null 2>&1 && command -v c++ >/dev/null 2>&1 || missing="$missing build-essential"
command -v pkg-config >/dev/null 2>&1 || missing="$missing pkg-config"
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || missing="$missing python3-venv"
[ -e /usr/include/cmocka.h ] || missing="$missing libcmocka-dev"

if [ -n "$missing" ]; then
  command -v apt-get >/dev/null 2>&1 || { echo "please install the equivalents of these Debian packages:$missing"; exit 1; }
  if [ "$(id -u)" = 0 ]; then sudo=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo"
  else echo "please run:  sudo apt-get install -y$missing"; exit 1
  fi
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # shellcheck disable=SC2086  # a list of packages
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
fi

if ! cmp -s tools/requirements.txt .venv/installed.txt; then
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r tools/requirements.txt
  cp tools/requirements.txt .venv/installed.txt
fi
