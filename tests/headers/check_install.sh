#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Install into an empty folder, build the example against what is there by
# pkg-config, shared and static, and run both.
# usage: check_install.sh BUILD EXAMPLE.c CC...
set -eu
build=$1
example=$2
shift 2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM

DESTDIR=$place meson install -C "$build" --no-rebuild --quiet
pc=$(find "$place" -name chladni.pc)
[ -n "$pc" ] || { echo "no chladni.pc was installed"; exit 1; }
# The file names the final prefix; here the tree stands in a folder.
prefix=$(sed -n 's/^prefix=//p' "$pc")
sed -i "s|^prefix=.*|prefix=$place$prefix|" "$pc"
PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
libdir=$(pkg-config --variable=libdir chladni)

strict='-std=c11 -pedantic -Wall -Wextra -Werror'
cflags=$(pkg-config --cflags chladni)
# shellcheck disable=SC2046,SC2086
"$@" $strict $cflags "$example" $(pkg-config --libs chladni) \
    -o "$place/shared"
# Static as far as Chladni goes; its dependencies as they are installed.
others=$(pkg-config --print-requires-private chladni | cut -d ' ' -f 1)
# shellcheck disable=SC2086
static="-L$libdir -l:libchladni.a $(pkg-config --libs $others) \
    $(sed -n 's/^Libs.private://p' "$pc")"
# shellcheck disable=SC2086
"$@" $strict $cflags "$example" $static -o "$place/static"

export OPENBLAS_NUM_THREADS=1
LD_LIBRARY_PATH=$libdir "$place/shared" > "$place/shared.txt"
"$place/static" > "$place/static.txt"
cat "$place/shared.txt"
grep -q '^lambda_1 [0-9]' "$place/shared.txt"
grep -q '^gamma [0-9]' "$place/shared.txt"
cmp "$place/shared.txt" "$place/static.txt"
