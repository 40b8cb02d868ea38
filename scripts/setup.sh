# Sourced by the other scripts: one environment beside the project, made once and again only when what it is made of changes.
# Sets ROOT and PYTHON. Arguments: the extras to install ("" or "dev").

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

find_python() {
    local candidate
    for candidate in "${DISCOVERY_PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    echo "setup: no Python 3.11 or newer with the venv module was found; install one (on Debian also python3-venv)," \
        "or name it in DISCOVERY_PYTHON" >&2
    return 2
}

set_up() {
    local extras=$1 venv="$ROOT/.venv" base stamp want
    want=$(cat "$ROOT/pyproject.toml" "$ROOT/constraints.txt" | cksum)
    PYTHON="$venv/bin/python"
    for stamp in "$venv/.ready-dev" "$venv/.ready-$extras"; do
        if [ -x "$PYTHON" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then
            return 0
        fi
    done
    base=$(find_python) || return 2
    echo "setup: making the environment in $venv (once; a minute)…" >&2
    if [ ! -x "$PYTHON" ] || ! "$PYTHON" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        rm -rf "$venv"
        "$base" -m venv "$venv" || return 2
    fi
    (cd "$ROOT" && "$PYTHON" -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt --editable ".${extras:+[$extras]}") >&2 || {
        echo "setup: the packages could not be installed; the first run needs the network, try again with it" >&2
        return 2
    }
    "$PYTHON" -m compileall -q "$ROOT/src" >/dev/null 2>&1 || true
    echo "$want" >"$venv/.ready-$extras"
}
