# compare: groups of --set and files give the same; words, figures, JSON and CSV agree; same bytes
# for any threads; what exists in one only is said; every mistake of the command line.
# timeout: 300
cp "$ROOT/tests/cli/small.toml" .
sed -e '/^conditions = "special"$/,$d' small.toml >less.toml
sed -i '$d' less.toml # the [[office.team]] above
sed 's/caseload = 200/caseload = 20/' small.toml >twenty.toml
set=office.*.team.ordinary.caseload=20
blikk compare small.toml twenty.toml --json -r 8 >files.json
blikk compare small.toml --vs --set "$set" --json -r 8 --threads 1 >groups.json
blikk compare small.toml --vs --set "$set" --json -r 8 --lang nb --threads 3 -o threads.json
cmp groups.json threads.json && echo "same bytes"
blikk compare small.toml --vs --set "$set" --csv -r 8 >groups.csv
blikk compare small.toml --vs --set "$set" --lang en -r 8 >en.txt
blikk compare small.toml --vs --set "$set" --lang nb -r 8 >nb.txt
LC_ALL=C blikk compare small.toml --vs --set "$set" --lang en -r 8 >ascii.txt
blikk compare small.toml --vs --set "$set" --lang en -r 1 >one.txt
blikk compare small.toml --vs --set "$set" --vs --set office.*.team.ordinary.caseload=30 --lang en -r 8 \
    --team 1 --measure false_is --measure load >two.txt
blikk compare small.toml small.toml --lang en >same.txt
blikk compare small.toml less.toml --lang en >less.txt
blikk compare less.toml small.toml --json --team 1 >more.json
blikk compare - small.toml --lang en <small.toml >stdin.txt
blikk run small.toml --json -r 8 >a.json
blikk run twenty.toml --json -r 8 >b.json
# Parts kept in a store give what one run gives.
for k in 1 2 3; do blikk compare small.toml twenty.toml -r 8 --store s.db --shard $k/3 2>/dev/null; done
blikk compare small.toml twenty.toml -r 8 --store s.db --json --lang nb 2>stored.err >stored.json
cmp files.json stored.json && cat stored.err
python3 - <<'END2'
import csv, json, re
def text(name): return open(name + ".txt", encoding="utf-8").read()
def flat(name): return " ".join(text(name).split())
files, groups = json.load(open("files.json")), json.load(open("groups.json"))
assert list(files) == ["version", "seed", "base", "alternatives"], list(files)
assert files["base"]["name"] == "small.toml" == groups["base"]["name"]
f, g = files["alternatives"][0], groups["alternatives"][0]
assert (f["name"], g["name"]) == ("twenty.toml", "office.*.team.ordinary.caseload=20")
assert f["teams"] == g["teams"] and f["all"] == g["all"] and f["offices"] == g["offices"]
assert f["scenario"] == g["scenario"] and f["paired"] is True and f["pairs"] == 8
a, b = json.load(open("a.json")), json.load(open("b.json"))
seen = 0
for i, team in enumerate(f["teams"]):
    assert team["same"] is (i == 1)
    for name, m in team["measures"].items():
        one, two = a["teams"][i]["measures"][name], b["teams"][i]["measures"][name]
        if one["n"] == two["n"] == 8:
            assert m["before"]["mean"] == one["mean"] and m["after"]["mean"] == two["mean"], name
        change = m["change"]
        assert abs(change["mean"] - (m["after"]["mean"] - m["before"]["mean"])) < 1e-9 * (1 + abs(m["after"]["mean"]))
        if i == 1: assert m["verdict"] == "same" and change["mean"] == 0, name
        elif change["low"] <= 0 <= change["high"]: assert m["verdict"] == "none_seen", (name, m)
        else: assert m["verdict"] in ["better", "worse", "more", "less"], (name, m)
        seen += 1
