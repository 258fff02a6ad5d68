"""The page's server under rough handling: wrong askers, oversize, dawdlers, crowds, and people who leave.

usage: server.py BLIKK [REQUESTS]
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

BLIKK = sys.argv[1]
REQUESTS = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
failed = []
passed = 0


def check(condition, what):
    global passed
    if condition:
        passed += 1
        print(f"ok - {what}")
    else:
        failed.append(what)
        print(f"not ok - {what}")
    sys.stdout.flush()


class Server:
    def __init__(self, *args):
        self.process = subprocess.Popen([BLIKK, "serve", "--no-open", *args], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        address = self.process.stdout.readline().decode()
        self.port, self.token = re.match(r"http://127\.0\.0\.1:(\d+)/(\w+)/", address).groups()
        self.port = int(self.port)

    def status(self, field):
        with open(f"/proc/{self.process.pid}/status") as text:
            return int(re.search(rf"^{field}:\s+(\d+)", text.read(), re.M)[1])

    def files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method="GET", path="", body=None, headers=None, token=None, connection=None):
        c = connection or self.connect()
        c.request(method, f"/{token or self.token}/{path}", body,
                  {**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})})
        answer = c.getresponse()
        data = answer.read()
        if connection is None:
            c.close()
        return answer.status, data, answer

    def raw(self, data, wait=5):
        s = socket.create_connection(("127.0.0.1", self.port), timeout=wait)
        s.sendall(data)
        return s

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        return self.process.returncode


def settled(condition, seconds=20):
    """Whether condition comes to hold."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def who_may_ask(server):
    check(server.ask()[0] == 200, "the page is served")
    check(server.ask(token="0" * 32)[0] == 403, "a wrong token is refused")
    check(server.ask(token=server.token[:-1])[0] == 403, "a short token is refused")
    check(server.ask(headers={"Host": "evil.example"})[0] == 421, "a foreign Host is refused")
    check(server.ask(headers={"Host": f"evil.example:{server.port}"})[0] == 421, "a foreign Host with our port is refused")
    check(server.ask(headers={"Origin": "http://evil.example"})[0] == 403, "a foreign Origin is refused")
    check(server.ask(headers={"Origin": "null"})[0] == 403, "Origin null is refused")
    check(server.ask(headers={"Origin": f"http://127.0.0.1:{server.port}"})[0] == 200, "our own Origin passes")
    check(server.ask("POST", "api/scenario", b"{}", {"Content-Type": "text/plain"})[0] == 415, "a form's type is refused")
    check(server.ask("PUT", "api/scenario", b"{}")[0] == 405, "PUT is refused")
    check(server.ask(path="../../etc/passwd")[0] == 404, "no path leads out")
    _, _, answer = server.ask()
    check("default-src 'none'" in answer.getheader("Content-Security-Policy", ""), "a strict policy goes with the page")
    with open("/proc/net/tcp") as tcp:
        addresses = [line.split()[1] for line in tcp if line.split()[1].endswith(f":{server.port:04X}") and line.split()[3] == "0A"]
    check(addresses == [f"0100007F:{server.port:04X}"], "it listens on the loopback address alone")
    s = server.raw(b"GET / HTTP/1.1\r\n\r\n")
    check(b"421" in s.recv(100) or b"400" in s.recv(100), "a request without Host is refused")
    s.close()


def what_is_asked(server):
    status, data, _ = server.ask("POST", "api/scenario", b'{"set": [["office.C.team.1.caseload", "x"]], "lang": "en"}')
    told = json.loads(data)
    check(status == 422 and told["count"] == 1 and "caseload" in told["mistakes"][0]["shown"], "a mistake is told")
    check(server.ask("POST", "api/scenario", b"{")[0] == 400, "half a body is refused")
    check(server.ask("POST", "api/film", b'{"team": 99}')[0] == 400, "no such team")
    check(server.ask("POST", "api/nothing", b"{}")[0] == 404, "no such question")
    try:
        status = server.ask("POST", "api/scenario", b'{"scenario": "' + b"a" * (2 << 20) + b'"}')[0]
    except OSError:
        status = 0
    check(status in (0, 413), "an oversize body is not taken")
    try:
        status = server.ask(headers={"X-Long": "a" * 60000})[0]
    except OSError:
        status = 0
    check(status in (0, 413, 431), "an oversize head is not taken")
    check(server.ask()[0] == 200, "and it answers as before")


