#!/usr/bin/env bash
# tools/update-docs runs a page's commands in one shell, writes what they answer, and sees what
# differs and what fails.
set -u
failed=0
wrong() { echo "$1"; cat said; failed=1; }
page() { printf '%s\n' '<!-- commands are run: LANG=en_GB.UTF-8 -->' '```console' "$@" '```' end >page.md; }
tool() { "$ROOT/tools/update-docs" "$@" page.md >said 2>&1; }

page "\$ x=1; printf 'a\\nb\\n' >file" "\$ cat \\" '      file; echo "$x $LANG" >&2' old
tool --check && wrong "did not see the difference"
tool || wrong "could not update"
tool --check || wrong "not the same after the update"
grep -q '^a$' page.md && grep -q '^1 en_GB.UTF-8$' page.md && ! grep -q old page.md || wrong "not what they answer"
[ "$(tail -n 1 page.md)" = end ] || wrong "the end is gone"

page '$ echo blikk 1.2.3' 'blikk 3.2.1'
tool --check || wrong "the version may differ"
page '$ false'
tool --check && wrong "did not see the failure"
grep -q 'exit code 1' said || wrong "did not say which failed"
page 'no command'
tool --check && wrong "took text for a command"
printf '%s\n' '```console' '$ false' '```' >page.md
tool --check || wrong "ran a page that takes no part"
exit $failed
