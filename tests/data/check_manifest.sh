#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every shipped dataset is in the manifest, unchanged: check_manifest.sh DIR
set -eu
cd "$1"
tab=$(printf '\t')
tail -n +2 MANIFEST.tsv | awk -F"$tab" '{ print $6 "  " $1 }' \
    | sha256sum --check --quiet
listed=$(tail -n +2 MANIFEST.tsv | cut -f 1 | LC_ALL=C sort)
there=$(find . -type f ! -name MANIFEST.tsv ! -name README.md ! -name 'LICENSE-*' \
    | sed 's|^\./||' | LC_ALL=C sort)
[ "$listed" = "$there" ] || {
    echo "datasets/ and MANIFEST.tsv do not list the same files" >&2
    exit 1
}
