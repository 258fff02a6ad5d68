# The warm-up is judged and shown; the study's is long enough and four weeks are not.
study="$ROOT/examples/study.toml"
blikk run "$study" -r 5 --measure load --lang en >enough.txt
blikk run "$study" -r 5 --measure load --lang nb --set warmup_weeks=4 >short.txt
blikk run "$study" -r 5 --measure load --lang en --set warmup_weeks=4 --json >short.json
blikk run "$study" -r 5 --measure load --json >enough.json
blikk run "$study" -r 1 --measure load --json >one.json
python3 - <<'END'
import json
flat = " ".join(open("enough.txt", encoding="utf-8").read().split())
assert "The warm-up of 104 weeks is long enough" in flat, flat
flat = " ".join(open("short.txt", encoding="utf-8").read().split())
assert "Innkjøringen på 4 uker er for kort" in flat and "Sett warmup_weeks til minst" in flat, flat
w = json.load(open("enough.json"))["warmup"]
assert list(w) == ["weeks", "verdict", "mser5_weeks", "measure", "teams"], w
assert w["weeks"] == 104 and w["verdict"] == "enough" and 0 < w["mser5_weeks"] <= 130
assert w["mser5_weeks"] == max(t["mser5_weeks"] for t in w["teams"]) and len(w["teams"]) == 6
w = json.load(open("short.json"))["warmup"]
assert w["weeks"] == 4 and w["verdict"] == "too_short" and w["mser5_weeks"] > 4, w
w = json.load(open("one.json"))["warmup"]
assert w["verdict"] == "unknown" and "mser5_weeks" not in w, w
print("warmup ok")
END
