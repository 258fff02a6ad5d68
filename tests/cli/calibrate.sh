# calibrate: finds a key from an input's published value, the same bytes for any threads, goes on from
# a state file, and refuses what it cannot do. Nothing is simulated, so it is quick.
mkdir trials
cp "$ROOT/evidence/base.toml" trials/base.toml
cat >trials/t.toml <<'END'
title = { nb = "Kartlegging", en = "Survey" }
where = { nb = "et sted", en = "somewhere" }
design = { nb = "kartlegging", en = "survey" }
free = { nb = "ingenting", en = "nothing" }
citation = "nobody (1900)"
[[arm]]
id = "one"
label = { nb = "en", en = "one" }
[[finding]]
id = "N.two"
says = { nb = "to eller flere", en = "two or more" }
input = "needs_at_least.2"
published = 0.6667
se = 0.02
pass = [0.62, 0.71]
[[finding]]
id = "S"
says = { nb = "fortegn", en = "sign" }
arm = "one"
measure = "load"
sign = "positive"
END
run() { blikk calibrate N --evidence trials --free clients.need_correlation=0:0.9 --draws 60 "$@"; }
run --lang en | sed -n 1,7p | sed -E 's/ +[0-9.]+ +[0-9.]+ +[0-9.]+$/ VALUES/; s/after [0-9]+/after N/'
run --json --threads 1 >a.json
run --json --threads 2 --lang nb >b.json
cmp a.json b.json && python3 - <<'END'
import json
a = json.load(open("a.json"))
key = a["keys"][0]
assert a["done"] and len(a["draws"]) == 60 and key["determined"]
assert 0.25 < key["q05"] < 0.39 < 0.41 < key["q95"] < 0.55, key
assert a["fit"] == [{"id": "N.two", "simulated": a["fit"][0]["simulated"], "passes": True}]
END
run --json --state s.txt --rounds 1 >/dev/null
head -c 19 s.txt
echo
run --json --state s.txt >c.json
cmp a.json c.json && echo "gone on as if never stopped"
run --seed 2 --state s.txt --lang en 2>&1
echo "=> $?"
cp a.json damaged.txt
run --state damaged.txt --lang nb 2>&1
echo "=> $?"
echo "-- refused"
blikk calibrate --lang en 2>&1 | head -n 1
run --free clients.base_failure=high --lang en 2>&1 | head -n 1
run --free clients.base_failure=0.2:0.1 --lang en 2>&1 | head -n 1
run --free clients.base_failure=0:7 --lang en 2>&1 | head -n 1
run --free nowhere:clients.base_failure=0:0.1 --lang en 2>&1 | head -n 1
blikk calibrate S --evidence trials --free clients.base_failure=0:0.1 --lang en 2>&1 | head -n 1
echo "=> ${PIPESTATUS[0]}"
