// The conditions, as somebody who plans an office names them.
import { useState } from "preact/hooks";
import { plain } from "./format.js";
import { conditionsPath, join, numberOf, readSet, readToml, teamPath, tomlOf, valueAt } from "./scenario.js";

const perMonth = 4.345;

// One row a slider: where it stands, its range on the page, and how it is shown.
export function rowsOf(scenario, tree, row, w) {
  const { teams } = scenario;
  const team = teams[row];
  const of = (key) => conditionsPath(teams, row, key);
  const rows = [];
  const add = (group, path, label, unit, least, most, step, more = {}) => rows.push({ group, path, label, unit, least, most, step, times: 1, ...more });
  add("people", teamPath(teams, row, "caseworkers"), w("caseworkers"), w("unit_people"), 1, 20, 1, { whole: true });
  if (team.open) {
    add("people", teamPath(teams, row, "caseload_limit"), w("caseload_limit"), w("unit_clients"), 1, 300, 1, { whole: true });
    add("people", teamPath(teams, row, "arrivals_per_week"), w("arrivals"), w("unit_a_week"), 0, 60, 0.5);
  } else add("people", teamPath(teams, row, "caseload"), w("caseload"), w("unit_clients"), 5, 300, 1, { whole: true, main: true });
  add("people", of("hours_per_week"), w("hours"), w("unit_hours"), 15, 50, 0.5);
  add("people", of("fixed_share"), w("fixed"), w("unit_percent"), 0, 80, 1, { times: 100 });
  const streams = valueAt(tree, of("inbox")) ?? {};
  Object.keys(streams).forEach((id, i) => {
    const name = team.streams[i] ?? { nb: id, en: id };
    add("inbox", of(`inbox.${join(id)}.per_week`), w("messages_of", { name: name[w.lang] }), w("unit_a_month"), 0, 10, 0.1, { times: perMonth });
    add("inbox", of(`inbox.${join(id)}.minutes`), w("minutes_of", { name: name[w.lang] }), w("unit_minutes"), 1, 60, 1);
  });
  add("talks", of("conversation.interval_weeks"), w("talk_interval"), w("unit_weeks"), 1, 26, 0.5);
  add("talks", of("conversation.minutes"), w("talk_minutes"), w("unit_minutes"), 10, 120, 5);
  add("talks", of("conversation.protected_share"), w("talk_protected"), w("unit_percent"), 0, 100, 5, { times: 100 });
  add("talks", of("mapping.minutes"), w("mapping"), w("unit_minutes"), 0, 120, 5, { spare: 0 });
  return rows;
}

const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

function Help({ info, lang, w }) {
  if (!info) return null;
  return (
    <p class="help">
      {info.meaning[lang]}. <Provenance of={info.provenance} w={w} />
    </p>
  );
}

const PROVENANCE = { evidence: "prov_evidence", assumption: "prov_assumption", choice: "prov_choice" };

export function Provenance({ of, w }) {
  const id = PROVENANCE[of] ?? "prov_conditions";
  return <span class={`badge ${id}`}>{w(id)}</span>;
}

function Slider({ row, today, value, onChange, onReset, info, w, prefix = "c" }) {
  const [open, setOpen] = useState(false);
  const { lang } = w;
  const shown = value * row.times;
  const base = today * row.times;
  const changed = !near(value, today);
  const least = Math.min(row.least, shown, base);
  const most = Math.max(row.most, Number.isFinite(base) ? base : 0, Number.isFinite(shown) ? shown : 0);
  const finite = Number.isFinite(shown) ? shown : most;
  const figure = (x) => `${plain(lang, Math.round(x * 100) / 100)} ${row.unit}`;
  const id = `${prefix}-${row.path}`;
  const at = Number.isFinite(base) ? ((base - least) / (most - least)) * 100 : 100;
  return (
    <div class={`slider${changed ? " changed" : ""}${row.main ? " main" : ""}`} data-path={row.path}>
      <div class="slider-head">
        <span class="slider-name">
          <label for={id}>{row.label}</label>{"\u00a0"}
          <button type="button" class="what" aria-expanded={open} onClick={() => setOpen(!open)}>
            <span aria-hidden="true">?</span>
            <span class="hidden">{w("what_is_this", { name: row.label })}</span>
          </button>
        </span>
        <output for={id}>{figure(shown)}</output>
      </div>
      <div class="slider-track">
        <span class="slider-today" style={{ left: `calc(${at}% + ${(0.5 - at / 100) * 22}px)` }} aria-hidden="true" />
        <input
          id={id}
          type="range"
          min={least}
          max={most}
          step={row.step}
          value={finite}
          aria-valuetext={figure(shown)}
          style={{ "--part": `${((finite - least) / (most - least)) * 100}%` }}
          onInput={(e) => {
            const raw = Number(e.currentTarget.value) / row.times;
            const rounded = row.whole ? Math.round(raw) : Number(raw.toPrecision(6));
            onChange(near(rounded * row.times, base) ? today : rounded);
          }}
        />
      </div>
      {changed && (
        <button type="button" class="link" onClick={onReset}>
          {w("today_is", { x: figure(base) })} <span aria-hidden="true">↺</span>
          <span class="hidden">{w("reset_one", { name: row.label })}</span>
        </button>
      )}
      {open && <Help info={info} lang={lang} w={w} />}
    </div>
  );
}

