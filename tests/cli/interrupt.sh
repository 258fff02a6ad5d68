# Ctrl-C: what was finished is shown as such, and the exit code tells.
cp "$ROOT/tests/cli/small.toml" .
blikk run small.toml --json --lang en --replications 1000000 --threads 1 >out.json 2>err.txt &
child=$!
sleep 2
kill -INT $child
wait $child
echo "=> $?"
python3 - <<'END'
import json, re
out = open("out.json").read()
err = open("err.txt").read()
if out:
    a = json.loads(out)
    assert a["stopped"] is True and a["replications_asked"] == 1000000
    assert 1 <= a["replications"] < 1000000
    assert re.fullmatch(r"blikk: stopped: %d of 1000000 replications finished\n" % a["replications"], err), err
else:
    assert "before any replication" in err, err
print("stopped ok")
END
