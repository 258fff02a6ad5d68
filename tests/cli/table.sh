# The table says what it must, in both languages, within 100 columns, and draws in ASCII when asked.
cp "$ROOT/tests/cli/small.toml" .
blikk run small.toml --lang nb >nb.txt
blikk run small.toml --lang en >en.txt
blikk run small.toml --lang en --series >series.txt
LC_ALL=C blikk run small.toml --lang en >ascii.txt
blikk run small.toml --lang en -r 1 >one.txt
blikk run small.toml --lang en --set office.1.repeat=400 --measure share_is >copies.txt
{
    cat small.toml
    for i in $(seq 40); do printf '[[office]]\nname = "%s"\n[[office.team]]\nconditions = "special"\ncaseworkers = 1\ncaseload = 5\n' "$i"; done
} >many.toml
blikk run many.toml --lang en -r 2 >many.txt
python3 - <<'END'
def text(name): return open(name + ".txt", encoding="utf-8").read()
nb, en, ascii_, many = text("nb"), text("en"), text("ascii"), text("many")
for name in ["nb", "en", "series", "ascii", "one", "copies", "many"]:
    for line in text(name).split("\n"):
        assert len(line) <= 100 and line == line.rstrip(), (name, line)
flat = " ".join(nb.split())
assert "slik veilederen ser det" in flat
assert flat.count("ingen studie har målt") == 2 # beside the picture and in the table
assert "som ingen kan observere" in flat
assert "ukesverk på pultene til 2 personer; køen blir aldri tom" in flat
flat = " ".join(en.split())
assert "as the caseworker sees it" in flat and flat.count("no study has measured") == 2
assert "weeks of work on the desks of 2 persons; the queue never empties" in flat
assert "never answered: messages" in flat
assert "±" in en and "," in nb and "nan" not in en and "inf" not in en
assert "█" in en and "▓" in en and "·" in en
assert "week by week" in text("series").lower() and "▁" in text("series")
letters = {c for c in ascii_ if ord(c) > 127}
assert letters == {"Ø"}, letters
assert "+-" in ascii_ and "###" in ascii_
assert "±" not in text("one") and "one replication alone" in text("one")
assert "400" in text("copies") and "no study has measured" in " ".join(text("copies").split())
assert "more teams; --json and --csv give all of them" in many
assert "no study has measured" in " ".join(many.split("Team by team")[1].split())
print("table ok")
END
