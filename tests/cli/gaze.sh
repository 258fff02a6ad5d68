# gaze: shares, agreement and what a reader must know, in both languages and as JSON; what is refused
# and where. The example's own figures are exact arithmetic, so they may stand here.
cp "$ROOT/examples/codes.csv" .
blikk gaze codes.csv --lang en
blikk gaze codes.csv --lang nb | head -n 12
blikk gaze codes.csv --json >a.json
blikk gaze codes.csv --json --lang nb >b.json
cmp a.json b.json && python3 - <<'END'
import json
a = json.load(open("a.json"))
assert [l["line"] for l in a["lines"]] == ["ordinary", "special"] and len(a["differences"]) == 1
assert all(l["is"]["low"] < l["is"]["value"] < l["is"]["high"] for l in a["lines"])
assert a["alpha"]["interval_by"] == "groups" and "simulated" not in a["lines"][0]
END
(head -n 1 codes.csv && tail -n +2 codes.csv | sort -r) >backwards.csv
blikk gaze backwards.csv --json | sed 's/backwards/codes/' | cmp - a.json && echo "order of rows is nothing"
echo "-- with a scenario"
cp "$ROOT/tests/cli/small.toml" .
blikk gaze codes.csv --scenario small.toml --json >c.json
python3 - <<'END'
import json
c = json.load(open("c.json"))
print([l["line"] for l in c["lines"] if "simulated" in l], "scenario" in c)
END
blikk gaze codes.csv --scenario small.toml --lang en | grep -c "no study has measured"
echo "-- refused"
printf 'group,line,coder,unit,code,name\na,b,c,1,IS,Kari\n' >more.csv
blikk gaze more.csv --lang en 2>&1
echo "=> $?"
printf 'gruppe;tjeneste;koder;enhet;kode\n;b;c;1;kanskje\n' >wrong.csv
blikk gaze wrong.csv --lang nb 2>&1
echo "=> $?"
blikk gaze missing.csv --lang en 2>&1
echo "=> $?"
blikk gaze codes.csv --scenario missing.toml --lang en 2>&1
echo "=> $?"
blikk gaze --lang en 2>&1 | head -n 1
printf 'group,line,coder,unit,code\na,b,c,1,IS\nb,b,c,1,IS\n' | blikk gaze - --lang en | sed -n '/Note/,/never/p'
