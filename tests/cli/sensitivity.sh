# sensitivity: every form, the same bytes for any threads and language, and every mistake.
cp "$ROOT/tests/cli/small.toml" .
cat >>small.toml <<'END'
[[change]]
week = 20
set = { "conditions.ordinary.hours_per_week" = { low = 30, high = 37.5 } }
END
ranges() {
    blikk sensitivity small.toml --set 'conditions.ordinary.inbox.messages.minutes={low=10,likely=30,high=40}' \
        --set 'clients.domain.health.prevalence={low=0.2,high=0.6}' \
        --set 'office.*.team.ordinary.caseload={low=100,high=200}' --trajectories 4 -n 32 --keys 3 "$@"
}
ranges --team 1 --measure load --measure false_is --json >a.json || echo "failed"
ranges --team 1 --measure load --measure false_is --json --lang nb --threads 1 >b.json
ranges --team 1 --measure load --measure false_is --json --lang en --threads 8 -o c.json
cmp a.json b.json && cmp a.json c.json && echo "same bytes"
ranges --team 1 --measure load --csv >a.csv
ranges --team 1 --measure load --lang nb >nb.txt
ranges --lang en >en.txt
LC_ALL=C ranges --lang en >ascii.txt
python3 - <<'END'
import csv, json
a = json.load(open("a.json"))
assert list(a) == ["version", "scenario", "seed", "team", "plan", "runs", "keys", "measures"], list(a)
assert a["team"] == {"office": "Øst", "conditions": "ordinary", "row": 1}
assert a["plan"] == {"trajectories": 4, "rows": 32, "keys": 3}
paths = [k["path"] for k in a["keys"]]
assert sorted(paths) == sorted(["conditions.ordinary.inbox.messages.minutes", "clients.domain.health.prevalence",
                                "office.*.team.ordinary.caseload",
                                'change.1.set."conditions.ordinary.hours_per_week"']), paths
minutes = next(k for k in a["keys"] if "minutes" in k["path"])
assert minutes["low"] == 10 and minutes["likely"] == 30 and minutes["high"] == 40
kept = sum("rank" in k for k in a["keys"])
assert 2 <= kept <= 3 and a["runs"] == 2 * (4 * 5 + 32 * (2 + kept + 1)), (kept, a["runs"])
assert [m["id"] for m in a["measures"]] == ["load", "false_is"]
load = a["measures"][0]
assert len(load["screen"]) == 4 and len(load["indices"]) == kept and "total" in load["others"]
for share in [load["spread"]["ignorance"]] + [i[x] for i in load["indices"] for x in ("first", "total")]:
    assert share["low"] <= share["value"] <= share["high"]
    assert share.get("about_zero", False) == (share["low"] <= 0)
# Load is work over time: minutes and caseload make it, and hardly anything else does.
total = {i["path"]: i["total"]["value"] for i in load["indices"]}
assert min(total["conditions.ordinary.inbox.messages.minutes"], total["office.*.team.ordinary.caseload"]) > 0.1, total
assert total.get("clients.domain.health.prevalence", 0) < 0.1, total
assert load["spread"]["ignorance"]["value"] > 0.9

rows = list(csv.DictReader(open("a.csv", newline="")))
assert [r["key"] for r in rows] == paths + ["(others)"]
assert {r["measure"] for r in rows} == {"load"}
for row, key in zip(rows, a["keys"]):
    assert float(row["low"]) == key["low"] and (row["likely"] != "") == ("likely" in key)
    assert (row["total"] != "") == (row["rank"] != "") and row["mu_star"] != ""

flat = " ".join(open("nb.txt", encoding="utf-8").read().split())
assert "Hva konklusjonen henger på: Øst, Ordinær" in flat and "Det henger mest på dette:" in flat
assert "Jo høyere, desto høyere blir resultatet." in flat and "omtrent 0" in flat
flat = " ".join(open("en.txt", encoding="utf-8").read().split())
assert "What the conclusion hangs on: all" in flat and "no study has measured" in flat
assert "as the caseworker sees it" in flat
for name in ["nb", "en", "ascii"]:
    for line in open(name + ".txt", encoding="utf-8").read().split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
print("shape ok")
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
both sensitivity small.toml --set 'change.1.set."conditions.ordinary.hours_per_week"=30'
both sensitivity small.toml --rows 5
both sensitivity small.toml --keys 40
both sensitivity small.toml --measure nothing_like_it
both sensitivity small.toml --team 7
both sensitivity small.toml --json --csv
both run small.toml --draws 20
both run small.toml --uncertain --csv
both run small.toml --uncertain --draws 3
