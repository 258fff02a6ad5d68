# On a terminal: colour, progress, a hint for the next step, the terminal's width; NO_COLOR. Pipes
# get none of it.
cp "$ROOT/tests/cli/small.toml" .
cat >terminal.py <<'END'
import fcntl, os, pty, struct, sys, termios

def run(columns, arguments, env):
    child, fd = pty.fork()
    if child == 0:
        os.environ.update(env)
        os.execvp("blikk", ["blikk"] + arguments)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    out = b""
    while True:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part: break
        out += part
    os.waitpid(child, 0)
    return out.decode()

common = {"TERM": "xterm", "COLUMNS": "72"}
arguments = ["run", "small.toml", "--lang", "en"]
out = run(72, arguments, common)
assert "\033[0;1mA small trial" in out and "\033[0;2m" in out
assert "next: blikk run small.toml --explain --team" in out
assert " %" in out and "\r\033[K" in out
import re
for line in re.sub("\033\\[[0-9;]*[mK]", "", out).replace("\r\n", "\n").split("\n"):
    assert len(line.split("\r")[-1]) <= 72 or line.startswith(("next:", "seed")), line
plain = run(72, arguments, {**common, "NO_COLOR": "1"})
assert "\033[0;" not in plain and "A small trial" in plain
dumb = run(72, arguments, {**common, "TERM": "dumb"})
assert "\033[0;" not in dumb
print("terminal ok")
END
python3 terminal.py
blikk run small.toml --lang en >out.txt 2>err.txt
[ ! -s err.txt ] && ! grep -q "$(printf '\033')" out.txt && echo "pipe ok"
