// All figures of the team, and of every team.
import { figure, shownAs, decimalsFor } from "./format.js";
import { signed, withRange, times, has } from "./pictures.jsx";

const unitOf = (m, lang) => (m.kind === "share" ? "%" : m.unit[lang]);

export function Figures({ scenario, live, changed, team, allToday, allTried, w }) {
  const { lang } = w;
  const t = scenario.teams[team];
  const notes = [...new Set(scenario.measures.map((m) => m.note[lang]).filter(Boolean))];
  const part = changed ? live.tried : live.today;
  return (
    <main id="main" tabIndex={-1} class="plain wide">
      <h1>{w("view_figures")}</h1>
      <h2>
        {t.office} · {t.label[lang]}
      </h2>
      <p class="lead">{w("figures_lead")}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={w("view_figures")}>
        <table class="figures">
          <caption class="hidden">{w("view_figures")}</caption>
          <thead>
            <tr>
              <th scope="col">{w("col_measure")}</th>
              <th scope="col">{w("col_unit")}</th>
              <th scope="col">{w("col_today")}</th>
              {changed && <th scope="col">{w("col_tried")}</th>}
              {changed && <th scope="col">{w("col_change")}</th>}
            </tr>
          </thead>
          <tbody>
            {scenario.measures.map((m) => {
              const k = shownAs(m.kind);
              const a = times(live.today?.measures[m.id], k);
              const b = changed ? times(live.tried?.measures[m.id], k) : null;
              const d = changed ? times(live.tried?.change?.[m.id], k) : null;
              if (!has(a) && !has(b)) return null;
              const decimals = Math.max(m.kind === "share" ? 1 : 0, decimalsFor(Math.max(a?.mean ?? 0, b?.mean ?? 0)));
              const sure = d && (d.low > 0 || d.high < 0);
              return (
                <tr key={m.id} data-measure={m.id} data-value={(changed ? live.tried?.measures[m.id] : live.today?.measures[m.id])?.mean}>
                  <th scope="row">
                    {m.label[lang]}
                    {m.note[lang] && <sup>{notes.indexOf(m.note[lang]) + 1}</sup>}
                  </th>
                  <td class="unit">{unitOf(m, lang)}</td>
                  <td>{withRange(lang, a, decimals)}</td>
                  {changed && <td>{withRange(lang, b, decimals)}</td>}
                  {changed && (
                    <td class={sure ? "sure" : "unsure"}>
                      {has(d) ? (sure ? `${signed(lang, d.mean, decimals)} (${figure(lang, d.low, decimals)}–${figure(lang, d.high, decimals)})` : w("uncertain")) : "–"}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <ol class="notes">
        {notes.map((n) => (
          <li key={n}>{n}</li>
        ))}
      </ol>
      <h2>{w("all_teams")}</h2>
      <p class="lead">{w("all_teams_lead")}</p>
      <AllTeams scenario={scenario} today={allToday} tried={allTried} w={w} />
      {part && (
        <p class="note carries">
          {w("carries", { version: scenario.version, hash: part.hash, seed: scenario.seed, n: part.n, weeks: scenario.weeks, warm: scenario.warmup_weeks })}
        </p>
      )}
    </main>
  );
}

const SHOWN = ["share_is", "known_share", "conversation_minutes", "load", "exit_work_12m"];

function AllTeams({ scenario, today, tried, w }) {
  const { lang } = w;
  const measures = SHOWN.map((id) => scenario.measures.find((m) => m.id === id)).filter(Boolean);
  if (!today?.teams) return <p>{w("waiting_words")}</p>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={w("all_teams")}>
      <table class="figures">
        <caption class="hidden">{w("all_teams")}</caption>
        <thead>
          <tr>
            <th scope="col">{w("col_team")}</th>
            {measures.map((m) => (
              <th scope="col" key={m.id}>
                {m.label[lang]}, {unitOf(m, lang)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scenario.teams.map((t, i) => (
            <tr key={i}>
              <th scope="row">
                {t.office} · {t.label[lang]}
                {t.caseload !== undefined && `, ${t.caseload}`}
              </th>
              {measures.map((m) => {
                const k = shownAs(m.kind);
                const a = times(today.teams[i]?.[m.id], k);
                const b = times(tried?.teams?.[i]?.[m.id], k);
                const d = Math.max(m.kind === "share" ? 1 : 0, decimalsFor(a?.mean ?? 0));
                return (
                  <td key={m.id}>
                    {withRange(lang, b ?? a, d)}
                    {b && has(a) && <small class="was">{w("today_is", { x: figure(lang, a.mean, d) })}</small>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
