# Every published finding passes, and the tables of docs/evidence.md and docs/evidens.md are what the
# tool says.
# timeout: 900
cd "$ROOT" || exit 1
check() { # language, page
    blikk validate --markdown --lang "$1" >"$OUT/table"
    local code=$?
    sed -n '/<!-- table -->/,/<!-- end of table -->/p' "$2" | grep '^|' >"$OUT/page"
    if ! diff "$OUT/page" "$OUT/table"; then
        echo "$2 is not what 'blikk validate --markdown --lang $1' says; tools/update-evidence writes it anew"
        return 1
    fi
    [ "$code" -eq 0 ] || { echo "blikk validate ends with $code"; return 1; }
}
OUT=$(mktemp -d)
trap 'rm -rf "$OUT"' EXIT
check en docs/evidence.md && check nb docs/evidens.md
