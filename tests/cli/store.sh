# --store, --extend, --shard, merge and results: the same bytes as without, and what is said.
# timeout: 300
cp "$ROOT/tests/cli/small.toml" .
# The hash and the time change; the words do not.
plain() { sed -E 's/[0-9a-f]{16}/HASH/; s/20[0-9]{2}-[0-9-]+T[0-9:]+Z/TIME/'; }
en() { blikk "$@" --lang en 2>&1 >out.txt | plain; }
same() { cmp "$1" "$2" && echo "the same"; }

blikk run small.toml --json >3.json
blikk run small.toml --json -r 7 >7.json
blikk run small.toml --json -r 7 --series >series.json
blikk run small.toml >3.txt

echo "-- stored, taken from there, extended"
en run small.toml --json --store a.db && same out.txt 3.json
en run small.toml --json --store a.db && same out.txt 3.json
en run small.toml --json --store a.db --extend 4 && same out.txt 7.json
en run small.toml --json --store a.db -r 7 --series && same out.txt series.json
blikk run small.toml --store a.db --lang nb 2>&1 >/dev/null

echo "-- shown as run would show it"
blikk results show 1 --store a.db --json >out.txt && same out.txt 7.json
blikk results show 1 --store a.db --series --json >out.txt && same out.txt series.json
hash=$(python3 -c 'import json; print(json.load(open("3.json"))["scenario"]["hash"])')
blikk run small.toml --csv -r 7 --measure load >7.csv
blikk results show "${hash:0:8}" --store a.db --csv --measure load >out.txt && same out.txt 7.csv
blikk run small.toml -r 7 >7.txt
blikk results show 1 --store a.db >out.txt && same out.txt 7.txt

echo "-- parts"
for k in 1 2 3 4 5; do
    en run small.toml -r 7 --shard $k/5 --store part$k.db
    [ -s out.txt ] && echo "a part shows something"
done
blikk merge all.db part3.db part1.db part5.db part2.db part4.db --lang en
blikk merge all.db part3.db --lang nb
en run small.toml -r 7 --json --store all.db && same out.txt 7.json
blikk results list --store part2.db --lang en | plain

echo "-- results"
blikk run small.toml --set 'office.*.team.1.caseload=100' --store a.db >/dev/null 2>&1
blikk results list --store a.db --lang nb | plain
blikk results list --store a.db --json | python3 -c '
import json, sys
runs = json.load(sys.stdin)["runs"]
print([(r["run"], r["replications"], r["kept"], r["with_series"], r["current"]) for r in runs])'
blikk compare small.toml --vs --set 'office.*.team.1.caseload=100' --json >compared.json
blikk results compare 1 2 --store a.db --json >stored.json
python3 - <<'END'
import json
a, b = (json.load(open(name)) for name in ("compared.json", "stored.json"))
for x in (a, b):
    x["base"].pop("name")
    for alternative in x["alternatives"]: alternative.pop("name")
print("compare is the same:", a == b)
END
blikk results export 1 --store a.db >values.csv
blikk results export 1 --store a.db --series --json >values.json
python3 - <<'END'
import csv, json
rows = list(csv.DictReader(open("values.csv", newline="", encoding="utf-8")))
print(list(rows[0]))
values = json.load(open("values.json"))["values"]
plain = [v for v in values if "week" not in v]
assert len(plain) == len(rows) and len(values) > 10 * len(rows)
for v, r in zip(plain, rows):
    assert v["value"] == float(r["value"]) and v["measure"] == r["measure"], (v, r)
seven = json.load(open("7.json"))
mine = [float(r["value"]) for r in rows if r["kind"] == "all" and r["measure"] == "load"]
assert len(mine) == 7 and abs(sum(mine) / 7 - seven["all"]["measures"]["load"]["mean"]) < 1e-9
print("figures agree")
END
blikk results delete 2 --store a.db --lang en | sed -E 's/[0-9a-f]{16}/HASH/; s/; .* kB/; N kB/'
blikk results list --store a.db --lang en | plain

echo "-- refused"
refused() { blikk "$@" --lang en 2>&1; echo "=> $?"; }
refused results show 2 --store a.db
refused results show 1 --store none.db
refused results show --store a.db
refused results list
refused results find --store a.db
refused results list 1 --store a.db
refused results list --store a.db --series
refused results compare 1 --store a.db
refused run small.toml --shard 1/2
refused run small.toml --extend 2
refused run small.toml --extend 2 --store a.db -r 3
refused run small.toml --store small.toml
refused run small.toml --store no/where.db
refused run small.toml --explain --store a.db
refused merge a.db a.db
refused merge new.db none.db
cmp small.toml "$ROOT/tests/cli/small.toml"

echo "-- a store that is damaged or newer"
python3 - <<'END'
import sqlite3
db = sqlite3.connect("a.db")
db.execute("UPDATE outcome SET value = value + 1 WHERE replication = 2 AND measure = 3")
db.commit()
db.close()
db = sqlite3.connect("all.db")
db.execute("PRAGMA user_version = 9")
db.commit()
END
refused results show 1 --store a.db
refused run small.toml --store a.db
refused merge whole.db a.db
en run small.toml --json -r 7 --store whole.db && same out.txt 7.json
refused run small.toml --store all.db
blikk run small.toml --store all.db --lang nb 2>&1
echo "=> $?"
