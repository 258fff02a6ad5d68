# check: what was read, in both languages and as JSON; a refused file is exit code 3.
cp "$ROOT/tests/cli/small.toml" .
hash='s/[0-9a-f]{16}/HASH/; s/blikk [0-9.]+/blikk VERSION/; s/"version": "[0-9.]+"/"version": "VERSION"/'
blikk check small.toml --lang nb | sed -E "$hash"
blikk check - --lang en <small.toml | sed -E "$hash"
blikk check small.toml --set 'office.*.team.special.caseload=25' --lang en | grep '25 clients'
blikk check small.toml --json >a.json
blikk check small.toml --json --lang nb >b.json
cmp a.json b.json && python3 -m json.tool a.json >/dev/null && sed -E "$hash" a.json | head -n 18
sed 's/^caseload = 12$/caseload = "many"/; s/^weeks = 30$/weeks = -3/' small.toml >wrong.toml
blikk check wrong.toml --lang en 2>&1
echo "=> $?"
blikk check wrong.toml --lang nb >/dev/null 2>&1
echo "=> $?"
blikk check missing.toml --lang nb 2>&1
echo "=> $?"
