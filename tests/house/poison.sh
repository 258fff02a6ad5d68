#!/usr/bin/env bash
# What style forbids does not compile in src/, and base alone may allocate.
set -u
failed=0
compiles() { # flags, body
    printf '#include <jansson.h>\nint main(void){%s return 0;}\n' "$2" |
        gcc -std=c17 -D_XOPEN_SOURCE=700 $1 -include "$ROOT/src/base/poison.h" -fsyntax-only -xc - 2>/dev/null
}
compiles "" "puts(\"x\");" || { echo "harmless code does not compile"; failed=1; }
for call in 'char a[2]; strcpy(a, "b");' 'char a[2] = ""; strcat(a, "b");' \
    'char a[2]; sprintf(a, "b");' 'strtok(0, "");' 'return atoi("1");' 'return rand();' \
    'time_t t = 0; localtime(&t);' 'setlocale(0, "");' 'return malloc(1) != 0;' \
    'return calloc(1, 1) != 0;' 'return realloc(0, 1) != 0;' 'free(0);'; do
    if compiles "" "$call"; then
        echo "compiles, and must not: $call"
        failed=1
    fi
done
compiles "-DBK_MAY_ALLOCATE" 'free(malloc(1));' || { echo "base may not allocate"; failed=1; }
exit $failed
