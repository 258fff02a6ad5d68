# tipping: where a measure turns, in words and as JSON; bytes do not depend on threads; there and
# back; mistakes.
# timeout: 240
cp "$ROOT/tests/cli/small.toml" .
prior="conditions.ordinary.gaze.prior=0.02:0.4"
load="office.*.team.ordinary.caseload=20:120"
for threads in 1 2 8; do
    blikk tipping small.toml --vary "$prior" --measure mean_gaze --team 1 -r 8 --json --threads $threads >$threads.json
    blikk tipping small.toml --vary "$load" --measure load --team 1 -r 6 --there-and-back --hold 4 --json --threads $threads >back$threads.json
    cmp 1.json $threads.json
    cmp back1.json back$threads.json
done
for lang in nb en; do
    blikk tipping small.toml --vary "$prior" --measure mean_gaze --team 1 -r 8 --lang $lang >prior.$lang
    blikk tipping small.toml --vary "$prior" --measure mean_gaze --team 1 -r 8 --level 90% --lang $lang >above.$lang
    blikk tipping small.toml --vary "$load" --measure load --team 1 -r 6 --lang $lang >load.$lang
    blikk tipping small.toml --vary "conditions.special.gaze.prior=0.02:0.4" --measure mean_gaze --team 1 -r 3 --lang $lang >flat.$lang
    blikk tipping small.toml --vary "$load" --measure exit_12m -r 3 --lang $lang >absent.$lang
    blikk tipping small.toml --vary "$prior" --measure mean_gaze --team 1 -r 1 --lang $lang >one.$lang
    blikk tipping small.toml --vary "$load" --measure load --team 1 -r 6 --there-and-back --hold 4 --lang $lang >back.$lang
done
LC_ALL=C blikk tipping small.toml --vary "$prior" --measure mean_gaze --team 1 -r 8 --lang en >ascii.en
python3 - <<'END'
import json
def text(name): return open(name, encoding="utf-8").read()
def flat(name): return " ".join(text(name).split())
a = json.load(open("1.json"))
assert a["key"] == {"path": "conditions.ordinary.gaze.prior", "from": 0.02, "to": 0.4}
assert a["measure"] == "mean_gaze" and a["unit"] == "share" and a["level"]["given"] is False
assert a["of"] == {"office": "Øst", "conditions": "ordinary"} and "no study has measured" in a["note"]
assert abs(a["level"]["mean"] - (a["at_from"]["mean"] + a["at_to"]["mean"]) / 2) < 1e-12
c, = a["crossings"]
assert c["low"] < c["at"] < c["high"] and c["rising"] and c["slope"]["low"] > 0
around = [p for p in a["points"] if c["low"] - 0.01 < p["at"] < c["high"] + 0.01]
assert len(around) >= 4 and abs(sum(p["mean"] for p in around) / len(around) - a["level"]["mean"]) < 0.01
s = a["steepest"]
assert s["low"] <= s["from"] < s["to"] <= s["high"]
b = json.load(open("back1.json"))
assert b["verdict"] in ("flat", "same", "lag", "hysteresis", "too_fast") and len(b["steps"]) == 9
assert b["weeks_a_step_slow"] == 2 * b["weeks_a_step_fast"] >= 8
assert [s["at"] for s in b["steps"]] == [30, 40, 50, 60, 70, 80, 90, 100, 110]
assert all(s["there"]["low"] <= s["there"]["mean"] <= s["there"]["high"] for s in b["steps"])
for name in ["prior", "above", "load", "flat", "absent", "one", "back"]:
    for lang in ["nb", "en"]:
        for line in text(name + "." + lang).split("\n"):
            assert len(line) <= 100 and line == line.rstrip(), (name, line)
        assert "nan" not in text(name + "." + lang)
for lang, said in {"nb": ["Nivået er", "midt mellom de to endene", "Det stiger over nivået ved 0,1", "Brattest er det mellom", "ingen studie har målt", "verdier er simulert", "prosentpoeng"],
                   "en": ["The level is", "half-way between the two ends", "It rises above the level at 0.1", "It is steepest between", "no study has measured", "values were simulated", "percentage points"]}.items():
    for s in said: assert s in flat("prior." + lang), (lang, s)
assert "ligger under det hele veien" in flat("above.nb") and "lies below it all the way" in flat("above.en")
assert "Det stiger over nivået mellom " in flat("load.nb") and "It rises above the level between " in flat("load.en")
assert "kan ikke skilles fra hverandre" in flat("flat.nb") and "cannot be told apart" in flat("flat.en")
assert "Måltallet finnes ikke" in flat("absent.nb") and "does not exist all along the range" in flat("absent.en")
assert "bare én kjøring" in flat("one.nb") and "one replication alone" in flat("one.en")
assert "fram" in flat("back.nb") and "tilbake" in flat("back.nb") and "uker på hvert trinn" in flat("back.nb")
assert "there" in flat("back.en") and "weeks a step" in flat("back.en")
assert {c for c in text("ascii.en") if ord(c) > 127} == {"Ø"}
print("tipping ok")
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
both tipping small.toml
both tipping small.toml --vary "$prior:0.1"
both tipping small.toml --vary "$prior" --measure time_share
both tipping small.toml --vary "$prior" --level 90
both tipping small.toml --vary "$prior" --level much
both tipping small.toml --vary "$load" --measure load --level 2%
both tipping small.toml --vary 'office.*.team.1.repeat=2:8' --there-and-back
both tipping small.toml --vary "$prior" --measure duration_days --there-and-back
try tipping small.toml --vary "$prior" --hold 8 --lang en
try tipping small.toml --vary "$prior" --there-and-back --hold 2 --lang en
try tipping small.toml --vary "$prior" --there-and-back --level 0.5 --lang en
