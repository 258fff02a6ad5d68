// Slower questions: each a section with its command, its progress, a stop, a picture and the answer
// in words.
import { useEffect, useRef, useState } from "preact/hooks";
import { listen, Refused } from "./api.js";
import { rowsOf } from "./conditions.jsx";
import { figure, plain, shownAs } from "./format.js";
import { Mistakes } from "./mistakes.jsx";
import { TableBehind, withRange } from "./pictures.jsx";
import { commandLine, numberOf, valueAt } from "./scenario.js";

const RUNS = 8;
const ASKED_ABOUT = ["share_is", "false_is", "known_share", "conversation_minutes", "load", "weeks_since_contact", "exit_work_12m", "pushed_out"];

function useQuestion() {
  const [state, setState] = useState({ status: "idle" });
  const control = useRef(null);
  useEffect(() => () => control.current?.abort(), []);
  return {
    ...state,
    ask(question) {
      control.current?.abort();
      const mine = (control.current = new AbortController());
      const fresh = () => control.current === mine;
      setState({ status: "running", share: 0 });
      listen(
        "api/ask",
        question,
        (name, data) => {
          if (!fresh()) return;
          if (name === "progress") setState((s) => ({ ...s, share: data.total > 0 ? data.done / data.total : 0 }));
          else setState({ status: "done", answer: data, question });
        },
        mine.signal,
      ).catch((problem) => fresh() && problem.name !== "AbortError" && setState({ status: "failed", problem }));
    },
    stop() {
      control.current?.abort();
      control.current = null;
      setState({ status: "idle" });
    },
  };
}

function Buttons({ q, onAsk, w, id }) {
  return (
    <div class="row ask-row">
      <button type="button" class="button" onClick={onAsk} disabled={q.status === "running"} id={id}>
        {w("ask_find")}
      </button>
      {q.status === "running" && (
        <>
          <progress value={q.share || undefined} max="1" aria-label={w("waiting_words")} />
          <button type="button" class="link" onClick={q.stop}>
            {w("stop")}
          </button>
        </>
      )}
      <span role="status">{q.status === "running" ? w("waiting_words") : q.status === "done" ? w("ask_done") : ""}</span>
    </div>
  );
}

function Answer({ q, command, children, w }) {
  return (
    <>
      {q.status === "failed" &&
        (q.problem instanceof Refused ? <Mistakes problem={q.problem} w={w} /> : <div class="alert" role="alert">{w("lost")}</div>)}
      {q.status === "done" && (
        <div class="answer">
          {children}
          <pre class="said" tabIndex={0} role="region" aria-label={w("ask_in_words")}>
            {q.answer.text.trim()}
          </pre>
        </div>
      )}
      <details class="behind command">
        <summary>{w("same_command")}</summary>
        <div class="scroll" tabIndex={0} role="region" aria-label={w("same_command")}>
          <code>{command}</code>
        </div>
      </details>
    </>
  );
}

