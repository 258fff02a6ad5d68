// My office: a form from the table of keys, and the file itself.
import { useEffect, useMemo, useState } from "preact/hooks";
import { askScenario, askToml, Refused } from "./api.js";
import { Provenance } from "./conditions.jsx";
import { plain } from "./format.js";
import { Mistakes } from "./mistakes.jsx";
import { join, numberOf, tomlOf, valueAt } from "./scenario.js";

const nameOf = (label, id, lang) => (typeof label === "string" ? label : (label?.[lang] ?? label?.nb ?? label?.en ?? id));

// Every key of this scenario as a row of the form, in groups.
function groupsOf(scenario, tree, keys, w) {
  const { lang } = w;
  const groups = [];
  const fit = (prefix) => keys.filter((k) => k.path.startsWith(prefix));
  const add = (title, rows) => rows.length > 0 && groups.push({ title, rows });
  const row = (info, path) => ({ info, path });
  add(w("group_top"), keys.filter((k) => !k.path.includes(".") && k.type !== "label").map((k) => row(k, k.path)));
  add(w("group_clients"), keys.filter((k) => /^clients\.(?!domain\.)/.test(k.path)).map((k) => row(k, k.path)));
  for (const id of Object.keys(tree.clients?.domain ?? {}))
    add(
      w("group_domain", { name: nameOf(tree.clients.domain[id].label, id, lang) }),
      fit("clients.domain.NAME.").filter((k) => k.type !== "label").map((k) => row(k, k.path.replace("NAME", join(id)))),
    );
  for (const [id, conditions] of Object.entries(tree.conditions ?? {})) {
    const rows = [];
    for (const k of fit("conditions.NAME.")) {
      if (k.type === "label" || /\.(inherits|description)$/.test(k.path)) continue;
      const inner = /^conditions\.NAME\.(inbox|measure)\.NAME\./.exec(k.path);
      const names = inner ? Object.keys(conditions[inner[1]] ?? {}) : [null];
      for (const name of names) {
        const path = k.path.replace("NAME", join(id));
        rows.push({ ...row(k, name === null ? path : path.replace("NAME", join(name))), of: name === null ? "" : nameOf(conditions[inner[1]][name].label, name, lang), order: inner ? inner[1] + name : "" });
      }
    }
    rows.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
    add(w("group_conditions", { name: nameOf(conditions.label, id, lang) }), rows);
  }
  const numbers = {};
  scenario.teams.forEach((team) => {
    const number = (numbers[team.office] = (numbers[team.office] ?? 0) + 1);
    const rows = keys
      .filter((k) => /^office\.team\.(caseworkers|caseload|caseload_limit|arrivals_per_week|start|repeat)$/.test(k.path))
      .filter((k) => (team.open ? !k.path.endsWith(".caseload") : !/caseload_limit|arrivals_per_week|start/.test(k.path)))
      .map((k) => row(k, k.path.replace("office.team", `office.${join(team.office)}.team.${number}`)));
    add(`${w("group_office", { name: team.office })} · ${team.label[lang]}`, rows);
  });
  return groups;
}

const asWritten = (value) => (value === undefined ? "" : typeof value === "string" ? value : tomlOf(value));

