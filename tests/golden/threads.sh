#!/usr/bin/env bash
# Any number of threads gives the same bytes; under the thread sanitizer, without a race.
#
# tags: threads
# timeout: 120
set -u
[ -x "$BUILD/blikk" ] || { echo "blikk is not built"; exit 77; }
scenario=$ROOT/tests/cli/small.toml
failed=0
for threads in 1 2 3 8; do
    blikk run "$scenario" --json --series --replications 9 --threads $threads >$threads.json || failed=1
    cmp 1.json $threads.json || failed=1
done
[ "$(wc -c <1.json)" -gt 100 ] || { echo "nothing came out"; failed=1; }
exit $failed
