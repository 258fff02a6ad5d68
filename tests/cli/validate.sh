# validate: findings by id, exit code 1 when one falls short, refusals with places. The figures of the
# real trials are held by house/evidence.sh.
mkdir trials
cp "$ROOT/tests/cli/small.toml" trials/base.toml
cat >trials/t.toml <<'END'
title = { nb = "Et forsøk", en = "A trial" }
where = { nb = "et sted", en = "somewhere" }
design = { nb = "forsøk", en = "trial" }
free = { nb = "ingenting", en = "nothing" }
citation = "nobody (1900)"
n = 1234
[[arm]]
id = "usual"
label = { nb = "som vanlig", en = "as usual" }
set = { "office.*.team.*.caseload" = 10 }
[[arm]]
id = "more"
label = { nb = "flere", en = "more" }
set = { "office.*.team.*.caseload" = 60 }
[[finding]]
id = "T1.busy"
says = { nb = "travlere", en = "busier" }
arm = "more"
minus = "usual"
measure = "load"
sign = "positive"
[[finding]]
id = "T1.never"
says = { nb = "aldri", en = "never" }
arm = "more"
minus = "usual"
measure = "load"
published = -3
se = 100
pass = [-4, -2]
END
blikk validate T1.busy --evidence trials --lang en | grep -c passes
echo "=> $?"
blikk validate --evidence trials --lang en >a.txt
echo "=> $?"
grep -E "findings|FALLS" a.txt | sed -E 's/published.*(FALLS)/\1/'
blikk validate --evidence trials --threads 2 --json >a.json
blikk validate --evidence trials --threads 1 --json --lang nb >b.json
cmp a.json b.json && python3 - <<'END'
import json
a = json.load(open("a.json"))
assert a["tried"] == 2 and a["fall_short"] == 1
busy, never = a["findings"]
assert busy["passes"] and busy["kind"] == "sign" and not never["passes"] and never["precise"]
assert busy["replications"] == never["replications"]
END
blikk validate --evidence trials --markdown --lang nb | head -n 2
blikk validate T2 --evidence trials --lang en 2>&1 | head -n 1
blikk validate --evidence nowhere --lang en 2>&1
echo "=> $?"
sed -i 's/"load"/"lod"/; s/\[-4, -2\]/[-2, -4]/' trials/t.toml
blikk validate --evidence trials --lang en 2>&1
echo "=> $?"