function Field({ row, today, override, onSet, mistake, lang, w }) {
  const { info, path } = row;
  const [text, setText] = useState(null);
  const usual = info.usual?.replace(/^"|"$/g, "") ?? "";
  const base = today === undefined ? usual : asWritten(today);
  const now = override === undefined ? base : override.replace(/^"(.*)"$/, "$1");
  const shown = text ?? now;
  const isText = info.type === "choice" || info.type === "text" || info.type.startsWith("names");
  const id = `k-${path}`;
  const changed = override !== undefined;
  const unit = info.unit?.[lang];
  const range =
    info.least === undefined
      ? ""
      : info.most === undefined || info.most > 1e15
        ? w("range_from", { low: plain(lang, info.least) })
        : w("range_of", { low: plain(lang, info.least), high: plain(lang, info.most) });
  function commit(value) {
    setText(null);
    const trimmed = value.trim();
    if (trimmed === base || trimmed === "") return onSet(path, null);
    return onSet(path, isText ? JSON.stringify(trimmed) : trimmed.replace(",", "."));
  }
  const choices = info.type === "choice" ? info.choices : info.type === "bool" ? ["true", "false"] : null;
  const options = typeof choices === "string" ? choices.split(" | ") : choices;
  return (
    <div class={`field${changed ? " changed" : ""}${mistake ? " wrong" : ""}`} data-path={path}>
      <label for={id}>
        {row.of && <b>{row.of}: </b>}
        {info.meaning[lang]}
      </label>
      <div class="field-line">
        {options ? (
          <select id={id} value={now} aria-invalid={Boolean(mistake)} aria-describedby={`${id}-h`} onChange={(e) => commit(e.currentTarget.value)}>
            {!options.includes(now) && <option value={now}>{now}</option>}
            {options.map((o) => (
              <option key={o} value={o}>
                {o}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            type="text"
            inputMode={isText ? "text" : "decimal"}
            autoComplete="off"
            spellcheck={false}
            value={shown}
            aria-invalid={Boolean(mistake)}
            aria-describedby={`${id}-h`}
            onInput={(e) => setText(e.currentTarget.value)}
            onChange={(e) => commit(e.currentTarget.value)}
          />
        )}
        {unit && <span class="unit">{unit}</span>}
        {changed && (
          <button type="button" class="link" onClick={() => { setText(null); onSet(path, null); }}>
            {w("was", { x: base })} ↺
          </button>
        )}
      </div>
      <p class="field-help" id={`${id}-h`}>
        <code>{path}</code> {range && <span>{range}</span>} {usual && <span>{w("usual_is", { x: usual })}</span>} <Provenance of={info.provenance} w={w} />
        {mistake && <strong class="field-wrong">{mistake}</strong>}
      </p>
    </div>
  );
}

export function Office({ scenario, tree, tried, set, onSet, keys, problem, history, page, setPage, base, w }) {
  const { lang } = w;
  const [search, setSearch] = useState("");
  const [onlyChanged, setOnlyChanged] = useState(false);
  const given = new Map(set);
  const groups = useMemo(() => (keys ? groupsOf(scenario, tree, keys, w) : []), [scenario, keys, lang]);
  const wanted = search.trim().toLowerCase();
  const fits = (row) =>
    (!onlyChanged || given.has(row.path)) &&
    (wanted === "" || `${row.path} ${row.info.meaning[lang]} ${row.of ?? ""}`.toLowerCase().includes(wanted));
  const shown = groups.map((g) => ({ ...g, rows: g.rows.filter(fits) })).filter((g) => g.rows.length > 0);
  const mistakeOf = (path) => (problem instanceof Refused ? problem.mistakes.find((m) => m.shown.includes(path))?.shown : undefined);
  const n = shown.reduce((sum, g) => sum + g.rows.length, 0);
  const searching = wanted !== "" || onlyChanged;
  return (
    <main id="main" tabIndex={-1} class="plain wide">
      <h1>{w("view_office")}</h1>
      <p class="lead">{w("office_lead")}</p>
      <Mistakes problem={problem} w={w} />
      <TheFile scenario={scenario} set={set} page={page} setPage={setPage} history={history} base={base} w={w} />
      <div class="search">
        <label for="search">{w("search_keys")}</label>
        <input id="search" type="search" value={search} onInput={(e) => setSearch(e.currentTarget.value)} />
        <label class="check">
          <input type="checkbox" checked={onlyChanged} onChange={(e) => setOnlyChanged(e.currentTarget.checked)} /> {w("only_changed")}
        </label>
        <button type="button" class="icon" onClick={history.undo} disabled={!history.canUndo} aria-label={w("undo")}>
          ↶
        </button>
        <button type="button" class="icon" onClick={history.redo} disabled={!history.canRedo} aria-label={w("redo")}>
          ↷
        </button>
        <span role="status">{n === 0 ? w("none_found") : w("found_keys", { n })}</span>
      </div>
      {shown.map((g) => (
        <details class="key-group" key={g.title} open={searching || g.rows.some((r) => given.has(r.path))}>
          <summary>
            <h2>{g.title}</h2> <small>{w("found_keys", { n: g.rows.length })}</small>
          </summary>
          <div class="fields">
            {g.rows.map((row) => (
              <Field key={row.path} row={row} today={valueAt(tree, row.path)} override={given.get(row.path)} onSet={onSet} mistake={given.has(row.path) ? mistakeOf(row.path) : undefined} lang={lang} w={w} />
            ))}
          </div>
        </details>
      ))}
    </main>
  );
}

function TheFile({ scenario, set, page, setPage, history, base, w }) {
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!open) return;
    askToml({ ...base, set }).then(setText, () => setText(scenario.toml));
  }, [open, scenario.hash]);
  async function use(own) {
    try {
      await askScenario({ scenario: own, lang: w.lang });
      history.reset([]);
      setProblem(null);
      setOpen(false);
      setPage((s) => ({ ...s, own, team: undefined }));
    } catch (e) {
      setProblem(e);
    }
  }
  async function download() {
    const toml = await askToml({ ...base, set });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([toml], { type: "application/toml" }));
    link.download = "blikk.toml";
    link.click();
    URL.revokeObjectURL(link.href);
  }
  return (
    <section class="file" aria-labelledby="file-title">
      <h2 id="file-title">{w("file")}</h2>
      <p>{w("file_lead")}</p>
      {page.own && (
        <p class="alert info">
          {w("imported")}{" "}
          <button type="button" class="link" onClick={() => { history.reset([]); setPage((s) => ({ ...s, own: null, team: undefined })); }}>
            {w("back_to_served")}
          </button>
        </p>
      )}
      <div class="row">
        <button type="button" class="button" onClick={download}>
          {w("download")}
        </button>
        <label class="button second" for="import">
          {w("import_file")}
          <input
            id="import"
            type="file"
            accept=".toml,text/plain"
            onChange={async (e) => {
              const [file] = e.currentTarget.files;
              if (!file) return;
              const own = await file.text();
              setText(own);
              use(own);
            }}
          />
        </label>
        <button type="button" class="button second" aria-expanded={open} onClick={() => setOpen(!open)}>
          {w("edit_text")}
        </button>
        <button
          type="button"
          class="button second"
          onClick={() => {
            navigator.clipboard?.writeText(location.href);
            setCopied(true);
          }}
        >
          {copied ? w("copied") : w("link")}
        </button>
      </div>
      <p class="note">{w("link_note")}</p>
      {!open && <Mistakes problem={problem} w={w} />}
      {open && (
        <div>
          <label for="toml">{w("edit_text")}</label>
          <textarea id="toml" rows="22" spellcheck={false} value={text} onInput={(e) => setText(e.currentTarget.value)} />
          <Mistakes problem={problem} w={w} />
          <button type="button" class="button" onClick={() => use(text)}>
            {w("use_text")}
          </button>
        </div>
      )}
    </section>
  );
}
