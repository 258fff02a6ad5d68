#!/usr/bin/env bash
# tools/install-packages calls apt only for what is missing, and says clearly when it may not.
set -u
failed=0
mkdir bin empty
# Stand-ins: dpkg-query knows all but $MISSING, id says $USER_ID, apt-get notes how it was called.
cat >bin/dpkg-query <<'SH'
#!/bin/bash
for last; do :; done
case " $MISSING " in *" $last "*) exit 1 ;; *) echo installed ;; esac
SH
printf '#!/bin/bash\necho "$USER_ID"\n' >bin/id
cat >bin/apt-get <<'SH'
#!/bin/bash
echo "apt-get $*" >>calls
[ "$1" != install ] || [ -z "${NO_LISTS:-}" ] || grep -q update calls
SH
chmod +x bin/*
for tool in bash grep env; do ln -s "$(command -v $tool)" empty/; done

expect() { # exit code, missing, user id, calls (pattern), said (pattern)
    rm -f calls
    touch calls
    MISSING=$2 USER_ID=$3 PATH=$PWD/bin:$PWD/empty bash "$ROOT/tools/install-packages" test >said 2>&1
    code=$?
    [ $code = "$1" ] || { echo "missing '$2' as $3: exit code $code"; cat said; failed=1; }
    [[ $(tr '\n' ';' <calls) =~ ^$4$ ]] || { echo "missing '$2' as $3: called"; cat calls; failed=1; }
    [[ $(tr '\n' ';' <said) =~ $5 ]] || { echo "missing '$2' as $3: said"; cat said; failed=1; }
}
expect 0 "" 1000 "" '^$'
expect 0 "meson" 0 'apt-get install .* meson;' 'installing: meson'
expect 4 "meson clang" 1000 "" 'needs root or sudo.*apt-get install meson clang'
export NO_LISTS=1
expect 0 "meson" 0 'apt-get install .*;apt-get update --quiet;apt-get install .*;' 'installing: meson'
printf '#!/bin/bash\necho sudo "$@" >>sudo_calls\nexec "$@"\n' >bin/sudo
chmod +x bin/sudo
unset NO_LISTS
expect 0 "meson" 1000 'apt-get install .* meson;' 'installing: meson'
[ -s sudo_calls ] || { echo "sudo was not asked"; failed=1; }
exit $failed
