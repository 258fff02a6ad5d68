# Every mistake on the command line: exit code 2, what is wrong, what was meant, how to get help.
cp "$ROOT/tests/cli/small.toml" .
try() {
    echo "\$ blikk $*"
    blikk "$@" 2>&1
    echo "=> $?"
}
both() {
    try "$@" --lang nb
    try "$@" --lang en
}
both runn
both frobnicate
both help rnu
both run
both run small.toml extra
both run small.toml --jsno
both run small.toml -x
both run small.toml --replications
both run small.toml --replications 0
both run small.toml --replications=1.5
both run small.toml --threads 99999
both run small.toml --seed eleven
both run small.toml --json=yes
both run small.toml --json --csv
both run small.toml --set caseload
both run small.toml --measure share_iss
both run small.toml --measure nothing_like_it
both run small.toml --team 1
both run small.toml --client 1
both run small.toml --explain --team Vest
both run small.toml --explain --team Øst
both run small.toml --trace 5 --explain
try run small.toml --lang fr
try --lang fr
both help --completion tcsh
both keys no.such.key
