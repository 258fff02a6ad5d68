#!/usr/bin/env bash
# tools/check-globals sees state that can change, and passes constants.
set -u
failed=0
expect() { # passed or refused, source
    echo "$2" | gcc -fPIC -O2 -c -xc - -o x.o && rm -f libblikk.a && ar rc libblikk.a x.o
    if "$ROOT/tools/check-globals" . 2>said; then got=passed; else got=refused; fi
    [ $got = "$1" ] || { echo "$2: $got"; cat said; failed=1; }
}
expect passed 'const char *const a[] = {"x", "y"}; static const int b[] = {1}; const int *c(void) { return b; }'
expect refused 'int a = 1;'
expect refused 'int a;'
expect refused 'int b(void) { static int a; return ++a; }'
expect refused '_Thread_local int a;'
expect refused 'const char *a[] = {"x"};'
exit $failed
