# run --precision: as many replications as it takes, told; and what cannot be asked.
cp "$ROOT/tests/cli/small.toml" .
blikk run small.toml --lang en --precision 20% --measure trust --json >a.json
echo "exit $?"
n=$(python3 -c 'import json; print(json.load(open("a.json"))["replications"])')
blikk run small.toml --measure trust --json -r "$n" | cmp - a.json && echo "the same as that number of replications"
blikk run small.toml --lang en --precision 0.001% --measure trust --json -r 12 >b.json 2>told
echo "exit $?"
sed 's/about [0-9]*/about N/' told
for wrong in x 0 -1% % pp 2 5e; do
    blikk run small.toml --lang en --precision "$wrong" 2>&1 | head -1
done
blikk run small.toml --lang nb --precision 1pp --measure load 2>&1 | head -1
blikk run small.toml --lang nb --precision 1 --measure false_is 2>&1 | head -1
blikk run small.toml --lang nb --precision 1% --trace 5 2>&1 | head -1