def dawdlers(server):
    """Fewer than there is room for, each sending a byte now and then."""
    sockets = [server.raw(f"GET /{server.token}/ HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n".encode()) for _ in range(100)]
    check(server.ask()[0] == 200, "it answers while 100 dawdle")
    end = time.monotonic() + 30
    alive = sockets
    while alive and time.monotonic() < end:
        time.sleep(0.5)
        still = []
        for s in alive:
            try:
                s.sendall(b"X")
                s.setblocking(False)
                try:
                    if s.recv(1) != b"":
                        still.append(s)
                except BlockingIOError:
                    still.append(s)
                s.setblocking(True)
            except OSError:
                pass
        alive = still
    check(not alive, "those who dawdle are closed, though they go on sending")


def crowd(server):
    c = server.connect()
    for i in range(50):
        server.ask("POST", "api/scenario", b"{}", connection=c)
    before = server.status("VmRSS")
    wrong = 0

    def many(n):
        nonlocal wrong
        c = server.connect()
        for i in range(n):
            kind = i % 4
            try:
                if kind == 0:
                    ok = server.ask(connection=c)[0] == 200
                elif kind == 1:
                    ok = server.ask("POST", "api/scenario", b"{}", connection=c)[0] == 200
                elif kind == 2:
                    ok = server.ask("POST", "api/toml", b'{"set": [["weeks", "-1"]]}', connection=c)[0] == 422
                else:
                    ok = server.ask(path="page.css", connection=c)[0] == 200
                wrong += not ok
            except OSError:
                c.close()
                c = server.connect()
                wrong += 1

    threads = [threading.Thread(target=many, args=(REQUESTS // 8,)) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    grown = server.status("VmRSS") - before
    check(wrong == 0, f"{REQUESTS} requests are answered ({wrong} were not)")
    check(grown < 16 * 1024, f"memory is bounded (grew {grown} kB to {server.status('VmRSS')} kB)")


def open_stream(server, body, name="api/run"):
    data = json.dumps(body).encode()
    return server.raw((f"POST /{server.token}/{name} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                       f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data, 60)


def streams(server):
    files = server.files()
    before = server.status("VmRSS")
    all_of_them = [open_stream(server, {"team": 1, "replications": 2000, "page": f"p{i}"}) for i in range(50)]
    check(all(b"200 OK" in s.recv(100) for s in all_of_them[:3]), "50 streams begin")
    check(server.ask()[0] == 200, "it answers beside 50 streams")
    for s in all_of_them:  # as a browser that is killed
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        s.close()
    check(settled(lambda: server.status("Threads") <= 4), "their work stops when they leave")
    check(settled(lambda: server.files() <= files + 2), "no descriptor is left")
    check(server.status("VmRSS") - before < 64 * 1024, f"memory is bounded ({server.status('VmRSS')} kB)")

    one = open_stream(server, {"team": 4, "replications": 2000, "page": "same"})
    one.recv(100)
    two = open_stream(server, {"team": 4, "replications": 2, "page": "same"})
    ended = settled(lambda: is_at_end(one), 10)
    check(ended, "a page's newer question ends its older one")
    told = b""
    while b"event: done" not in told:
        part = two.recv(65536)
        if not part:
            break
        told += part
    check(b"event: done" in told, "and the newer one is answered")
    one.close()
    two.close()

    crowd_of = [open_stream(server, {"team": 4, "replications": 2000}) for _ in range(70)]
    refused = sum(b"503" in s.recv(60) for s in crowd_of[64:])
    check(refused > 0, "more streams than there is room for are told to wait")
    for s in crowd_of:
        s.close()
    check(settled(lambda: server.status("Threads") <= 4), "and they leave nothing behind")


def is_at_end(s):
    s.settimeout(0.2)
    try:
        return s.recv(1 << 16) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def main():
    server = Server()
    who_may_ask(server)
    what_is_asked(server)
    crowd(server)
    streams(server)
    dawdlers(server)
    busy = open_stream(server, {"team": 4, "replications": 2000})
    busy.recv(100)
    check(server.stop() == 0, "it ends in the middle of a run")
    check(server.process.stderr.read() == b"", "and said nothing on standard error")
    taken = socket.create_server(("127.0.0.1", 0))
    out = subprocess.run([BLIKK, "serve", "--no-open", "--lang", "en", "--port", str(taken.getsockname()[1])], capture_output=True)
    check(out.returncode == 4 and b"something else uses it" in out.stderr, "a taken port is told")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


sys.exit(main())
