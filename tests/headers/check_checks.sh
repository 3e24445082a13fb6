#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The checks of tools/dev find what they are there to find.
# usage: check_checks.sh TOOLS_DEV
set -eu
dev=$1
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT INT TERM
spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */'

fresh() {
    rm -rf "$place/tree"
    mkdir -p "$place/tree/src/data" "$place/tree/src/eigen" \
        "$place/tree/include/chladni" "$place/tree/tools" "$place/tree/tests"
    printf '%s\n#include <chladni/eigen.h>\n' "$spdx" \
        > "$place/tree/src/eigen/fine.c"
}

# expect CHECK WORDS: the check refuses the tree and says WORDS.
expect() {
    if "$dev/check_$1" "$place/tree" > "$place/out"; then
        echo "check_$1 missed: $2"
        exit 1
    fi
    grep -q "$2" "$place/out" || { cat "$place/out"; exit 1; }
}

fresh
"$dev/check_layers" "$place/tree" > /dev/null
"$dev/check_style" "$place/tree" > /dev/null

printf '#include <chladni/eigen.h>\n' > "$place/tree/src/data/up.c"
expect layers 'points up, from data to eigen'
fresh
printf '#include <arpack.h>\n' > "$place/tree/src/data/other.c"
expect layers '<arpack.h> belongs to eigen'
fresh
printf '#include <strange.h>\n' > "$place/tree/src/data/strange.c"
expect layers '<strange.h> is not in the table'
fresh
printf '#include <arpack.h>\n' > "$place/tree/include/chladni/eigen.h"
expect layers 'in a public header'
fresh
printf '#include "eigen/b.h"\n' > "$place/tree/src/eigen/a.h"
printf '#include "eigen/a.h"\n' > "$place/tree/src/eigen/b.h"
expect layers 'circle: eigen/a > eigen/b > eigen/a'
fresh
printf '#include <math.h>\n' > "$place/tree/src/eigen/own.c"
: > "$place/tree/src/eigen/own.h"
expect layers '"eigen/own.h" does not come first'

fresh
{ echo "$spdx"; printf 'void\nlong_one(void)\n{\n'; yes '    ;' | head -60
  echo '}'; } > "$place/tree/src/eigen/long.c"
expect style 'long_one has 63 lines'
fresh
{ echo "$spdx"; yes '' | head -450; } > "$place/tree/src/eigen/long.c"
expect style '451 lines'
fresh
echo 'int x;' > "$place/tree/src/eigen/bare.c"
expect style 'not the SPDX line'
