# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by tools/quickstart and tools/test: what is missing is installed, or
# the line that would do it is printed.

# packages_of build test: their names, from tools/packages.
packages_of() {
    local kind
    for kind in "$@"; do
        awk -v kind="$kind" '$1 == kind { print $2 }' tools/packages
    done
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
    local package command
    for package in $(packages_of "$@"); do
        command=${package#*|}
        if [ "$command" != "$package" ] && command -v "$command" >/dev/null
        then
            continue
        fi
        package=${package%%|*}
        is_installed "$package" || printf '%s ' "$package"
    done
}

# install_packages build [test]
install_packages() {
    local missing
    if ! command -v dpkg-query >/dev/null; then
        echo "No dpkg here: tools/packages lists what is needed." >&2
        return
    fi
    missing=$(missing_of "$@")
    if [ -z "$missing" ]; then
        echo "All Debian packages needed are installed."
        return
    fi
    if [ "$(id -u)" != 0 ]; then
        echo "Some Debian packages are missing. As root:" >&2
        echo "  apt-get update && apt-get install --no-install-recommends $missing" >&2
        exit 1
    fi
    echo "Installing from Debian: $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update
    # shellcheck disable=SC2086
    apt-get -q -y install --no-install-recommends $missing
}

# quietly COMMAND: its output is shown only if it fails.
quietly() {
    local said
    said=$("$@" 2>&1) && return
    printf '%s\n' "$said" >&2
    return 1
}

# configure FOLDER [meson options]: make the build folder, or bring it up to
# date.
configure() {
    local folder=$1 again=()
    shift
    [ ! -f "$folder/build.ninja" ] || again=(--reconfigure)
    quietly meson setup "${again[@]}" "$folder" "$@"
}
