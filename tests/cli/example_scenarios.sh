# Every scenario of examples/ reads, runs, and shows what its own text says it shows. Bounds are so
# wide that only another model breaks them.
# timeout: 300
failed=0
for file in examples/*.toml; do
    blikk check "$file" --lang en >out.txt 2>err.txt || { echo "$file"; cat err.txt; failed=1; }
    [ ! -s err.txt ] || { echo "$file talks"; cat err.txt; failed=1; }
    grep -q '^title = { nb = ' "$file" || { echo "$file: no title in both languages"; failed=1; }
    case $file in */country.toml) continue ;; esac
    blikk run "$file" -r 2 >out.txt 2>err.txt || { echo "$file"; cat err.txt; failed=1; }
done
# The commands that stand in the files' comments.
sed -nE 's/^#   (blikk .*)/\1/p' examples/*.toml >commands.txt
[ -s commands.txt ] || { echo "no commands"; failed=1; }
while IFS= read -r line; do
    case $line in *--explain*) ;; *) line="$line -r 1" ;; esac
    bash -c "$line" >out.txt 2>err.txt || { echo "failed: $line"; cat err.txt; failed=1; }
    [ -s out.txt ] || { echo "nothing came: $line"; failed=1; }
done <commands.txt

blikk run examples/everyone_willing.toml --json -r 5 -o everyone.json
blikk run examples/two_fewer_in_march.toml --json --series -r 10 -o march.json
blikk run examples/country.toml --json --set 'office.*.repeat=1' -o country.json
blikk check examples/country.toml --lang en | grep -o 'teams: 320; .*'
python3 - <<'END' || failed=1
import json

def read(name): return json.load(open(name + ".json"))

everyone = read("everyone")
assert everyone["all"]["measures"]["true_unwilling"]["mean"] == 0
assert "hit_is" not in everyone["all"]["measures"]
ordinary = [t for t in everyone["teams"] if t["conditions"] == "ordinary"]
assert [t["caseload"] for t in ordinary] == [15, 30, 60, 100, 130, 200]
seen = [t["measures"]["false_is"]["mean"] for t in ordinary]
# The first two are told apart by nothing: both have time for everybody.
assert all(a < b for a, b in zip(seen[1:], seen[2:])) and seen[0] < seen[2], seen
assert seen[0] < 0.04 and 0.3 < seen[-1] < 0.45, seen
known = [t["measures"]["known_share"]["mean"] for t in ordinary]
assert known[1] > known[2] > known[3] > known[4] > known[5], known
for t in everyone["teams"]:
    if t["conditions"] == "special": assert t["measures"]["false_is"]["mean"] < 0.04, t

series = read("march")["all"]["series"]
def at(measure, week): return next(w["mean"] for w in series[measure] if w["week"] == week)
assert at("load", 132) > 3 * at("load", 112)
assert at("load", 160) < 1.3 * at("load", 112) # the desk is clear half a year after
assert at("false_is", 132) > 2 * at("false_is", 112)
assert at("known_share", 114) < at("known_share", 112) - 0.1 # many meet a stranger
assert at("known_share", 135) < at("known_share", 132) # and again when the new ones come
assert at("false_is", 160) > 1.2 * at("false_is", 112) # the gaze is not back yet
assert at("false_is", 207) < 1.3 * at("false_is", 112) # a year and a half after it is
share = read("country")["all"]["measures"]["false_is"]
assert share["n"] == 1 and 0.05 < share["mean"] < 0.2, share
print("examples ok")
END
exit $failed
