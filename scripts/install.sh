#!/bin/sh
# Makes .venv and installs what is pinned in requirements/, then puts this checkout on its path.
#
#   sh scripts/install.sh           what the program needs
#   sh scripts/install.sh dev       that, and what the tests need
#
# Needs sh and Python 3.11 with venv; no make, no git, no variable but PATH. Says nothing on stdout, where
# `make chat` talks. The second run ends after one look. PYTHON=… names the interpreter to use.
set -eu

say() { printf '%s\n' "$*" >&2; }

what=${1:-run}
case $what in
run | dev) ;;
*)
    say "install.sh: '$what' is neither run nor dev"
    exit 2
    ;;
esac

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv

# What an environment was made from: the place, this script and the pins. If any of these differs, it is made again.
recipe() {
    printf '%s\n' "$root"
    cat "$root/scripts/install.sh" "$root/requirements/$1.lock"
}

# `import bot` fails where the environment is cut short, or where the Python it was made with is gone.
ready() {
    [ -f "$venv/.made-for-$what" ] &&
        recipe "$what" | cmp -s - "$venv/.made-for-$what" &&
        [ -x "$venv/bin/menlian" ] &&
        "$venv/bin/python" -I -c 'import bot' >/dev/null 2>&1
}

# Only one at a time: flock where there is one, else a directory, which can be made only once.
lock() {
    if command -v flock >/dev/null 2>&1; then
        exec 9>"$root/.venv.lock"
        flock 9
        return
    fi
    while ! mkdir "$root/.venv.lock.d" 2>/dev/null; do
        holder=$(cat "$root/.venv.lock.d/pid" 2>/dev/null || echo)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf "$root/.venv.lock.d"     # its owner was killed
        else
            sleep 1
        fi
    done
    trap 'rm -rf "$root/.venv.lock.d"' EXIT
    trap 'exit 130' HUP INT TERM
    echo $$ >"$root/.venv.lock.d/pid"
}

# Sets $python to the first interpreter that is new enough and can make an environment.
choose_python() {
    old='' bare=''
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
        2.* | 3.[0-9] | 3.10) old=${old:-$version} ;;
        *)
            if "$python" -c 'import ensurepip, venv' 2>/dev/null; then return; fi
            bare=${bare:-$python}
            ;;
        esac
    done
    if [ -n "$bare" ]; then
        say "This Python cannot make an environment yet. Run this line, then try again (缺少 venv，请先运行):"
        say "    sudo apt-get install ${bare##*/}-venv"
    elif [ -n "$old" ]; then
        say "Menlian needs Python 3.11 or newer; the one here is $old (需要 Python 3.11 以上，这里是 $old)."
        say "Where a newer one has another name:  PYTHON=/path/to/python3.11 sh scripts/install.sh"
    else
        say "Menlian needs Python 3.11 or newer, and there is none here (需要 Python 3.11 以上):"
        say "    sudo apt-get install python3 python3-venv"
    fi
    exit 1
}

# The checkout goes on the path as it is, in place of an editable install: that would need the builder from
# outside the lock, and would leave a copy of the dialogs that grows stale beside the real ones.
put_on_path() {
    "$venv/bin/python" -I - "$root" <<'PYTHON'
import os, pathlib, shlex, sys, sysconfig

packages = sysconfig.get_path("purelib")
# Relative, so that it is ASCII: Python reads this file in the locale's encoding, and a home may be /home/小明.
pathlib.Path(packages, "menlian.pth").write_text(os.path.relpath(sys.argv[1], packages) + "\n", encoding="utf-8")
launcher = pathlib.Path(sys.executable).parent / "menlian"
# -P: a folder called bot where the user happens to stand is not ours.
launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m bot "$@"\n', encoding="utf-8")
launcher.chmod(0o755)
PYTHON
}

make_it() {
    if ! "$venv/bin/python" -I -c 'import pip' >/dev/null 2>&1; then
        choose_python
        say "Setting up .venv with $("$python" --version) …"
        "$python" -m venv --clear "$venv" </dev/null >&2
    fi
    say "Installing what requirements/$what.lock pins …"
    # Wheels only: to build a package would run code that no hash covers.
    "$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check \
        --require-hashes --only-binary :all: -r "$root/requirements/$what.lock" </dev/null >&2 || {
        say "The packages could not be installed: what pip says above tells why. The same command tries again."
        exit 1
    }
    put_on_path
    recipe run >"$venv/.made-for-run"       # dev.lock holds all that run.lock holds
    if [ "$what" = dev ]; then recipe dev >"$venv/.made-for-dev"; fi
}

if ready; then exit 0; fi
lock
if ready; then exit 0; fi           # another one made it while we waited
make_it
