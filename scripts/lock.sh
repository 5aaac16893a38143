#!/bin/sh
# Writes requirements/run.lock and dev.lock anew: every package that pyproject.toml leads to, pinned, with the
# hashes of all its files, for every platform and each Python from 3.11 on. No index is named in them: a lock
# made behind one mirror installs behind another.
#
#   sh scripts/lock.sh              take the newest versions that pyproject.toml allows
#   sh scripts/lock.sh --keep       keep the pinned versions where they still fit
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"

tool=.venv-lock
if [ ! -x "$tool/bin/uv" ]; then
    "${PYTHON:-python3}" -m venv "$tool" >&2
    "$tool/bin/python" -m pip install --quiet --disable-pip-version-check uv >&2
fi

if [ "${1:-}" != --keep ]; then
    rm -f requirements/run.lock requirements/dev.lock   # uv keeps what it finds in its output file
fi

compile() {
    out=$1
    shift
    UV_NO_CONFIG=1 "$tool/bin/uv" pip compile pyproject.toml "$@" --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --output-file "$out" >&2
    {
        echo "# Made by 'make lock' from pyproject.toml: change that, not this."
        cat "$out"
    } >"$out.new"
    mv "$out.new" "$out"
}

compile requirements/run.lock
compile requirements/dev.lock --extra dev --constraint requirements/run.lock
echo "requirements/run.lock and requirements/dev.lock are written; 'make test' installs and tries them." >&2
