# run --json: the shape other programs rely on; the same bytes for any language and threads.
cp "$ROOT/tests/cli/small.toml" .
blikk run small.toml --json >a.json || echo "failed"
blikk run small.toml --json --lang en --threads 1 >b.json
blikk run small.toml --json --lang nb --threads 3 -o c.json
cmp a.json b.json && cmp a.json c.json && echo "same bytes"
blikk run small.toml --json --series --timing --seed 18446744073709551615 -r 2 >s.json
blikk run small.toml --json -r 1 >one.json
blikk run small.toml --json --measure share_is_by_needs --measure load >few.json
python3 - <<'END'
import json, re
text = open("a.json").read()
a = json.loads(text)
assert list(a) == ["version", "scenario", "seed", "replications", "events", "events_by_kind",
                   "warmup", "teams", "offices", "all"], list(a)
assert a["scenario"]["title"] == {"nb": "Liten prøve", "en": "A small trial"}
assert re.fullmatch("[0-9a-f]{16}", a["scenario"]["hash"])
assert a["seed"] == 7 and a["replications"] == 3
assert a["events"] == sum(a["events_by_kind"].values()) > 0
assert [list(t) for t in a["teams"]] == [["office", "conditions", "caseworkers", "caseload", "copies",
                                         "measures"]] * 2
assert [t["caseload"] for t in a["teams"]] == [200, 12]
assert [o["office"] for o in a["offices"]] == ["Øst"]
for where in a["teams"] + a["offices"] + [a["all"]]:
    for name, m in where["measures"].items():
        assert list(m) == ["mean", "low", "high", "n"] or m["n"] == 1, (name, m)
        assert 1 <= m["n"] <= 3
        if m["n"] > 1: assert m["low"] <= m["mean"] <= m["high"], (name, m)
ids = list(a["all"]["measures"])
for name in ["time_share.messages", "share_is_by_needs.4_plus", "false_is", "load"]:
    assert name in ids or name == "share_is_by_needs.4_plus", name
assert "null" not in text and "nan" not in text.lower() and "inf" not in text
# Every number is the shortest that reads back.
for number in re.findall(r"(?<=: )-?[0-9][0-9.e+-]*", text):
    if re.search("[.e]", number):
        assert len(number.replace("e-0", "e-").replace("e+", "e")) <= len(repr(float(number))), number
        assert repr(float(repr(float(number)))) == repr(float(number))
# What was not measured is absent: nobody is called in at the team that drowns.
assert "contact_gap_weeks" not in a["teams"][0]["measures"]
assert "contact_gap_weeks" in a["teams"][1]["measures"]

s = json.load(open("s.json"))
assert s["seed"] == 18446744073709551615 and s["seconds"] >= 0
week = s["teams"][0]["series"]["load"][-1]
assert list(week) == ["week", "mean", "q05", "q25", "q50", "q75", "q95", "n"] and week["week"] == 30
assert week["q05"] <= week["q25"] <= week["q50"] <= week["q75"] <= week["q95"]
assert "duration_days" not in s["all"]["series"] and "series" in s["offices"][0]

one = json.load(open("one.json"))
assert all(list(m) == ["mean", "n"] for m in one["all"]["measures"].values())
few = json.load(open("few.json"))
assert set(few["all"]["measures"]) <= {"load", "share_is_by_needs.0", "share_is_by_needs.1",
                                       "share_is_by_needs.2_3", "share_is_by_needs.4_plus"}
print("shape ok")
END