// Lines with bands of 95 %: [{name, points: [{at, mean, low, high}], dashed}].
function Chart({ lines, times, crossings = [], level, xName, yName, lang, text }) {
  const all = lines.flatMap((l) => l.points);
  if (all.length === 0) return null;
  const width = 720;
  const height = 300;
  const left = 52;
  const bottom = 44;
  const x0 = Math.min(...all.map((p) => p.at));
  const x1 = Math.max(...all.map((p) => p.at));
  const top = Math.max(...all.map((p) => (p.high ?? p.mean) * times)) * 1.05 || 1;
  const x = (v) => left + ((v - x0) / (x1 - x0 || 1)) * (width - left - 16);
  const y = (v) => height - bottom - (Math.max(0, v * times) / top) * (height - bottom - 12);
  const path = (points, pick) => points.map((p, i) => `${i ? "L" : "M"}${x(p.at).toFixed(1)} ${y(pick(p)).toFixed(1)}`).join("");
  const band = (points) => `${path(points, (p) => p.high ?? p.mean)}${path([...points].reverse(), (p) => p.low ?? p.mean).replace("M", "L")}Z`;
  const ticks = (from, to, n) => {
    const rough = (to - from) / n || 1;
    const ten = 10 ** Math.floor(Math.log10(rough));
    const step = ten * [1, 2, 5, 10].find((k) => k * ten >= rough);
    const at = [];
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) at.push(i * step);
    return at;
  };
  return (
    <svg class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text}>
      {ticks(0, top, 4).map((v) => (
        <g key={v}>
          <line x1={left} x2={width - 16} y1={y(v / times)} y2={y(v / times)} stroke="#e1e3e7" />
          <text x={left - 8} y={y(v / times) + 5} text-anchor="end">
            {figure(lang, v)}
          </text>
        </g>
      ))}
      {ticks(x0, x1, 6).map((v) => (
        <text key={v} x={x(v)} y={height - bottom + 20} text-anchor="middle">
          {plain(lang, Math.round(v * 10) / 10)}
        </text>
      ))}
      <text x={width - 16} y={height - 6} text-anchor="end">
        {xName}
      </text>
      <text x={left} y="10" class="y-name">
        {yName}
      </text>
      {level && <line x1={left} x2={width - 16} y1={y(level.mean)} y2={y(level.mean)} stroke="#49515e" stroke-dasharray="4 4" />}
      {crossings.map((c) => (
        <g key={c.at}>
          {c.low !== undefined && <rect x={x(c.low)} width={Math.max(2, x(c.high) - x(c.low))} y="12" height={height - bottom - 12} fill="#e75e01" opacity=".16" />}
          <line x1={x(c.at)} x2={x(c.at)} y1="12" y2={height - bottom} stroke="#a64a10" stroke-width="2" />
        </g>
      ))}
      {lines.map((l, i) => (
        <g key={l.name}>
          <path d={band(l.points)} fill={i ? "#a64a10" : "#0063c1"} opacity=".16" />
          <path d={path(l.points, (p) => p.mean)} fill="none" stroke={i ? "#a64a10" : "#0063c1"} stroke-width="2.5" stroke-dasharray={i ? "7 4" : undefined} />
        </g>
      ))}
    </svg>
  );
}

function LineKey({ names }) {
  return (
    <p class="key">
      {names.map((name, i) => (
        <span key={name}>
          <svg width="30" height="10" aria-hidden="true">
            <line x1="0" x2="30" y1="5" y2="5" stroke={i ? "#a64a10" : "#0063c1"} stroke-width="2.5" stroke-dasharray={i ? "7 4" : undefined} />
          </svg>{" "}
          {name}
        </span>
      ))}
    </p>
  );
}

