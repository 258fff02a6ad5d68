# index: every form, the same bytes for any threads and language, the table in a scenario, and every
# mistake.
sed 's/^weeks = 30/weeks = 160/; s/^caseload = 200/caseload = 70/' "$ROOT/tests/cli/small.toml" >small.toml
blikk index small.toml --json -r 6 >a.json || echo "failed"
blikk index small.toml --json -r 6 --lang nb --threads 1 >b.json
blikk index small.toml --json -r 6 --lang en --threads 8 -o c.json
cmp a.json b.json && cmp a.json c.json && echo "same bytes"
blikk index small.toml -r 6 --lang nb >nb.txt
blikk index small.toml -r 6 --lang en --aim seen --team Øst/ordinary >en.txt
LC_ALL=C blikk index small.toml -r 6 --lang en >ascii.txt
blikk index small.toml -r 6 --toml >lines.toml
python3 - <<'END'
import json, tomllib
a = json.load(open("a.json"))
assert list(a) == ["version", "scenario", "seed", "replications", "team", "aim", "unit_of_worth", "unit_of_gain",
                   "lumped", "table", "bound", "bound_with_gaze", "price", "nobody_called", "budget",
                   "orders"], list(a)
assert a["team"] == {"office": "Øst", "conditions": "ordinary", "row": 1} and a["replications"] == 6
assert len(a["table"]) == 42
assert abs(sum(c["share"] for c in a["table"]) - 1) < 1e-9
assert list(a["orders"]) == ["random", "longest_waiting", "new_first", "most_needs_known",
                             "least_seen_as_problem", "most_seen_as_problem", "index", "index_with_gaze"]
for order in a["orders"].values():
    for key in ("reached", "over_random", "share_of_possible", "exits_work", "false_is"):
        assert order[key]["low"] <= order[key]["mean"] <= order[key]["high"], key
    assert 0 < order["called"] <= a["budget"] <= 1
assert a["orders"]["random"]["over_random"]["mean"] == 0
assert a["nobody_called"] <= a["bound"] <= a["bound_with_gaze"] + 1e-6
lines = tomllib.load(open("lines.toml", "rb"))["conditions"]["ordinary"]["conversation"]
assert lines["who_next"] == "index" and len(lines["index"]) == 42
# What is written is what the answer shows, a hundred times as large: worth of 100 conversations.
assert all(abs(100 * x - c["worth"]) < 1e-9 for x, c in zip(lines["index"], a["table"]))
nb, en = open("nb.txt").read(), open("en.txt").read()
for word in ["Øst, Ordinær", "ingen samtale ennå", "hvem loddet faller på", "ingen studie har målt"]:
    assert word in nb, word
for word in ["no conversation yet", "whoever is drawn by lot", "no study has measured", "ranks no people"]:
    assert word in en, word
assert max(map(len, nb.split("\n"))) <= 100 and max(map(len, en.split("\n"))) <= 100
END
# The table back in: the scenario runs, and has another hash.
cat lines.toml >>small.toml
blikk check small.toml >/dev/null && blikk run small.toml -r 1 >/dev/null && echo "runs"

blikk index --lang en; echo "exit $?"
blikk index small.toml --lang en --aim happiness; echo "exit $?"
blikk index small.toml --lang en --json --toml; echo "exit $?"
blikk index small.toml --lang en --team nobody; echo "exit $?"
blikk index small.toml --lang en --set 'conditions.*.conversation.interval_weeks=inf'; echo "exit $?"
blikk index small.toml --lang en --set weeks=11 --set warmup_weeks=10 -r 1 --toml; echo "exit $?"
blikk index small.toml --lang en --set 'conditions.*.conversation.index=[1, 2]'; echo "exit $?"
