#!/usr/bin/env bash
# tools/check-headers sees a header that needs another one first, and one that C++ refuses.
set -u
failed=0
expect() { # passed or refused, file, text
    rm -rf tree
    mkdir -p tree/include/blikk tree/src/base
    printf '%b\n' "$3" >"tree/$2"
    if "$ROOT/tools/check-headers" tree 2>said; then got=passed; else got=refused; fi
    [ $got = "$1" ] || { echo "$2 $3: $got"; cat said; failed=1; }
}
expect passed src/base/a.h '#ifndef A\n#define A\n#include <stdint.h>\nint32_t a(void);\n#endif'
expect refused src/base/a.h '#ifndef A\n#define A\nint32_t a(void);\n#endif'
expect refused src/base/a.h 'typedef struct { int a; } twice;'
expect refused include/blikk/a.h '#ifndef A\n#define A\nvoid a(int class);\n#endif'
exit $failed
