# run --uncertain: chance and ignorance apart; the same bytes for any threads and language.
cp "$ROOT/tests/cli/small.toml" .
run() {
    blikk run small.toml --uncertain --draws 32 -r 20 \
        --set 'conditions.ordinary.inbox.messages.minutes={low=10,likely=30,high=40}' "$@"
}
run --json >a.json || echo "failed"
run --json --threads 1 --lang nb >b.json
run --json --threads 8 -o c.json
cmp a.json b.json && cmp a.json c.json && echo "same bytes"
run --json --measure load --measure needs >few.json
run --lang nb >nb.txt
run --lang en --measure load >en.txt
run --lang en --measure load -r 1 >one.txt
run --measure load -r 1 --json >one.json
blikk run small.toml --json -r 20 --measure load >plain.json
python3 - <<'END'
import json
a, few, plain = (json.load(open(n + ".json")) for n in ("a", "few", "plain"))
assert list(a) == ["version", "scenario", "seed", "replications", "draws", "ranges", "teams", "all"], list(a)
assert a["replications"] == 20 and a["draws"] == 32
assert a["ranges"] == ["conditions.ordinary.inbox.messages.minutes"]
assert list(few["all"]["measures"]) == ["load", "needs"]
for where in a["teams"] + [a["all"]]:
    for name, m in where["measures"].items():
        assert m["draws"] <= 32 and m["chance"]["low"] <= m["chance"]["high"], (name, m)
        assert m["chance_and_ignorance"]["low"] <= m["chance_and_ignorance"]["high"]
load = a["teams"][0]["measures"]["load"]
# What the messages take decides the load of a team that drowns in them; chance does not.
assert load["ignorance"]["low"] > 0.9
wide = load["chance_and_ignorance"]["high"] - load["chance_and_ignorance"]["low"]
assert wide > 3 * (load["chance"]["high"] - load["chance"]["low"])
# The likely value stands in for the range: the same run as without.
for team, same in zip(few["teams"], plain["teams"]):
    assert team["measures"]["load"]["likely"] == same["measures"]["load"], (team, same)
# Needs do not hang on minutes.
assert few["teams"][0]["measures"]["needs"].get("ignorance", {"about_zero": True}).get("about_zero")
flat = " ".join(open("nb.txt", encoding="utf-8").read().split())
assert "uvisshetens del" in flat and "slik veilederen ser det" in flat and "ingen studie har målt" in flat
for name in ["nb", "en"]:
    for line in open(name + ".txt", encoding="utf-8").read().split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
one = json.load(open("one.json"))
assert all("chance" not in m for m in one["all"]["measures"].values()) # one run says nothing of it
assert "1 replication of the likely values" in " ".join(open("one.txt", encoding="utf-8").read().split())
print("shape ok")
END
