#!/bin/sh
# Lay out .venv with what a requirement file names: bootstrap.sh requirements.txt
# A second run is instant; one that was interrupted is done again. PYTHON=... chooses the Python.
set -eu

cd "$(dirname "$0")/.."
wanted=${1:-requirements.txt}
venv=.venv
stamp=$venv/.installed

say() { printf '%s\n' "$*"; }
refuse() { printf '%s\n' "$*" >&2; exit 1; }

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        suits "$PYTHON" || refuse "PYTHON=$PYTHON is not a Python from 3.11 to 3.13: choose another one."
        return
    fi
    for PYTHON in python3.13 python3.12 python3.11 python3; do
        if suits "$PYTHON"; then return; fi
    done
    found=$(python3 --version 2>/dev/null || true)
    refuse "Countersign needs Python 3.11, 3.12 or 3.13, and found ${found:-none}: install one of them, or name it with PYTHON=/path/to/python."
}

checksum() { cksum < "$1" | tr -d '\n'; }

# What stands in the stamp: one line for each file that is wholly installed, with its checksum.
is_installed() {
    [ -x "$venv/bin/python" ] && suits "$venv/bin/python" && [ -f "$stamp" ] && grep -qxF "$1 $(checksum "$1")" "$stamp"
}

if is_installed "$wanted"; then exit 0; fi
# The development set holds the runtime set, at the same versions.
if [ "$wanted" = requirements.txt ] && is_installed requirements-dev.txt; then exit 0; fi

if ! { [ -x "$venv/bin/python" ] && suits "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    find_python
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null ||
        refuse "This Python cannot make a virtual environment: install the package python3-venv (sudo apt-get install python3-venv), then run this again."
    say "Making $venv with $("$PYTHON" --version) ..."
    rm -rf "$venv"
    "$PYTHON" -m venv "$venv"
fi

rm -f "$stamp"
say "Installing what $wanted names (half a minute, once) ..."
"$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$wanted" ||
    refuse "The installation was not finished: see the lines above, then run this again."
printf '%s %s\n' "$wanted" "$(checksum "$wanted")" > "$stamp"
