#!/usr/bin/env bash
# examples/one_office.c is short, builds against an installed library with pkg-config alone, runs,
# and says what is wrong.
set -eu
[ "$(wc -l <"$ROOT/examples/one_office.c")" -lt 40 ] || { echo "40 lines or more"; exit 1; }
meson install -C "$BUILD" --no-rebuild --destdir "$PWD/root" >log 2>&1 || { cat log; exit 1; }
pc=$(find root -name blikk.pc)
libdir=$(dirname "$(dirname "$pc")")
prefix=$(sed -n 's/^prefix=//p' "$pc")
export PKG_CONFIG_PATH=$PWD/$(dirname "$pc") LD_LIBRARY_PATH=$PWD/$libdir
flags=$(pkg-config --define-variable=prefix="$PWD/root$prefix" --cflags --libs blikk)
# shellcheck disable=SC2086 # flags are words
gcc -std=c17 -Wall -Wextra -Wpedantic -Wconversion -Werror "$ROOT/examples/one_office.c" -o one_office $flags

./one_office examples/small_office.toml >said
[ "$(wc -l <said)" -eq 2 ] || { cat said; exit 1; }
awk '/of the willing/ { split($0, part, ": "); if (part[2] > 0 && part[2] + 0 < 0.2) n++ } END { exit n != 2 }' said ||
    { cat said; exit 1; }
code=0
./one_office missing.toml 2>said || code=$?
[ $code -eq 4 ] && grep -q "'missing.toml'" said || { echo "exit code $code"; cat said; exit 1; }
code=0
echo 'weeks = -1' | ./one_office 2>said || code=$?
[ $code -eq 3 ] && grep -q "'weeks' is -1" said || { echo "exit code $code"; cat said; exit 1; }
