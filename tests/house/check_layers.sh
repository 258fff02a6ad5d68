#!/usr/bin/env bash
# tools/check-layers sees an arrow the wrong way, and passes what is allowed.
set -u
failed=0
new_tree() {
    rm -rf tree
    mkdir -p tree/include/blikk tree/src/{base,engine,model,cli}
    echo '#include "base/memory.h"' >tree/src/engine/a.c
    printf '#include "engine/x.h"\n#include "blikk/blikk.h"\n#include <stdio.h>\n' >tree/src/model/a.c
    echo '#include "blikk/status.h"' >tree/src/base/a.h
}
expect() { # refused or passed, what, file, line
    new_tree
    [ -z "$3" ] || printf '%s\n' "$4" >>"tree/src/$3"
    if "$ROOT/tools/check-layers" tree 2>said; then got=passed; else got=refused; fi
    [ $got = "$1" ] || { echo "$2: $got"; cat said; failed=1; }
}
expect passed "a tree in order" "" ""
expect refused "engine includes model" engine/a.c '#include "model/run.h"'
expect refused "model includes scenario" model/a.c '#include "scenario/fields.h"'
expect refused "base includes engine" base/a.h '#include "engine/calendar.h"'
expect refused "with blanks" base/a.h '  #  include "engine/calendar.h"'
expect refused "cli includes report" cli/a.c '#include "report/text.h"'
expect passed "cli includes base" cli/a.c '#include "base/words.h"'
expect refused "a way around by .." engine/a.c '#include "../model/run.h"'
expect refused "toml++ outside scenario" model/a.c '#include <toml++/toml.h>'
expect refused "environment below cli" model/a.c 'const char *a = getenv("A");'
expect passed "environment in cli" cli/a.c 'const char *a = getenv("A");'
new_tree
mkdir tree/src/attic
"$ROOT/tools/check-layers" tree 2>/dev/null && { echo "an unknown room passed"; failed=1; }
new_tree
echo '#include "base/words.h"' >tree/include/blikk/x.h
"$ROOT/tools/check-layers" tree 2>/dev/null && { echo "a public header saw inside"; failed=1; }
exit $failed
