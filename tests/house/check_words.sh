#!/usr/bin/env bash
# tools/check-words sees what must not stand in a file.
set -u
failed=0
expect() { # passed or refused, text
    rm -rf tree
    mkdir tree
    printf '%b\n' "$2" >tree/a.md
    if BLIKK_FORBIDDEN_WORDS=${3:-} "$ROOT/tools/check-words" "$PWD/tree" 2>said; then got=passed; else got=refused; fi
    [ $got = "$1" ] || { echo "$2: $got"; cat said; failed=1; }
}
h=home
expect passed 'a line\n\nanother: framework/work/shape, TO''DO(12): later'
expect refused "in /$h/somebody/code"
expect refused 'blank at the end '
expect refused 'TO''DO: later'
expect refused '<<<<''<<< ours'
expect refused 'a\ttab'
echo Secret >words
expect refused 'our secret name' "$PWD/words"
expect passed 'our open name' "$PWD/words"
exit $failed
