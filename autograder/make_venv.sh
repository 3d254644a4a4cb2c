#!/bin/sh
# usage: make_venv.sh FOLDER [PYTHON]
# Makes the virtual environment FOLDER from requirements.lock, or says in one line why it cannot. Without PYTHON the
# first fitting one on the PATH is taken.
set -u
folder=$1 python=${2:-}

fail() {
    echo "make: $1" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

fits() {
    case $(version_of "$1") in 3.11 | 3.12 | 3.13) true ;; *) false ;; esac
}

advice="the course needs 3.11, 3.12 or 3.13; name one: make PYTHON=/path/to/python3.12"
if [ -z "$python" ]; then
    for python in python3.11 python3.12 python3.13 python3 none; do
        fits "$python" && break
    done
    [ "$python" != none ] || fail "no fitting Python on the PATH (python3 is $(version_of python3 || echo missing)); $advice"
fi
version=$(version_of "$python") || fail "$python does not run; $advice"
fits "$python" || fail "$python is Python $version; $advice"
# Debian keeps the venv module apart from Python; where it may be installed, it is.
"$python" -c 'import venv, ensurepip' 2>/dev/null || sh "$(dirname "$0")/system.sh" "venv:$python" 2>/dev/null
"$python" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "$python has no venv module; install it (Debian, Ubuntu: apt install python$version-venv), then try again"

# One made by another Python, or half made, is of no use.
if [ "$(version_of "$folder/bin/python")" != "$version" ]; then
    rm -rf "$folder"
    "$python" -m venv "$folder" || fail "$python could not make a virtual environment in $folder"
fi

log=$folder/install.log
: >"$log"
install() {
    "$folder/bin/python" -m pip install --disable-pip-version-check --retries 2 "$@" >>"$log" 2>&1
}

echo "Installing the packages of requirements.lock into $folder: about 2 GB, a few minutes the first time."
if ! install --require-hashes -r requirements.lock; then
    if grep -qiE 'NewConnectionError|ConnectTimeout|Name or service|Temporary failure|nodename|ProxyError' "$log"; then
        fail "no package could be downloaded: is there a network, and does it need a proxy (HTTPS_PROXY)? Details: $log"
    elif grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        fail "a downloaded package is not the one in requirements.lock; do not use it. Details: $log"
    fi
    fail "the packages could not be installed, $(grep -i error "$log" | tail -n 1). Details: $log"
fi
# The package itself; its build needs nothing that is not in the lock.
install --no-deps --no-build-isolation --editable . ||
    fail "the autograder package could not be installed. Details: $log"