// What any conditions of the scenario can offer, each once; ticked are those this team has.
function Tools({ scenario, tree, row, set, onSet, w }) {
  const { lang } = w;
  const path = conditionsPath(scenario.teams, row, "measure");
  const today = valueAt(tree, path) ?? {};
  const all = {};
  for (const conditions of Object.values(tree.conditions ?? {}))
    for (const [id, tool] of Object.entries(conditions.measure ?? {})) all[id] ??= tool;
  Object.assign(all, today);
  const override = set.find(([p]) => p === path);
  const ids = Object.keys(override ? readToml(`set = ${override[1]}`).set : today);
  const has = new Set(ids);
  if (Object.keys(all).length === 0) return null;
  const nameOf = (label, id) => (typeof label === "string" ? label : (label?.[lang] ?? label?.nb ?? label?.en ?? id));
  const domainOf = (id) => nameOf(tree.clients?.domain?.[id]?.label, id);
  function toggle(id) {
    const next = Object.keys(all).filter((other) => (other === id ? !has.has(other) : has.has(other)));
    const same = next.length === Object.keys(today).length && next.every((other) => other in today);
    onSet(path, same ? null : tomlOf(Object.fromEntries(next.map((other) => [other, today[other] ?? all[other]]))));
  }
  return (
    <fieldset class="group">
      <legend>{w("tools")}</legend>
      <p class="group-lead">{w("tools_lead")}</p>
      <ul class="tools">
        {Object.entries(all).map(([id, tool]) => (
          <li key={id}>
            <label class={`tool${has.has(id) !== id in today ? " changed" : ""}`}>
              <input type="checkbox" checked={has.has(id)} onChange={() => toggle(id)} />
              <span>
                {nameOf(tool.label, id)} <small>{w("tool_for", { domain: domainOf(tool.solves) })}</small>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

export function TeamPicker({ scenario, tried, team, onTeam, all, w }) {
  const { lang } = w;
  return (
    <fieldset class="teams">
      <legend>{w("team")}</legend>
      {scenario.teams.map((before, i) => {
        const t = tried?.teams[i] ?? before;
        const share = all?.teams?.[i]?.share_is?.mean;
        return (
          <label class={`team${i === team ? " chosen" : ""}`} key={i}>
            <input type="radio" name="team" checked={i === team} onChange={() => onTeam(i)} />
            <span class="team-name">
              <b>
                {t.office} · {t.label[lang]}
              </b>
              <small>
                {t.open
                  ? w("team_line_open", { n: t.caseworkers })
                  : w("team_line", { n: t.caseworkers * t.copies, m: t.caseload })}
              </small>
            </span>
            <span class="team-share" title={share === undefined ? "" : w("share_of_team", { x: Math.round(share * 100) })}>
              <span class="team-bar" style={{ width: `${(share ?? 0) * 100}%` }} />
              {share !== undefined && <span class="hidden">{w("share_of_team", { x: Math.round(share * 100) })}</span>}
              {share !== undefined && <b aria-hidden="true">{Math.round(share * 100)}</b>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

export function Conditions({ scenario, tree, row, set, onSet, keys, w, quick }) {
  const rows = rowsOf(scenario, tree, row, w);
  const groups = [...new Set(rows.map((r) => r.group))];
  const given = new Map(set);
  const infoOf = (path) => {
    const shape = path.replace(/^office\.(?:"[^"]*"|[^.]+)\.team\.\d+/, "office.team").replace(/^conditions\.(?:"[^"]*"|[^.]+)/, "conditions.NAME").replace(/\.inbox\.(?:"[^"]*"|[^.]+)/, ".inbox.NAME");
    return keys?.find((k) => k.path === shape);
  };
  const slider = (r) => {
    const info = infoOf(r.path);
    const today = numberOf(valueAt(tree, r.path)) ?? readSet(info?.usual ?? "") ?? r.spare ?? 0;
    const value = given.has(r.path) ? (readSet(given.get(r.path)) ?? today) : today;
    return (
      <Slider
        key={r.path}
        row={r}
        today={today}
        value={value}
        info={info}
        w={w}
        prefix={quick ? "q" : "c"}
        onChange={(next) => onSet(r.path, near(next, today) ? null : String(next))}
        onReset={() => onSet(r.path, null)}
      />
    );
  };
  if (quick) return <>{rows.filter((r) => r.main).map(slider)}</>;
  return (
    <>
      {groups.map((group) => (
        <fieldset class="group" key={group}>
          <legend>{w(group)}</legend>
          {rows.filter((r) => r.group === group).map(slider)}
        </fieldset>
      ))}
      <Tools scenario={scenario} tree={tree} row={row} set={set} onSet={onSet} w={w} />
    </>
  );
}
