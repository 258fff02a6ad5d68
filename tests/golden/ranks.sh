#!/usr/bin/env bash
# blikk-mpi over 1, 2 and 3 ranks gives the bytes of one thread; with a store, one precision, and
# a comparison too. A rank that dies costs what was in hand, no more.
#
# timeout: 300
set -u
[ -x "$BUILD/blikk-mpi" ] && command -v mpirun >/dev/null || { echo "blikk-mpi is not built"; exit 77; }
scenario=$ROOT/tests/cli/small.toml
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 # as in a container
ranks() { # how many, arguments of blikk
    local n=$1
    shift
    mpirun --oversubscribe --bind-to none --mca btl self,vader -n "$n" "$BUILD/blikk-mpi" "$@" 2>err.txt
}
ranks 1 run "$scenario" -r 1 --json >/dev/null || { tail -n 3 err.txt; echo "mpirun does not run here"; exit 77; }

failed=0
same() { # what, file, file
    cmp "$2" "$3" || { echo "$1 differs"; failed=1; }
}
"$BUILD/blikk" run "$scenario" -r 13 --series --json --threads 1 >one.json || failed=1
"$BUILD/blikk" compare "$scenario" "$scenario" --json -r 5 --threads 1 >pair.json || failed=1
for n in 1 2 3; do
    ranks $n run "$scenario" -r 13 --series --json >$n.json || failed=1
    same "$n ranks" one.json $n.json
    ranks $n compare "$scenario" "$scenario" --json -r 5 >pair$n.json || failed=1
    same "compare over $n ranks" pair.json pair$n.json
    ranks $n run "$scenario" -r 7 --series --json --store $n.db -o seven.json || failed=1
    ranks $n run "$scenario" --extend 6 --series --json --store $n.db -o all.json || failed=1
    grep -q "7; " err.txt || { echo "nothing was taken from the store"; cat err.txt; failed=1; }
    same "$n ranks with a store" one.json all.json
done

# A usage mistake, a missing file and a file that cannot be written: the exit code of blikk.
for arguments in "run" "run missing.toml" "run $scenario -o no/where.json" "run $scenario --store no/where.db"; do
    # shellcheck disable=SC2086 # words
    "$BUILD/blikk" $arguments >/dev/null 2>&1
    wanted=$?
    # shellcheck disable=SC2086
    timeout 60 mpirun --oversubscribe --bind-to none -n 2 "$BUILD/blikk-mpi" $arguments >/dev/null 2>&1
    code=$?
    [ $code = $wanted ] || { echo "exit code $code, not $wanted: $arguments"; failed=1; }
done

# The second rank is killed at a random moment; going on gives what one thread gives.
"$BUILD/blikk" run "$scenario" -r 400 --json --threads 1 >long.json || failed=1
mpirun --oversubscribe --bind-to none -n 2 sh -c \
    '[ "$OMPI_COMM_WORLD_RANK" = 0 ] || { ( sleep 0.6; kill -9 $$ ) & }
     exec "$@"' sh "$BUILD/blikk-mpi" run "$scenario" -r 400 --threads 1 --json --store lost.db -o lost.json >/dev/null 2>err.txt
"$BUILD/blikk" run "$scenario" -r 400 --json --store lost.db -o resumed.json 2>>err.txt || failed=1
same "resumed after a lost rank" long.json resumed.json
exit $failed
