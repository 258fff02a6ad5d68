// Questions to the program on this machine. Addresses are relative: the token is in the page's own.
export class Refused extends Error {
  constructor(answer) {
    super(answer.mistakes?.[0]?.shown ?? "");
    this.mistakes = answer.mistakes ?? [];
    this.count = answer.count ?? this.mistakes.length;
  }
}

async function post(path, body, signal) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (answer.ok) return answer;
  let mistakes;
  try {
    mistakes = await answer.json();
  } catch {
    throw new Error(`${answer.status}`);
  }
  throw new Refused(mistakes);
}

export const askScenario = async (question, signal) => (await post("api/scenario", question, signal)).json();
export const askToml = async (question) => (await post("api/toml", question)).text();
export const askKeys = async () => (await fetch("api/keys")).json();
export const askNotices = async () => (await fetch("notices.txt")).text();

// Server-sent events over POST: calls hear(name, data) for each until the answer ends.
export async function listen(path, question, hear, signal) {
  const answer = await post(path, question, signal);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    for (let end; (end = waiting.indexOf("\n\n")) >= 0; ) {
      const event = waiting.slice(0, end);
      waiting = waiting.slice(end + 2);
      const match = /^event: (\w+)\ndata: ([^]*)$/.exec(event);
      if (!match) continue;
      const data = JSON.parse(match[2]);
      if (match[1] === "refused") throw new Refused(data);
      hear(match[1], data);
    }
  }
}

// Every week of one run: [{week, clients: view rows}].
export async function askFilm(question, signal) {
  const bytes = new DataView(await (await post("api/film", question, signal)).arrayBuffer());
  const weeks = [];
  for (let at = 0; at + 6 <= bytes.byteLength; ) {
    const week = bytes.getUint16(at, true);
    const n = bytes.getUint32(at + 2, true);
    at += 6;
    const clients = new Int32Array(6 * n);
    for (let i = 0; i < n; i++, at += 13) {
      clients[6 * i] = bytes.getUint16(at, true);
      clients[6 * i + 1] = bytes.getUint32(at + 2, true);
      clients[6 * i + 2] = bytes.getUint16(at + 6, true);
      clients[6 * i + 3] = Math.round((bytes.getUint8(at + 8) * 1000) / 255);
      clients[6 * i + 4] = bytes.getUint16(at + 9, true);
      clients[6 * i + 5] = bytes.getUint16(at + 11, true);
    }
    weeks.push({ week, clients });
  }
  return weeks;
}
