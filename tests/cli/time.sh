# time: the advice in words and as JSON agree; what costs and does nothing is given back; same bytes
# for any threads; every mistake of the command line.
# timeout: 300
sed -e 's/^weeks = 30/weeks = 90/' -e 's/caseload = 200/caseload = 70/' "$ROOT/tests/cli/small.toml" >office.toml
cat >>office.toml <<'END2'
[conditions.ordinary.gaze]
reflection_hours = 8
reflection_gain = 0
END2
lever=conditions.ordinary.gaze.reflection_hours=0,4
length=conditions.ordinary.conversation.minutes=30,50
blikk time office.toml --for known_share --lever $lever --lever $length --json --lang nb >one.json || echo failed
blikk time office.toml --for known_share --lever $lever --lever $length --json --lang en --threads 1 -o two.json
cmp one.json two.json && echo "same bytes"
blikk time office.toml --for known_share --lever $lever --lever $length --lang nb >nb.txt
blikk time office.toml --for known_share --lever $lever --lever $length --lang en >en.txt
blikk time office.toml --for known_share --lever conditions.ordinary.gaze.reflection_hours=16 --lang en >keep.txt
python3 - <<'END2'
import json
a = json.load(open("one.json"))
assert a["office"] == "Øst" and a["conditions"] == "ordinary" and a["measure"] == "known_share"
assert a["verdict"] == "chosen" and a["is_today"] is False and a["confidence"] == 0.95
assert a["indifference"] == 0.005 and a["may_push_out"] is False
lever = a["levers"][0]
assert lever["path"] == "conditions.ordinary.gaze.reflection_hours" and lever["today"] == "8"
assert lever["chosen"] == "0" and lever["changes"] and lever["alone"]["low"] > 0.1
assert abs(lever["without"]["mean"]) < 0.5 * lever["alone"]["mean"] # it is what matters
best, today = a["finalists"][0], [f for f in a["finalists"] if f["is_today"]]
assert len(today) == 1 and today[0]["change"] == 0
assert best["set"]["conditions.ordinary.gaze.reflection_hours"] == "0" and best["change"] > 0.005
change = a["check"]["alternatives"][0]
assert a["check"]["seed"] == 8 and change["pairs"] == 40
known = change["teams"][0]["measures"]["known_share"]
assert known["verdict"] == "better" and known["change"]["low"] > 0
assert change["teams"][0]["measures"]["pushed_out_willing"]["verdict"] != "worse"
en, nb = " ".join(open("en.txt").read().split()), " ".join(open("nb.txt").read().split())
assert "0 instead of 8: time a week" in en and "0 i stedet for 8: tid i uka" in nb
assert "With at least 95 % probability" in en and "0.5 percentage points" in en
assert "Med minst 95 % sannsynlighet" in nb and "0,5 prosentpoeng" in nb
assert "Checked on a fresh seed" in en and "Etterprøvd på et nytt frø" in nb
assert "no more of the willing withdraw" in en
keep = " ".join(open("keep.txt").read().split())
assert "Keep things as they are: nothing that was tried is better by 0.5 percentage points or more" in keep
assert "Checked" not in keep
for name in ["en", "nb", "keep"]:
    for line in open(name + ".txt", encoding="utf-8").read().split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
print("advice ok")
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
both time
both time office.toml --for no_such_measure
both time office.toml --for share_is
both time office.toml --lever minutes
both time office.toml --lever conditions.ordinary.conversation.minutes=40
both time office.toml --indifference 0
both time office.toml --team Vest
