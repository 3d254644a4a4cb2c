#!/bin/sh
# usage: make_venv.sh PYTHON FOLDER
# Makes a virtual environment from requirements.lock, or says in one line why it cannot.
set -u
python=$1 folder=$2

fail() {
    echo "make: $1" >&2
    exit 1
}

[ -n "$python" ] || fail "no Python found; install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=/path/to/python3.12"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    fail "$python does not run; name another one: make PYTHON=/path/to/python3.12"
case $version in
    3.11 | 3.12 | 3.13) ;;
    *) fail "$python is Python $version; the course needs 3.11, 3.12 or 3.13: make PYTHON=/path/to/python3.12" ;;
esac
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "$python has no venv module; install it (Debian, Ubuntu: apt install python$version-venv), then try again"

# One made by another Python, or half made, is of no use.
if [ "$("$folder/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" != "$version" ]; then
    rm -rf "$folder"
    "$python" -m venv "$folder" || fail "$python could not make a virtual environment in $folder"
fi

log=$folder/install.log
echo "Installing the packages of requirements.lock into $folder: about 2 GB, a few minutes the first time."
install() {
    "$folder/bin/python" -m pip install --disable-pip-version-check --retries 2 "$@" >>"$log" 2>&1
}
: >"$log"
if ! install --require-hashes -r requirements.lock; then
    if grep -qiE 'NewConnectionError|ConnectTimeout|Name or service|Temporary failure|nodename|ProxyError' "$log"; then
        fail "no package could be downloaded: is there a network, and does it need a proxy (HTTPS_PROXY)? Details: $log"
    elif grep -q 'HASHES' "$log"; then
        fail "a downloaded package is not the one in requirements.lock; do not use it. Details: $log"
    fi
    fail "the packages could not be installed, $(grep -i error "$log" | tail -n 1). Details: $log"
fi
# The package itself; its build needs nothing that is not in the lock.
install --no-deps --no-build-isolation --editable . ||
    fail "the autograder package could not be installed. Details: $log"
