// The week, what is known, what becomes of them: each a picture with a table behind it.
import { figure, shownAs } from "./format.js";
import { numberOf, valueAt, conditionsPath } from "./scenario.js";

const has = (e) => e && e.n > 0;
const times = (e, k) => (has(e) ? { ...e, mean: e.mean * k, low: (e.low ?? e.mean) * k, high: (e.high ?? e.mean) * k } : null);

export function Range({ lang, e, decimals }) {
  if (!has(e) || e.low === undefined) return null;
  return (
    <small class="range">
      {figure(lang, e.low, decimals)}–{figure(lang, e.high, decimals)}
    </small>
  );
}

function TableBehind({ w, caption, head, rows }) {
  return (
    <details class="behind">
      <summary>{w("as_table")}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
        <table>
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              {head.map((h) => (
                <th scope="col" key={h}>
                  {h}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells) => (
              <tr key={cells[0]}>
                <th scope="row">{cells[0]}</th>
                {cells.slice(1).map((cell, i) => (
                  <td key={i}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const withRange = (lang, e, d) => (has(e) ? `${figure(lang, e.mean, d)}${e.low !== undefined ? ` (${figure(lang, e.low, d)}–${figure(lang, e.high, d)})` : ""}` : "–");

// ---- her week ----

function weekOf(part, scenario, tree, row, w) {
  if (!part) return null;
  const { teams } = scenario;
  const hours = numberOf(valueAt(tree, conditionsPath(teams, row, "hours_per_week"))) ?? 37.5;
  const fixed = numberOf(valueAt(tree, conditionsPath(teams, row, "fixed_share"))) ?? 0;
  const reflection = numberOf(valueAt(tree, conditionsPath(teams, row, "gaze.reflection_hours"))) ?? 0;
  const open = hours * (1 - fixed) - reflection;
  const rows = [];
  let spare = 0;
  for (const m of scenario.measures) {
    if (!m.id.startsWith("time_share.")) continue;
    const e = part.measures[m.id];
    if (!has(e)) continue;
    const lane = m.id.slice("time_share.".length);
    const colour = { conversation: "#1768ac", measure: "#007d79", demand: "#a8323e" }[lane] ?? ["#8a5a00", "#c9962b", "#5d4a9c"][spare++ % 3];
    rows.push({ id: m.id, lane, label: m.label, e: times(e, open), colour });
  }
  rows.push({ id: "idle_share", label: null, name: w("idle"), e: times(part.measures.idle_share, open), colour: "#d5dae1" });
  rows.push({ id: "fixed", label: null, name: w("meetings"), e: { mean: hours * fixed + reflection, n: 1 }, colour: "#9aa3b0" });
  return { rows, hours };
}

export function Week({ scenario, tree, triedTree, today, tried, row, w }) {
  const { lang } = w;
  const a = weekOf(today, scenario, tree, row, w);
  const b = tried && weekOf(tried, scenario, triedTree, row, w);
  if (!a) return null;
  const most = Math.max(a.hours, b?.hours ?? 0);
  const shown = b ?? a;
  const nameOf = (r) => r.name ?? shortLane(r.label[lang]);
  const old = new Map(a.rows.map((r) => [r.id, r]));
  const bar = (week, name) => (
    <div class="stack" role="img" aria-label={`${name}: ${week.rows.map((r) => `${nameOf(r)} ${figure(lang, r.e?.mean ?? 0, 1)}`).join(", ")}`}>
      {week.rows.map((r) => (
        <span key={r.id} style={{ width: `${((r.e?.mean ?? 0) / most) * 100}%`, background: r.colour }} />
      ))}
    </div>
  );
  return (
    <section class="card" aria-labelledby="week-title">
      <h3 id="week-title">{w("week_title")}</h3>
      <p class="card-lead">{w("week_lead")}</p>
      <div class="stacks">
        {b && <p class="stack-name">{w("head_today")}</p>}
        {bar(a, w("head_today"))}
        {b && <p class="stack-name">{w("head_tried")}</p>}
        {b && bar(b, w("head_tried"))}
      </div>
      <ul class="lanes">
        {shown.rows.map((r) => {
          const before = old.get(r.id)?.e;
          const change = b && has(r.e) && has(before) ? r.e.mean - before.mean : 0;
          return (
            <li key={r.id} data-measure={r.id}>
              <span class="swatch" style={{ background: r.colour }} aria-hidden="true" />
              <span class="lane-name">{nameOf(r)}</span>
              <b>{w("hours_short", { x: figure(lang, r.e?.mean ?? 0, 1) })}</b>
              <Range lang={lang} e={r.id === "fixed" ? null : r.e} decimals={1} />
              {b && Math.abs(change) >= 0.05 && <span class="delta">{signed(lang, change, 1)}</span>}
            </li>
          );
        })}
      </ul>
      <TableBehind
        w={w}
        caption={w("week_lead")}
        head={b ? [w("col_what"), w("col_today"), w("col_tried")] : [w("col_what"), w("col_today")]}
        rows={shown.rows.map((r) => [nameOf(r), withRange(lang, old.get(r.id)?.e, 1), ...(b ? [withRange(lang, r.e, 1)] : [])])}
      />
    </section>
  );
}

// "time for messages" and the like: what stands after the last colon or dash is the lane's name.
function shortLane(label) {
  const match = /[:–-]\s*([^:–-]+)$/.exec(label);
  return match ? match[1] : label;
}

export const signed = (lang, x, d) => (x > 0 ? "+" : x < 0 ? "−" : "") + figure(lang, Math.abs(x), d);

// ---- what is known ----

export function Known({ scenario, today, tried, w }) {
  const { lang } = w;
  const part = tried ?? today;
  if (!part) return null;
  const rows = scenario.domains.map((label, d) => ({
    name: label[lang],
    needs: times(part.domains[d].needs, 100),
    known: times(part.domains[d].known, 1),
    before: today && tried ? times(today.domains[d].known, 1) : null,
  }));
  const most = Math.max(10, ...rows.map((r) => r.needs?.high ?? 0));
  return (
    <section class="card" aria-labelledby="known-title">
      <h3 id="known-title">{w("known_title")}</h3>
      <p class="card-lead">{w("known_lead")}</p>
      <ul class="domains">
        {rows.map((r) => {
          const needs = r.needs?.mean ?? 0;
          const known = needs * (r.known?.mean ?? 0);
          return (
            <li key={r.name}>
              <span class="domain-name">{r.name}</span>
              <span class="domain-bar" aria-hidden="true">
                <span class="domain-needs" style={{ width: `${(needs / most) * 100}%` }}>
                  <span class="domain-known" style={{ width: `${(r.known?.mean ?? 0) * 100}%` }} />
                  {r.before && <span class="domain-before" style={{ left: `${r.before.mean * 100}%` }} />}
                </span>
              </span>
              <span class="domain-figure">
                <b>{w("known_of", { k: figure(lang, known, 0), n: figure(lang, needs, 0) })}</b>
              </span>
            </li>
          );
        })}
      </ul>
      <p class="key" aria-hidden="true">
        <span class="swatch known" /> {w("known_key")} <span class="swatch unknown" /> {w("unknown_key")}
        {tried && <span class="line-key">{w("today_key")}</span>}
      </p>
      <TableBehind
        w={w}
        caption={w("known_lead")}
        head={[w("col_what"), w("col_needs"), w("col_known") + ", %", ...(tried ? [`${w("col_today")}, %`] : [])]}
        rows={rows.map((r) => [
          r.name,
          withRange(lang, r.needs, 0),
          withRange(lang, times(r.known, 100), 0),
          ...(tried ? [withRange(lang, times(r.before, 100), 0)] : []),
        ])}
      />
    </section>
  );
}

// ---- what becomes of them ----

const FATES = [
  ["exit_work_12m", "fate_work"],
  ["exit_other_12m", "fate_other"],
  ["pushed_out", "fate_pushed"],
  ["wait_days.conversation", "fate_wait"],
  ["weeks_since_contact", "fate_since"],
];

// The round number that a scale ends at.
function ceiling(most) {
  const ten = 10 ** Math.floor(Math.log10(Math.max(most, 1e-9)));
  return ten * [1, 2, 3, 5, 10].find((k) => k * ten >= most);
}

export function Fate({ scenario, today, tried, w }) {
  const { lang } = w;
  if (!today) return null;
  const kinds = new Map(scenario.measures.map((m) => [m.id, m]));
  const rows = FATES.filter(([id]) => has(today.measures[id])).map(([id, name]) => {
    const k = shownAs(kinds.get(id).kind);
    const a = times(today.measures[id], k);
    const b = tried ? times(tried.measures[id], k) : null;
    const change = tried ? times(tried.change?.[id], k) : null;
    return { id, name: w(name), a, b, change, top: ceiling(Math.max(a.high, b?.high ?? 0, kinds.get(id).kind === "share" ? 40 : 0)) };
  });
  return (
    <section class="card" aria-labelledby="fate-title">
      <h3 id="fate-title">{w("fate_title")}</h3>
      <p class="card-lead">{w("fate_lead")}</p>
      <ul class="fates">
        {rows.map((r) => {
          const e = r.b ?? r.a;
          const d = e.mean >= 20 ? 0 : 1;
          const sure = r.change && r.change.low !== undefined && (r.change.low > 0 || r.change.high < 0);
          return (
            <li key={r.id} data-measure={r.id} data-value={e.mean}>
              <span class="fate-name">{r.name}</span>
              <span class="fate-figure">
                <b>{figure(lang, e.mean, d)}</b> <Range lang={lang} e={e} decimals={d} />
              </span>
              <span class="fate-bar" aria-hidden="true">
                <Whisker e={e} top={r.top} />
                {r.b && <span class="fate-before" style={{ left: `${share(r.a.mean, r.top)}%` }} />}
              </span>
              {r.b && (
                <span class={`fate-change${sure ? "" : " unsure"}`}>
                  {sure ? `${signed(lang, r.change.mean, d)} (${w("today_is", { x: figure(lang, r.a.mean, d) })})` : w("uncertain")}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <TableBehind
        w={w}
        caption={w("fate_title")}
        head={tried ? [w("col_what"), w("col_today"), w("col_tried"), w("col_change")] : [w("col_what"), w("col_today")]}
        rows={rows.map((r) => [r.name, withRange(lang, r.a, 1), ...(tried ? [withRange(lang, r.b, 1), withRange(lang, r.change, 1)] : [])])}
      />
      <p class="note">{w("note_read")}</p>
    </section>
  );
}

const share = (value, top) => Math.min(100, Math.max(0, (value / top) * 100));

function Whisker({ e, top }) {
  const from = share(e.low ?? e.mean, top);
  return (
    <>
      <span class="fate-fill" style={{ width: `${share(e.mean, top)}%` }} />
      <span class="fate-interval" style={{ left: `${from}%`, width: `${share(e.high ?? e.mean, top) - from}%` }} />
    </>
  );
}

export { withRange, times, has, TableBehind };
