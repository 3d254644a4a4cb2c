#!/bin/sh
# usage: system.sh NEED...
# The one list of what the course uses of the system beside Python: installs, with apt-get, those NEEDs that are missing,
# where it may: as root, or with a sudo that asks for no password. What is missing after that is told in one line; the
# exit status is 0 all the same, since who needs it says so better: make_venv.sh by an error, a test by being skipped.
# NEED: make, or tests (what some tests need), or venv:PYTHON (that PYTHON's venv module).
set -u
export DEBIAN_FRONTEND=noninteractive

linux() {
    [ "$(uname -s)" = Linux ]
}

on_path() {
    for program in "$@"; do
        command -v "$program" >/dev/null 2>&1 && return
    done
    return 1
}

has_mac_chrome() {
    ! linux && [ -d "/Applications/Google Chrome.app" ]
}

# lacking: the packages, by Debian's names, of the needs that are missing.
lacking() {
    for need in "$@"; do
        case $need in
        make) on_path make || echo make ;;
        tests)
            # A browser, and what Playwright's driver of it is linked with; the sandbox is Linux's alone.
            on_path chromium chromium-browser google-chrome google-chrome-stable || has_mac_chrome || echo chromium
            on_path git || echo git
            if linux; then
                on_path bwrap || echo bubblewrap
                PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || echo libatomic1
            fi
            ;;
        venv:*)
            python=${need#venv:}
            "$python" -c 'import venv, ensurepip' 2>/dev/null ||
                echo "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)-venv"
            ;;
        esac
    done
}

# Words as one line: "a b c".
line() {
    echo $*
}

packages=$(line $(lacking "$@"))
[ -n "$packages" ] || exit 0

if ! on_path apt-get; then
    why="there is no apt-get here; these are Debian's names of them"
elif [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then
    why="get them, as root, by: apt-get install $packages"
else
    as_root=$([ "$(id -u)" = 0 ] || echo "sudo -n")
    echo "Installing with apt-get: $packages"
    log=$(mktemp)
    # With a lock that another apt holds, wait a little; the lists may be old, or not there yet.
    {
        $as_root apt-get update -qq
        $as_root apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=60 $packages
    } </dev/null >"$log" 2>&1
    why="apt-get could not install them ($(grep '^E:' "$log" | tail -n 1 | cut -c 4-))"
    rm -f "$log"
    packages=$(line $(lacking "$@"))
    [ -n "$packages" ] || exit 0
fi
case " $* " in *" tests "*) what="; tests that need them are skipped" ;; *) what= ;; esac
echo "make: missing: $packages; $why$what" >&2
