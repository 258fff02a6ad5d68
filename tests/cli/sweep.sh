# sweep: every point is the single run with its values, in every form; bytes do not depend on
# threads; mistakes say what was expected.
cp "$ROOT/tests/cli/small.toml" .
vary="office.*.team.ordinary.caseload=50:150:50"
prior="conditions.special.gaze.prior=0.1:0.3:0.1"
blikk sweep small.toml --vary "$vary" --vary "$prior" --csv >grid.csv
for threads in 1 2 8; do
    blikk sweep small.toml --vary "$vary" --vary "$prior" --json --threads $threads >$threads.json
    cmp 1.json $threads.json
done
for load in 50 100 150; do for p in 0.1 0.2 0.3; do
    blikk run small.toml --set "office.*.team.ordinary.caseload=$load" \
        --set "conditions.special.gaze.prior=$p" --json >"$load-$p.json"
done; done
blikk sweep small.toml --vary "${prior%:*}" --vary "${vary%:*}" --design sobol:16 --csv --measure share_is --team 2 >sobol.csv
blikk sweep small.toml --vary "${prior%:*}" --vary "${vary%:*}" --design sobol:16 --csv --measure share_is --team 2 --seed 8 >sobol8.csv
blikk sweep small.toml --vary "$vary" --lang nb >nb.txt
blikk sweep small.toml --vary "$vary" --lang en >en.txt
LC_ALL=C blikk sweep small.toml --vary "$vary" --lang en >ascii.txt
blikk sweep small.toml --vary "$vary" --vary "$prior" --lang en --team Special --measure false_is >team.txt
blikk sweep small.toml --vary "$vary" --lang en -r 1 >one.txt
blikk sweep small.toml --vary "conditions.special.gaze.prior=0:0.5:0.001" --lang en -r 1 --team 2 --measure share_is >many.txt
# From a store, and in five parts that are merged: the same bytes as fresh.
blikk sweep small.toml --vary "$vary" --csv >fresh.csv
for i in 1 2; do
    blikk sweep small.toml --vary "$vary" --csv --store kept.db >stored.csv 2>store$i.txt
    cmp fresh.csv stored.csv
done
grep -q ': 9; ' store2.txt || cat store2.txt
for k in 1 2 3 4 5; do
    blikk sweep small.toml --vary "$vary" --csv --store part$k.db --shard $k/5 >part.csv 2>part.txt || cat part.txt
    [ -s part.csv ] && echo "a part showed something"
done
blikk merge all.db part?.db >merged.txt 2>&1 || cat merged.txt
blikk sweep small.toml --vary "$vary" --csv --store all.db 2>all.txt | cmp - fresh.csv
grep -q ': 9; ' all.txt || cat all.txt
# Ctrl-C keeps the points that are finished.
blikk sweep small.toml --vary "conditions.special.gaze.prior=0:0.9:0.00002" --csv --threads 1 >part.csv 2>stopped.txt &
child=$!
sleep 2
kill -INT $child
wait $child
echo "stopped: $?"
blikk sweep small.toml --vary "$vary" -o file.csv --csv && cmp -s file.csv <(blikk sweep small.toml --vary "$vary" --csv) && echo "same in a file"
python3 - <<'END'
import csv, json
def text(name): return open(name, encoding="utf-8").read()
grid = list(csv.DictReader(open("grid.csv", newline="", encoding="utf-8")))
data = json.load(open("1.json"))
load, prior = data["keys"]
assert len(data["points"]) == 9 and data["design"] == "grid" and data["seed"] == 7
assert "no study has measured" in data["notes"]["share_is"]
rows = {(r["point"], r["office"], r["conditions"], r["measure"]): r for r in grid}
n = 0
for number, point in enumerate(data["points"], 1):
    values = point["values"]
    single = json.load(open("%d-%s.json" % (values[load], values[prior])))
    assert point["hash"] == single["scenario"]["hash"] and point["replications"] == 3
    alone = {(t["office"], t["conditions"]): t["measures"] for t in single["teams"]}
    alone[("Øst", "")] = single["offices"][0]["measures"]
    alone[("", "")] = single["all"]["measures"]
    for of in point["of"]:
        where = of.get("office", ""), of.get("conditions", "")
        assert of["measures"] == alone[where], where # the same figures to the last bit
        for id, m in of["measures"].items():
            row = rows[(str(number), *where, id)]
            assert float(row["mean"]) == m["mean"] and int(row["n"]) == m["n"]
            assert float(row[load]) == values[load] and row[prior] == str(values[prior])
            n += 1
assert n == len(grid) > 500
sobol = list(csv.DictReader(open("sobol.csv", newline="", encoding="utf-8")))
assert len(sobol) == 16 and {r["conditions"] for r in sobol} == {"special"}
assert len({r[prior] for r in sobol}) == 16 and all(len(r[prior]) <= 9 for r in sobol)
assert sorted(int((float(r[prior]) - 0.1) / 0.2 * 16) for r in sobol) == list(range(16))
assert all(50 <= int(r[load]) <= 150 for r in sobol)
assert text("sobol.csv") != text("sobol8.csv")
for name in ["nb.txt", "en.txt", "ascii.txt", "team.txt", "one.txt", "many.txt"]:
    for line in text(name).split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
    assert "nan" not in text(name) and "inf" not in text(name).replace("info", "")
flat = " ".join(text("nb.txt").split())
assert "Alle kombinasjoner av verdiene, 3 punkter" in flat and "Alle team samlet" in flat
assert "det som varieres, gjelder ikke dette teamet" in flat and "slik veilederen ser det" in flat
assert flat.count("ingen studie har målt") == 4 # beside each picture and under each table
flat = " ".join(text("en.txt").split())
assert flat.count("no study has measured") == 4 and "±" in flat and "█" in flat
assert {c for c in text("ascii.txt") if ord(c) > 127} == {"Ø"}
assert "as the caseworker sees it" in " ".join(text("team.txt").split()) and "█" not in text("team.txt")
assert "±" not in text("one.txt") and "one replication alone" in text("one.txt")
assert "301 more points" in text("many.txt")
import re
said = re.fullmatch(r"blikk: (?:stopped|stoppet): (\d+) (?:of|av) 45001 (?:points finished|punkter ble ferdige)\n", text("stopped.txt"))
kept = list(csv.DictReader(open("part.csv", newline="", encoding="utf-8")))
assert said and int(said.group(1)) == len({r["point"] for r in kept}), text("stopped.txt")
print("sweep ok")
END
try() {
    echo "\$ blikk $*"
    blikk "$@" 2>&1
    echo "=> $?"
}
both() {
    try "$@" --lang nb
    try "$@" --lang en
}
both sweep small.toml
both sweep small.toml --vary caseload
both sweep small.toml --vary 'conditions.special.gaze.prior=0,1:0,5:0,1'
both sweep small.toml --vary 'conditions.special.gaze.prior=0.1:0.5'
both sweep small.toml --vary 'conditions.special.gaze.prior=0.1:0.5:0.1' --design sobol:8
both sweep small.toml --vary 'conditions.special.gaze.prior=0.1:0.5' --design lhs:8
both sweep small.toml --vary 'office.*.team.ordinary.caseload=0:50:10'
both sweep small.toml --vary 'office.*.team.ordinary.caselaod=10:50:10'
both sweep small.toml --vary 'conditions.special.intake=1:2:1'
try sweep small.toml --vary "$vary" --json --csv --lang en
try sweep small.toml --vary "$vary" --measure share_iss --lang en
try sweep small.toml --vary "$vary" --team Vest --lang en
