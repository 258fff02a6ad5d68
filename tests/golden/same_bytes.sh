#!/usr/bin/env bash
# The same scenario and seed give the same bytes with every compiler, optimisation, number of
# threads and processor feature we can turn on or off here.
#
# tags: alone
# timeout: 1500
set -u
scenario=$ROOT/tests/golden/same_bytes.toml
[ -f "$scenario" ] || scenario=$ROOT/examples/study.toml
[ -f "$scenario" ] || { echo "there is no scenario to run yet"; exit 77; }
[ -f "$ROOT/src/cli/meson.build" ] || { echo "there is no blikk to run yet"; exit 77; }

# name, compiler, flags; contraction stays off in all: it is part of what we promise.
builds=(
    "gcc-O0 gcc g++ 0 -g0"
    "gcc-O2 gcc g++ 2 -g0"
    "gcc-O3-native gcc g++ 3 -march=native"
    "gcc-O3-native-no-fma gcc g++ 3 -march=native+-mno-fma"
    "clang-O0 clang clang++ 0 -g0"
    "clang-O2 clang clang++ 2 -g0"
    "clang-O3-native clang clang++ 3 -march=native"
    "clang-O3-native-no-fma clang clang++ 3 -march=native+-mno-fma"
)
matrix=$(dirname "$BUILD")/matrix
mkdir -p "$matrix"
case $(uname -m) in x86_64) has_fma=yes ;; *) has_fma=no ;; esac

# Everything but the time it took. Two replications of what the file asks for are enough.
results() { # blikk, threads
    "$1" run "$scenario" --json --seed 7 --replications 2 --threads "$2" |
        sed -E 's/"seconds": *[0-9.e+-]+/"seconds": 0/g'
    return "${PIPESTATUS[0]}"
}

failed=0
first=""
for row in "${builds[@]}"; do
    read -r name cc cxx optimization flags <<<"$row"
    command -v "$cc" >/dev/null || continue
    case $name in *native*) [ $has_fma = yes ] || continue ;; esac
    folder=$matrix/$name
    if [ ! -f "$folder/build.ninja" ]; then
        CC=$cc CXX=$cxx meson setup -Dtests=false -Doptimization="$optimization" \
            -Dc_args="${flags//+/ }" -Dcpp_args="${flags//+/ }" "$folder" "$ROOT" >"$folder.log" 2>&1 ||
            { cat "$folder.log"; exit 1; }
    fi
    ninja -C "$folder" blikk >"$folder.log" 2>&1 || { cat "$folder.log"; exit 1; }

    for threads in 1 2 8; do
        # The C library picks other code for its mathematics when the processor lacks these.
        for hidden in none FMA,AVX2; do
            out=$name-threads-$threads-without-$hidden.json
            tunables=""
            [ $hidden = none ] || tunables=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable
            if ! GLIBC_TUNABLES=$tunables results "$folder/blikk" $threads >"$out"; then
                echo "$out: blikk failed"
                failed=1
                continue
            fi
            [ -n "$first" ] || first=$out
            cmp "$first" "$out" || { diff "$first" "$out" | head -n 20; failed=1; }
        done
    done
done
[ -n "$first" ] && [ "$(wc -c <"$first")" -gt 100 ] || { echo "nothing came out"; failed=1; }
exit $failed