export function Ask({ scenario, tree, team, set, base, w }) {
  const { lang } = w;
  const rows = rowsOf(scenario, tree, team, w);
  const first = Math.max(0, rows.findIndex((r) => r.main));
  const [key, setKey] = useState(first);
  const row = rows[Math.min(key, rows.length - 1)];
  const [measure, setMeasure] = useState("share_is");
  const measures = ASKED_ABOUT.map((id) => scenario.measures.find((m) => m.id === id)).filter(Boolean);
  const asked = scenario.measures.find((m) => m.id === measure);
  const rounded = (v) => Number((v / row.times).toPrecision(6));
  const [ends, setEnds] = useState({});
  const low = ends[row.path]?.[0] ?? (row.main ? 15 : row.least);
  const high = ends[row.path]?.[1] ?? (row.main ? 240 : row.most);
  const setEnd = (i, value) => setEnds({ ...ends, [row.path]: i ? [low, value] : [value, high] });
  const vary = `${row.path}=${rounded(low)}:${rounded(high)}`;
  const [aim, setAim] = useState("work");
  const tipping = useQuestion();
  const back = useQuestion();
  const index = useQuestion();
  const t = scenario.teams[team];
  const line = (command, rest) => commandLine(scenario.name, set, rest).replace("blikk run", `blikk ${command}`);
  const about = ` --vary ${vary} --measure ${measure} --team ${team + 1} -r ${RUNS}`;
  const question = (kind, more) => ({ ...base, lang, set, team, kind, replications: RUNS, page: `ask-${kind}`, ...more });
  const times = asked ? shownAs(asked.kind) : 1;
  const yName = asked ? `${asked.label[lang]}${asked.kind === "share" ? ", %" : ""}` : "";
  const scaled = (points) => points.map((p) => ({ ...p, at: p.at * row.times }));
  const same = (q) => q.status === "done" && q.question.vary === vary && q.question.measure === measure;
  const now = numberOf(valueAt(tree, row.path));

  const picker = (
    <div class="ask-form">
      <label>
        {w("ask_key")}
        <select value={key} onChange={(e) => setKey(Number(e.currentTarget.value))}>
          {rows.map((r, i) => (
            <option key={r.path} value={i}>
              {r.label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w("ask_from")}
        <input type="number" value={low} step="any" onInput={(e) => setEnd(0, Number(e.currentTarget.value))} />
      </label>
      <label>
        {w("ask_to")}
        <input type="number" value={high} step="any" onInput={(e) => setEnd(1, Number(e.currentTarget.value))} />
      </label>
      <span class="unit">
        {row.unit}
        {now !== undefined && <> · {w("today_is", { x: plain(lang, now * row.times) })}</>}
      </span>
      <label>
        {w("ask_measure")}
        <select value={measure} onChange={(e) => setMeasure(e.currentTarget.value)}>
          {measures.map((m) => (
            <option key={m.id} value={m.id}>
              {m.label[lang]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );

  return (
    <main id="main" tabIndex={-1} class="plain wide">
      <h1>{w("view_ask")}</h1>
      <p class="lead">{w("ask_lead", { team: `${t.office} · ${t.label[lang]}`, n: RUNS })}</p>

      <section class="file" aria-labelledby="ask-tipping">
        <h2 id="ask-tipping">{w("ask_tipping")}</h2>
        <p>{w("ask_tipping_lead")}</p>
        {picker}
        <Buttons q={tipping} w={w} id="find-tipping" onAsk={() => tipping.ask(question("tipping", { vary, measure }))} />
        <Answer q={tipping} w={w} command={line("tipping", about)}>
          {same(tipping) && (
            <>
              <Chart
                lines={[{ name: row.label, points: scaled(tipping.answer.data.points) }]}
                crossings={tipping.answer.data.crossings.map((c) => ({ ...c, at: c.at * row.times, low: c.low === undefined ? undefined : c.low * row.times, high: c.high === undefined ? undefined : c.high * row.times }))}
                level={tipping.answer.data.level}
                times={times}
                xName={`${row.label}, ${row.unit}`}
                yName={yName}
                lang={lang}
                text={w("ask_chart", { y: yName, x: row.label })}
              />
              <TableBehind w={w} caption={yName} head={[row.label, yName]} rows={tipping.answer.data.points.map((p) => [plain(lang, Math.round(p.at * row.times * 100) / 100), withRange(lang, { ...p, n: 1, mean: p.mean * times, low: p.low * times, high: p.high * times }, 1)])} />
            </>
          )}
        </Answer>
      </section>

      <section class="file" aria-labelledby="ask-back">
        <h2 id="ask-back">{w("ask_back")}</h2>
        <p>{w("ask_back_lead", { key: row.label, low: plain(lang, low), high: plain(lang, high), unit: row.unit, measure: asked?.label[lang] ?? "" })}</p>
        <Buttons q={back} w={w} id="find-back" onAsk={() => back.ask(question("back", { vary, measure }))} />
        <Answer q={back} w={w} command={line("tipping", `${about} --there-and-back`)}>
          {same(back) && back.answer.data.steps && (
            <>
              <Chart
                lines={[
                  { name: w("ask_there"), points: scaled(back.answer.data.steps.map((s) => ({ at: s.at, ...s.there }))) },
                  { name: w("ask_and_back"), points: scaled(back.answer.data.steps.map((s) => ({ at: s.at, ...s.back }))) },
                ]}
                times={times}
                xName={`${row.label}, ${row.unit}`}
                yName={yName}
                lang={lang}
                text={w("ask_chart", { y: yName, x: row.label })}
              />
              <LineKey names={[w("ask_there"), w("ask_and_back")]} />
            </>
          )}
        </Answer>
      </section>

      <section class="file" aria-labelledby="ask-index">
        <h2 id="ask-index">{w("ask_index")}</h2>
        <p>{w("ask_index_lead")}</p>
        <div class="ask-form">
          <label>
            {w("ask_aim")}
            <select value={aim} onChange={(e) => setAim(e.currentTarget.value)}>
              <option value="work">{w("ask_aim_work")}</option>
              <option value="seen">{w("ask_aim_seen")}</option>
            </select>
          </label>
        </div>
        <Buttons q={index} w={w} id="find-index" onAsk={() => index.ask(question("index", { measure: aim }))} />
        <Answer q={index} w={w} command={line("index", ` --team ${team + 1} --aim ${aim} -r ${RUNS}`)} />
      </section>
      <p class="note claim">{w("note_unmeasured")}</p>
    </main>
  );
}
