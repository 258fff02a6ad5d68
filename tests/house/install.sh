#!/usr/bin/env bash
# An installed library can be found, compiled against from C and C++, and shows only its own calls.
set -eu
meson install -C "$BUILD" --no-rebuild --destdir "$PWD/root" >log 2>&1 || { cat log; exit 1; }
pc=$(find root -name blikk.pc)
libdir=$(dirname "$(dirname "$pc")")
prefix=$(sed -n 's/^prefix=//p' "$pc")
export PKG_CONFIG_PATH=$PWD/$(dirname "$pc")
flags=$(pkg-config --define-variable=prefix="$PWD/root$prefix" --cflags --libs blikk)

echo '#include <blikk/blikk.h>
#include <stdio.h>
int main(void) { return puts(bk_version()) < 0; }' >x.c
cp x.c x.cc
# shellcheck disable=SC2086 # flags are words
gcc -std=c17 -Wall -Wextra -Werror x.c -o c $flags
# shellcheck disable=SC2086
g++ -std=c++17 -Wall -Wextra -Werror x.cc -o cc $flags
version=$(pkg-config --modversion blikk)
for program in ./c ./cc; do
    said=$(LD_LIBRARY_PATH=$libdir $program)
    [ "$said" = "$version" ] || { echo "$program says '$said', not '$version'"; exit 1; }
done

# Every public call is there, and nothing else.
nm -D --defined-only "$libdir"/libblikk.so | awk '$2 == "T" { sub("@.*", "", $3); print $3 }' | sort >shown
sed -e 's:/\*.*::' "$ROOT"/include/blikk/*.h | grep -oE '\bbk_[a-z0-9_]+\(' | tr -d '(' | sort -u >promised
comm -23 shown promised >secret
[ ! -s secret ] || { echo "shown, but in no header:"; cat secret; exit 1; }
if [ -f "$ROOT/src/cli/meson.build" ]; then
    comm -13 shown promised >missing
    [ ! -s missing ] || { echo "promised, but not there:"; cat missing; exit 1; }
fi
