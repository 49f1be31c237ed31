# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the other scripts: installs what is missing and sets the build's environment. Not run by itself.

signalbox_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# packages_for WHO... prints the packages of installer/packages.txt for these uses, each once.
packages_for() {
    local wanted=" $* "
    awk -v wanted="$wanted" '!/^#/ && NF >= 2 && index(wanted, " " $2 " ") && !seen[$1]++ { print $1 }' \
        "$signalbox_root/installer/packages.txt"
}

# need WHO... installs the packages that are missing. Asks before it uses root rights that it does not have yet.
need() {
    command -v dpkg-query >/dev/null || {
        say "This is not a Debian system: install what installer/packages.txt lists by your own means."
        return 0
    }
    local missing=() package
    for package in $(packages_for "$@"); do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    # A virtual name is satisfied by whoever provides it.
    [ ${#missing[@]} -eq 0 ] && return 0
    say "Missing packages: ${missing[*]}"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "Install them as root: apt-get install ${missing[*]}"
        if [ -t 0 ]; then
            local answer
            read -r -p "Install them with sudo apt-get? [y/N] " answer
            [[ $answer == [yY]* ]] || fail "Nothing was installed. Run: sudo apt-get install ${missing[*]}"
        else
            fail "No terminal to ask on. Run: sudo apt-get install ${missing[*]}"
        fi
        root=(sudo)
    fi
    if ! apt-cache show "${missing[@]}" >/dev/null 2>&1; then
        "${root[@]}" apt-get update -q >&2 || fail "apt-get update failed: is the network there?"
    fi
    without_services "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "${missing[@]}" >&2 || fail "apt-get could not install the packages above."
}

# Some peers of the tests are servers that Debian starts when they are installed. Nobody asked for them to run here:
# while the command works, the system's own policy file says no, unless there is one already.
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [ -e "$policy" ]; then
        "$@"
        return
    fi
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null && "${root[@]}" chmod 755 "$policy"
    "$@" || status=$?
    "${root[@]}" rm -f "$policy"
    return "$status"
}

# Compilation is cached where ccache is present, and shared by every checkout of the same sources: paths count from
# the root of each. The sloppiness is what precompiled headers need.
use_ccache() {
    if command -v ccache >/dev/null; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$signalbox_root CCACHE_NOHASHDIR=1
        export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    fi
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    use_ccache
    (cd "$signalbox_root" && cmake --preset "$preset" >&2) || fail "Configuring failed; the reason stands above."
    local targets=()
    [ $# -gt 0 ] && targets=(--target "$@")
    (cd "$signalbox_root" && cmake --build --preset "$preset" "${targets[@]}" >&2) || fail "The build failed; the reason stands above."
}
