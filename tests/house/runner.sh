#!/usr/bin/env bash
# The runner counts what the programs say, goes on after a failure, and believes no silence.
set -u
cat >driver.py <<'PY'
import importlib.machinery, importlib.util, os, stat, sys
loader = importlib.machinery.SourceFileLoader("runner", os.path.join(os.environ["ROOT"], "tests/run"))
sys.dont_write_bytecode = True
runner = importlib.util.module_from_spec(importlib.util.spec_from_loader("runner", loader))
loader.exec_module(runner)

def program(name, body, timeout=20):
    path = os.path.abspath(name)
    with open(path, "w") as text:
        text.write("#!/bin/sh\n" + body)
    os.chmod(path, 0o755)
    return runner.Program({"name": name, "suite": ["blikk:unit"], "timeout": timeout,
                           "cmd": [path], "env": {}})

def script(name, body, **beside):
    os.makedirs("cases", exist_ok=True)
    for ending, text in {"sh": body, **beside}.items():
        with open(f"cases/{name}.{ending}", "w") as out:
            out.write(text)
    return runner.Script(os.path.abspath(f"cases/{name}.sh"))

# name: (test, passed, failed, skipped)
table = [
    (program("good", "echo 1..2; echo 'ok 1 - a'; echo 'ok 2 - b'"), 2, 0, 0),
    (program("bad", "echo 1..2; echo 'not ok 1 - a'; echo 'ok 2 - b'; exit 1"), 1, 1, 0),
    (program("skips", "echo 1..1; echo 'not ok 1 # SKIP a'"), 0, 0, 1),
    (program("silent", "exit 0"), 0, 1, 0),
    (program("stops", "echo 1..3; echo 'ok 1 - a'"), 1, 1, 0),
    (program("crashes", "echo 1..1; kill -SEGV $$"), 0, 1, 0),
    (program("leaks", "echo 1..1; echo 'ok 1 - a'; exit 1"), 1, 1, 0),
    (program("hangs", "echo 1..1; sleep 60", timeout=1), 0, 1, 0),
    (script("same", "echo out; echo talk >&2; exit 3", out="out\n", exit="3\n"), 1, 0, 0),
    (script("talks", "echo out; echo talk >&2", out="out\n", err="other\n"), 0, 1, 0),
    (script("differs", "echo out", out="in\n"), 0, 1, 0),
    (script("code", "exit 1"), 0, 1, 0),
    (script("later", "# tags: alone\necho not yet; exit 77"), 0, 0, 1),
]
real = sys.stdout
for test, *expected in table:
    tally, context = runner.Tally(), runner.Context(os.getcwd(), 1, False)
    sys.stdout = open(os.devnull, "w")
    runner.run_tests([test], context, tally, "x")
    sys.stdout = real
    counts = [tally.passed, len(tally.failed), len(tally.skipped)]
    if counts != expected:
        print(f"{test.name}: {counts}, expected {expected}")
        sys.exit(1)
tally.add("skip", "y", "why")
code = tally.end()
sys.exit(0 if code == 0 else 1)
PY
python3 -B driver.py >said || { cat said; exit 1; }
[ "$(tail -n 1 said)" = "0 passed, 0 failed, 2 skipped" ] || { cat said; exit 1; }
