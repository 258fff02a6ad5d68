# run --csv: RFC 4180, one figure a row, the same figures as JSON.
sed 's/name = "Øst"/name = "Øst, \\"nede\\""/' "$ROOT/tests/cli/small.toml" >small.toml
blikk run small.toml --csv >a.csv
blikk run small.toml --csv --series >s.csv
blikk run small.toml --json >a.json
head -n 1 a.csv | tr -d '\r'
head -n 1 s.csv | tr -d '\r'
python3 - <<'END'
import csv, json
raw = open("a.csv", newline="", encoding="utf-8").read()
assert raw.count("\n") == raw.count("\r\n")
rows = list(csv.DictReader(open("a.csv", newline="", encoding="utf-8")))
a = json.load(open("a.json"))
teams = {t["conditions"]: t["measures"] for t in a["teams"]}
n = 0
for row in rows:
    where = teams[row["conditions"]] if row["conditions"] else \
        a["offices"][0]["measures"] if row["office"] else a["all"]["measures"]
    m = where[row["measure"]]
    assert float(row["mean"]) == m["mean"] and int(row["n"]) == m["n"]
    assert (row["low"] == "") == ("low" not in m)
    n += 1
assert n == sum(len(w["measures"]) for w in a["teams"] + a["offices"] + [a["all"]])
assert {r["office"] for r in rows} == {'Øst, "nede"', ""}
weeks = [r for r in csv.DictReader(open("s.csv", newline="", encoding="utf-8")) if r["week"]]
assert weeks and all(r["low"] == "" and r["q50"] for r in weeks)
print("csv ok")
END
