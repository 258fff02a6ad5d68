# init: eight answers as options or on a terminal; what comes of them reads back and says of every
# key where it comes from; every mistake is told and nothing is lost.
# timeout: 240
try() {
    echo "\$ blikk $*"
    blikk "$@" 2>&1
    echo "=> $?"
}
full="--people 8 --hours 36,5 --clients 95 --messages 45 --message-minutes 9 --weeks-between 6
      --conversation-minutes 45 --measures helse,work,Språk"
try init --lang nb
try init --lang en
try init --lang en --force --people 7
# shellcheck disable=SC2086 # options are words
try init $full --lang nb -o full.toml
blikk check full.toml --lang nb | sed -n '4,8p'
try init --lang nb -o wrong.toml --people 0 --hours 37.5.1 --clients '{ low = 1, high = 2 }' --messages mange \
    --weeks-between inf --conversation-minutes 0 --measures utdaning
try init --lang en -o wrong.toml --people 2.5 --clients 1000000 --measures 'health,,work' --hours 36,5
try init --lang en -o wrong.toml --messages 600001 --measures nowhere
try init extra --lang en
try init -o no/such/folder.toml --lang en
blikk init -o - --measures none 2>/dev/null | blikk check - --lang en | grep 'measures:'
ls -- *.toml

blikk init --lang en -o en.toml --people 8 2>/dev/null
blikk init --lang nb -o all.toml --measures alle 2>/dev/null
# shellcheck disable=SC2086
blikk init $full --lang nb -o - >again.toml 2>/dev/null
cmp full.toml again.toml && echo "the same on standard output"
# shellcheck disable=SC2086
blikk init $full --lang nb --force -o full.toml 2>/dev/null
cmp full.toml again.toml && echo "the same again"
blikk keys --json >keys.json
blikk help init --lang nb | sed -nE 's/^  (blikk .*)/\1/p' >examples.txt
mkdir empty && cd empty && while IFS= read -r line; do $line 2>/dev/null || echo "failed: $line"; done <../examples.txt
cd ..

cat >talk.py <<'END'
import json, os, pty, re, tomllib

def talk(arguments, answers):
    """What a person sees at the terminal, and the exit code."""
    child, fd = pty.fork()
    if child == 0:
        os.environ["COLUMNS"] = "90"
        os.execvp("blikk", ["blikk", "init"] + arguments)
    out, answers = b"", list(answers)
    while True:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part: break
        out += part
        if out.endswith(b"] ") and answers:
            os.write(fd, (answers.pop(0) + "\n").encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return out.decode().replace("\r\n", "\n"), code

nb, code = talk(["--lang", "nb", "-o", "asked.toml"], [
    "8", "", "95", "?", "45", "9", "6", "0", "x" * 300, "45", "?", "arbeid, utdaning", ""])
print(nb + f"=> {code}")
en, code = talk(["--lang", "en", "--people", "4", "--clients", "80", "--hours", "36"], [])
assert code == 2, en # office.toml is there, and nothing was asked
en, code = talk(["--lang", "en", "-o", "stopped.toml", "--people", "4", "--clients", "80"],
                ["", "?", "\x04"])
print(en + f"=> {code}")
assert not os.path.exists("stopped.toml")
en, code = talk(["--lang", "en", "-o", "asked.en.toml"],
                ["8", "", "95", "45", "9", "6", "45", ""])
assert code == 0

# What the pages show of the conversation is what is asked.
for page, seen in (("forste-time.md", nb), ("first-hour.md", en)):
    text = open(os.path.join(os.environ["ROOT"], "docs", page), encoding="utf-8").read()
    shown = re.search(r"```text\n(.*?)```", text, re.S)[1].split("\n")[:-1]
    assert len(shown) == 8
    for line in shown: assert line in [s.rstrip() for s in seen.split("\n")], (line, seen)

def read(name):
    with open(name, encoding="utf-8") as file: text = file.read()
    assert max(map(len, (l for l in text.split("\n") if l.startswith("# [")))) <= 100
    return text, tomllib.loads(text)

keys = json.load(open("keys.json"))
for name, yours in (("full.toml", "DITT TALL"), ("en.toml", "YOUR NUMBER"), ("asked.toml", "DITT TALL")):
    text, _ = read(name)
    for key in keys: # also those that come after this test was written
        tail = key["path"].split(".")[-1]
        assert re.search(rf"(^|[ {{]){tail} ?[=:]", text, re.M), (name, key["path"])
    marked = text.count(f"# [{yours}]")
    # The head's own line is counted with three blanks: it is none of these. Only people in en.toml.
    assert marked == {"full.toml": 8, "en.toml": 1, "asked.toml": 6}[name], (name, marked)

_, full = read("full.toml")
ours = full["conditions"]["ordinary"]
assert full["office"][0]["team"][0]["caseworkers"] == 8 and full["office"][0]["team"][0]["caseload"] == 95
assert ours["hours_per_week"] == 36.5 and ours["conversation"]["interval_weeks"] == 6
assert ours["inbox"]["messages"]["minutes"] == 9 and ours["conversation"]["minutes"] == 45
assert abs(ours["inbox"]["messages"]["per_week"] * 95 - 45) < 0.01
assert {m["solves"] for m in ours["measure"].values()} == {"health", "work", "language"}

# What was not answered is the study's ordinary service.
_, all_ = read("all.toml")
with open("examples/study.toml", encoding="utf-8") as file: study = tomllib.loads(file.read())
# A number of the study given as a range is likely what init asks for; what is switched off there is left out here.
def plain(value):
    return value["likely"] if isinstance(value, dict) and "likely" in value else value
off = ("speedup", "overwork", "turnover_per_year", "prior_spread", "reflection_hours", "reflection_gain", "completes")
def same(ours, theirs, where):
    for key, value in theirs.items():
        value = plain(value)
        if key in ("label", "dialogue", "messages", "title") + off: continue
        if isinstance(value, dict): same(ours[key], value, f"{where}.{key}")
        else: assert ours[key] == value, (where, key, ours[key], value)
same(all_["clients"], study["clients"], "clients")
for name in ("ordinary", "special"): # every measure is in reach, so the special programme's too
    theirs = dict(study["conditions"][name])
    for gone in ("inherits", "standard_offer"): theirs.pop(gone, None) if name == "special" else None
    same(all_["conditions"]["ordinary"], theirs, name)
messages = all_["conditions"]["ordinary"]["inbox"]["messages"]
inbox = study["conditions"]["ordinary"]["inbox"].values()
assert abs(messages["per_week"] - sum(plain(s["per_week"]) for s in inbox)) < 1e-9
assert abs(messages["per_week"] * messages["minutes"]
           - sum(plain(s["per_week"]) * plain(s["minutes"]) for s in inbox)) < 1e-9
print("init ok")
END
python3 talk.py
