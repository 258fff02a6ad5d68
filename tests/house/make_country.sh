#!/usr/bin/env bash
# tools/make-country: the sums are exact whatever the number of offices, and the bytes the same.
set -u
failed=0
for offices in 1 7 300 2000; do
    "$ROOT/tools/make-country" $offices >country.toml || failed=1
    awk -v wanted=$offices '
        /^\[\[office\]\]/ { offices++ }
        /^caseworkers = / { people = $3; sum += $3 }
        /^caseload = / { clients += people * $3 }
        END { exit !(offices == wanted && sum == 4000 && clients == 400000) }' country.toml ||
        { echo "$offices offices: the sums are wrong"; failed=1; }
done
"$ROOT/tools/make-country" >a.toml
"$ROOT/tools/make-country" 300 >b.toml
cmp a.toml b.toml || failed=1
for wrong in 0 2001 many "1 2"; do
    # shellcheck disable=SC2086 # words
    "$ROOT/tools/make-country" $wrong >said 2>&1 && { echo "took '$wrong'"; failed=1; }
done
if [ -x "$BUILD/blikk" ]; then "$BUILD/blikk" check a.toml >said || { cat said; failed=1; }; fi
exit $failed