assert seen > 50
load = f["teams"][0]["measures"]["load"]
assert load["verdict"] == "better" and load["change"]["high"] < 0 and load["variance_factor"] > 0
assert f["teams"][0]["before"] == {"caseworkers": 2, "caseload": 200, "copies": 1}
assert f["teams"][0]["after"]["caseload"] == 20
rows = list(csv.DictReader(open("groups.csv", newline="")))
for row in rows:
    where = f["all"] if not row["office"] else f["offices"][0] if not row["conditions"] else next(
        t for t in f["teams"] if t["conditions"] == row["conditions"])
    m = where["measures"][row["measure"]]
    assert float(row["change"]) == m["change"]["mean"] and row["verdict"] == m["verdict"]
    assert row["alternative"] == g["name"]
for name in ["en", "nb", "ascii", "one", "two", "same", "less"]:
    for line in text(name).split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
en, nb = flat("en"), flat("nb")
assert "8 pairs of replications of 30 weeks" in en and "8 par av kjøringer på 30 uker" in nb
assert "Øst, Ordinary, 200 → 20" in en and "Unchanged, the same in every pair: Øst, Special, 12" in en
talk = f["teams"][0]["measures"]["conversation_minutes"]["change"]
low, high = map(float, re.search(r"better each client gets ([\d.]+) to ([\d.]+) minutes more conversation", en).groups())
assert low <= talk["low"] and high >= talk["high"] and high - low < 2 * (talk["high"] - talk["low"]) + 0.02, (low, high, talk)
assert "bedre hver klient får" in nb and "minutter mer samtaletid i måneden" in nb
assert "no study has measured" in en and "ingen studie har målt" in nb
assert "as the caseworker sees it" in en and "slik veilederen ser det" in nb
assert "the same luck" in en and "samme flaks" in nb and "95 % interval" in en
assert "before after change" in en and "nan" not in en and "inf " not in en
assert {c for c in text("ascii") if ord(c) > 127} <= {"Ø"} and "200 > 20" in text("ascii")
assert "one pair alone" in flat("one") and "±" not in text("one") and "fewer of 100" not in flat("one")
two = flat("two")
assert "What changes with alternative 2: office.*.team.ordinary.caseload=30" in two
assert "the base alternative 1 alternative 2" in two and "weeks of work less on each desk" in two
assert "Special" not in two
assert "Nothing changes: every figure is the same in every pair" in flat("same")
assert "In the base alone, and not compared: Øst, Special, 12" in flat("less") and "All together" in flat("less")
more = json.load(open("more.json"))["alternatives"][0]
assert more["only_in_alternative"] == [{"office": "Øst", "conditions": "special"}] and "all" not in more
assert text("stdin").startswith("A small trial\n3 pairs")
print("shape ok")
END2
try() {
    echo "\$ blikk $*"
    blikk "$@" 2>&1
    echo "=> $?"
}
both() {
    try "$@" --lang nb
    try "$@" --lang en
}
both compare small.toml
both compare small.toml less.toml --vs
both compare - --vs --set weeks=40 </dev/null
both compare - - </dev/null
both compare a b c d e f g h i
both compare small.toml --vs --set weeks
both compare small.toml --vs --json --csv
both compare small.toml --vs --team 9
both compare small.toml --vs --shard 1/2
try compare small.toml --vs --set weeks=0 --lang en
blikk compare small.toml --vs --set "$set" --json --lang en -r 1000000 --threads 1 >out.json 2>err.txt &
child=$!
sleep 3
kill -INT $child
wait $child
echo "=> $?"
python3 -c '
import json
out, err = open("out.json").read(), open("err.txt").read()
if out:
    a = json.loads(out)
    pairs = a["alternatives"][0]["pairs"]
    assert a["stopped"] is True and a["pairs_asked"] == 1000000 and 1 <= pairs < 1000000
    assert err == "blikk: stopped: %d of 1000000 pairs finished\n" % pairs, err
else:
    assert "before any replication" in err, err
print("stopped ok")'
