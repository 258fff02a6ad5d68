# keys: grouped, filtered by prefix, with any name for NAME, and as JSON in both languages at once.
blikk keys clients.trust --lang nb
blikk keys conditions.whatever.mapping --lang en
blikk keys mapping --lang en | head -n 2
blikk keys --json >all.json
python3 - <<'END'
import json
keys = json.load(open("all.json"))
paths = [k["path"] for k in keys]
assert len(paths) == len(set(paths)) > 60
for k in keys:
    assert k["meaning"]["nb"] and k["meaning"]["en"] and k["type"] and k["provenance"], k
print("json ok")
END
