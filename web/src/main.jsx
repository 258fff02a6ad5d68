import { render } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { About } from "./about.jsx";
import { Ask } from "./ask.jsx";
import { askFilm, askKeys, askScenario, Refused } from "./api.js";
import { Conditions, TeamPicker } from "./conditions.jsx";
import { Figures } from "./figures.jsx";
import { decimalsApart, figure } from "./format.js";
import { countView, Gaze, Legend } from "./gaze.jsx";
import { useAll, useLive } from "./live.js";
import { Mistakes } from "./mistakes.jsx";
import { Office } from "./office.jsx";
import { Fate, Known, TableBehind, Week } from "./pictures.jsx";
import { commandLine, fromFragment, readToml, toFragment } from "./scenario.js";
import { Sentences } from "./sentences.jsx";
import { wordIn } from "./words.js";

const VIEWS = ["gaze", "office", "ask", "figures", "about"];

// The team to begin with: the one with the most clients, where the gaze has turned most.
const fullest = (teams) => teams.reduce((best, t, i) => (t.caseworkers * (t.caseload ?? 0) > teams[best].caseworkers * (teams[best].caseload ?? 0) ? i : best), 0);

// What has been set, with undo: a list of states and where we stand in it.
function useHistory(start) {
  const [h, setH] = useState({ past: [], now: start, future: [] });
  const stamp = useRef({ path: null, at: 0 });
  const put = useCallback((next, path) => {
    // A drag is one step to undo, not one for each pixel.
    const at = Date.now();
    const same = path && stamp.current.path === path && at - stamp.current.at < 1200;
    stamp.current = { path, at };
    setH((s) => {
      const now = typeof next === "function" ? next(s.now) : next;
      return { past: same ? s.past : [...s.past.slice(-99), s.now], now, future: [] };
    });
  }, []);
  const undo = () => setH((s) => (s.past.length ? { past: s.past.slice(0, -1), now: s.past[s.past.length - 1], future: [s.now, ...s.future] } : s));
  const redo = () => setH((s) => (s.future.length ? { past: [...s.past, s.now], now: s.future[0], future: s.future.slice(1) } : s));
  const reset = (now) => setH({ past: [], now, future: [] });
  return { now: h.now, put, undo, redo, reset, canUndo: h.past.length > 0, canRedo: h.future.length > 0 };
}

function usePage() {
  const [state, setState] = useState(null); // {view, lang, team, own}
  const history = useHistory([]);
  useEffect(() => {
    const read = async (first) => {
      const from = await fromFragment(location.hash);
      setState((s) => ({
        view: VIEWS.includes(from.view) ? from.view : (s?.view ?? "gaze"),
        lang: from.lang ?? s?.lang ?? (navigator.language?.startsWith("en") ? "en" : "nb"),
        team: from.team ?? (first ? undefined : s?.team),
        own: from.own ?? (first || from.view ? null : s?.own),
      }));
      if (from.set) history.reset(from.set);
    };
    read(true);
    const heard = () => {
      if (location.hash !== written.current) read(false);
    };
    addEventListener("hashchange", heard);
    return () => removeEventListener("hashchange", heard);
  }, []);
  const written = useRef("");
  useEffect(() => {
    if (!state) return undefined;
    const timer = setTimeout(async () => {
      const hash = await toFragment({ ...state, set: history.now });
      written.current = hash;
      if (location.hash !== hash) window.history.replaceState(null, "", hash);
    }, 150);
    return () => clearTimeout(timer);
  }, [state, history.now]);
  return [state, setState, history];
}

// The scenario as it is today, and as it reads with what is set.
function useScenario(own, set, lang) {
  const [served, setServed] = useState(null);
  const [tried, setTried] = useState(null);
  const [problem, setProblem] = useState(null);
  const [attempt, setAttempt] = useState(0);
  const body = own ? { scenario: own, lang } : { lang };
  const read = (answer) => ({ ...answer, own, tree: readToml(answer.toml) });
  useEffect(() => {
    const control = new AbortController();
    askScenario(body, control.signal)
      .then((answer) => {
        setServed(read(answer));
        setProblem(null);
      })
      .catch((e) => e.name !== "AbortError" && setProblem(e));
    return () => control.abort();
  }, [own, attempt]);
  const key = JSON.stringify(set);
  useEffect(() => {
    if (set.length === 0) {
      setTried(null);
      if (problem instanceof Refused) setProblem(null);
      return undefined;
    }
    const control = new AbortController();
    const timer = setTimeout(() => {
      askScenario({ ...body, set }, control.signal)
        .then((answer) => {
          setTried(read(answer));
          setProblem(null);
        })
        .catch((e) => e.name !== "AbortError" && setProblem(e));
    }, 30);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key, own, lang]);
  return { served: served && served.own === own ? served : served, tried, problem, again: () => setAttempt(attempt + 1) };
}

function Header({ page, setPage, title, w }) {
  return (
    <header class="top">
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main").focus(); }}>
        {w("skip")}
      </a>
      <p class="brand">
        <svg viewBox="-16 -10 32 20" width="34" height="22" aria-hidden="true">
          <path d="M-14 0Q0 -15 14 0Q0 15 -14 0Z" fill="none" stroke="currentColor" stroke-width="2" />
          <circle r="4" fill="currentColor" />
        </svg>
        <span>
          blikk
          <small>{title}</small>
        </span>
      </p>
      <nav aria-label={w("views")}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view}>
              <button type="button" aria-current={page.view === view ? "page" : undefined} onClick={() => setPage((s) => ({ ...s, view }))}>
                {w(`view_${view}`)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div class="langs" role="group" aria-label={w("language")}>
        {[
          ["nb", "Norsk"],
          ["en", "English"],
        ].map(([lang, name]) => (
          <button type="button" key={lang} lang={lang} aria-pressed={page.lang === lang} onClick={() => setPage((s) => ({ ...s, lang }))}>
            {name}
          </button>
        ))}
      </div>
    </header>
  );
}

// How far the figures have come.
function Progress({ live, part, w }) {
  if (!part) return <p class="progress" role="status">{live.status === "lost" ? "" : w("waiting_words")}</p>;
  const share = part.n / part.of;
  const stopped = live.status === "stopped" && part.n < part.of;
  const text = stopped ? w("stopped", part) : share < 1 || live.stale ? w("refining", part) : w("refined", part);
  return (
    <div class="progress" data-n={part.n} data-of={part.of} data-status={live.stale ? "stale" : live.status}>
      <svg viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true">
        <circle r="8" fill="none" stroke="#cfd3d8" stroke-width="3" />
        <circle r="8" fill="none" stroke="#0063c1" stroke-width="3" stroke-dasharray={`${share * 50.27} 60`} transform="rotate(-90)" />
      </svg>
      <span>{text}</span>
      {live.status === "running" && share < 1 && (
        <button type="button" class="link" onClick={live.stop}>
          {w("stop")}
        </button>
      )}
      {stopped && (
        <button type="button" class="link" onClick={live.again}>
          {w("go_on")}
        </button>
      )}
    </div>
  );
}

function Headline({ live, part, today, changed, w }) {
  const e = part?.measures.share_is;
  if (!e?.n) return <div class="headline waiting"><p class="big">…</p></div>;
  const least = Math.abs(e.mean) < 0.0995 ? 1 : 0;
  const fine = e.low === undefined ? least : decimalsApart(w.lang, e.low * 100, e.high * 100, least);
  const x = (v, decimals = fine) => figure(w.lang, v * 100, decimals);
  return (
    <div class={`headline${live.stale ? " stale" : ""}`}>
      <p class="big" data-measure="share_is" data-value={e.mean}>
        {x(e.mean, least)}
        {e.low !== undefined && (
          <small title={w("interval_long", { low: x(e.low), high: x(e.high) })}>
            {x(Math.max(0, e.low))}–{x(e.high)}
          </small>
        )}
      </p>
      <p class="big-says">
        {w("of_100")},<br />
        {w("as_she_sees")}
        {changed && today && <em>{w("today_is", { x: figure(w.lang, today.measures.share_is.mean * 100, 0) })}</em>}
      </p>
      <div class="share-bar" aria-hidden="true">
        <span class="share-is" style={{ width: `${e.mean * 100}%` }} />
        {changed && today && <span class="share-today" style={{ left: `${today.measures.share_is.mean * 100}%` }} />}
      </div>
    </div>
  );
}

// On a narrow page the conditions are far from the headline: the same, at the foot of the window.
function Mini({ part, today, changed, w }) {
  const e = part?.measures.share_is;
  if (!e?.n) return null;
  const x = (v) => figure(w.lang, v * 100, v < 0.0995 ? 1 : 0);
  return (
    <p class="mini" aria-hidden="true">
      <b>{x(e.mean)}</b> {w("of_100")}
      {changed && today && <span> · {w("today_is", { x: x(today.measures.share_is.mean) })}</span>}
    </p>
  );
}

// Weeks of one run, fetched when somebody wants to see time pass.
function useFilm(question) {
  const [film, setFilm] = useState(null);
  const [at, setAt] = useState(null); // index into film, null: the last week, live
  const [playing, setPlaying] = useState(false);
  const key = JSON.stringify(question);
  useEffect(() => {
    setFilm(null);
    setAt(null);
    setPlaying(false);
  }, [key]);
  const fetchFilm = async () => {
    if (film) return film;
    const weeks = await askFilm(question);
    setFilm(weeks);
    return weeks;
  };
  useEffect(() => {
    if (!playing || !film) return undefined;
    const slow = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(
      () =>
        setAt((i) => {
          if (i === null || i + 1 >= film.length) {
            setPlaying(false);
            return null;
          }
          return i + 1;
        }),
      slow ? 600 : 110,
    );
    return () => clearInterval(timer);
  }, [playing, film]);
  return {
    film,
    at,
    playing,
    async play() {
      const weeks = await fetchFilm();
      if (at === null || at + 1 >= weeks.length) setAt(0);
      setPlaying(true);
    },
    pause: () => setPlaying(false),
    async show(week) {
      setPlaying(false);
      const weeks = await fetchFilm();
      setAt(Math.min(week, weeks.length - 1));
    },
    end() {
      setPlaying(false);
      setAt(null);
    },
  };
}

function GazeCard({ scenario, triedScenario, live, changed, question, w }) {
  const [side, setSide] = useState("tried");
  const showToday = !changed || side === "today";
  const still = showToday ? live.todayView : (live.triedView ?? live.todayView);
  const film = useFilm(useMemo(() => (showToday ? { ...question, set: [] } : question), [question, showToday]));
  const last = (triedScenario ?? scenario).weeks;
  const week = film.at === null ? last : film.film[film.at].week;
  const view = useMemo(() => {
    if (!still) return null;
    if (film.at === null) return still;
    const caseworkers = still.caseworkers;
    return { week, caseworkers, threshold: still.threshold, clients: film.film[film.at].clients };
  }, [still, film.at, film.film]);
  const counts = useMemo(() => (view ? countView(view) : null), [view]);
  const text = counts ? w("gaze_text", { n: counts.all.clients, m: view.caseworkers, is: counts.all.is, known: counts.all.known, needs: counts.all.needs }) : "";
  return (
    <section class="gaze-card" aria-labelledby="gaze-title">
      <div class="gaze-top">
        <h2 id="gaze-title" class="hidden">
          {w("gaze")}
        </h2>
        {changed ? (
          <div class="segments" role="group" aria-label={w("which")}>
            <button type="button" aria-pressed={side === "today"} onClick={() => setSide("today")}>
              {w("head_today")}
            </button>
            <button type="button" aria-pressed={side === "tried"} onClick={() => setSide("tried")}>
              {w("head_tried")}
            </button>
          </div>
        ) : (
          <p class="segments-none">{w("head_today")}</p>
        )}
        <div class="time">
          <button type="button" class="play" onClick={film.playing ? film.pause : film.play} disabled={!still}>
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              {film.playing ? <path d="M3 2h3.5v12H3zM9.5 2H13v12H9.5z" fill="currentColor" /> : <path d="M3 1.5 14 8 3 14.5z" fill="currentColor" />}
            </svg>
            {film.playing ? w("pause") : w("play")}
          </button>
          <input
            type="range"
            aria-label={w("week_slider")}
            aria-valuetext={w("week_n", { n: week })}
            min="0"
            max={last}
            value={week}
            disabled={!still}
            style={{ "--part": `${(week / last) * 100}%` }}
            onInput={(e) => film.show(Number(e.currentTarget.value))}
          />
          <output class="week-now">{w("week_n", { n: week })}</output>
          {film.at !== null && (
            <button type="button" class="link" onClick={film.end}>
              {w("to_end")}
            </button>
          )}
        </div>
      </div>
      <Gaze view={view} domains={scenario.domains} w={w} lang={w.lang} text={text} />
      {view && view.caseworkers > 12 && <p class="note">{w("some_shown", { n: 12, m: view.caseworkers })}</p>}
      <Legend w={w} threshold={view?.threshold ?? 0.5} />
      <p class="note">{w("one_day", { week })}</p>
      {counts && (
        <TableBehind
          w={w}
          caption={text}
          head={["caseworker", "clients", "is", "needs", "known", ...(view.load ? ["load"] : [])].map((c) => w(`col_${c}`))}
          rows={counts.desks.map((d, i) => [i + 1, d.clients, d.is, d.needs, d.known, ...(view.load ? [figure(w.lang, view.load[i], 1)] : [])])}
        />
      )}
    </section>
  );
}

function SameCommand({ name, set, w }) {
  const [done, setDone] = useState(false);
  const line = commandLine(name, set);
  return (
    <details class="behind command">
      <summary>{w("same_command")}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={w("same_command")}>
        <code>{line}</code>
      </div>
      <button
        type="button"
        class="link"
        onClick={() => {
          navigator.clipboard?.writeText(line);
          setDone(true);
        }}
      >
        {done ? w("copied") : w("copy")}
      </button>
    </details>
  );
}

function App() {
  const [page, setPage, history] = usePage();
  const set = history.now;
  const lang = page?.lang ?? "nb";
  const w = useMemo(() => Object.assign((id, values) => wordIn(lang, id, values), { lang }), [lang]);
  const { served, tried, problem, again } = useScenario(page?.own ?? null, set, lang);
  const [keys, setKeys] = useState(null);
  const team = served ? Math.min(page?.team ?? fullest(served.teams), served.teams.length - 1) : 0;
  const refused = problem instanceof Refused;
  const changed = set.length > 0;

  useEffect(() => {
    askKeys().then(setKeys, () => {});
  }, []);
  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = `blikk · ${w(`view_${page?.view ?? "gaze"}`)}`;
  }, [lang, page?.view]);

  const own = page?.own ?? null;
  const base = useMemo(() => ({ ...(own ? { scenario: own } : {}), lang: "nb" }), [own]);
  const question = useMemo(() => (served && page ? { ...base, set, team } : null), [base, set, team, Boolean(served), Boolean(page)]);
  const live = useLive(question);
  const allToday = useAll(useMemo(() => (served ? { ...base, set: [] } : null), [base, Boolean(served)]), 900);
  const allTried = useAll(useMemo(() => (served && changed && !refused ? { ...base, set } : null), [base, set, Boolean(served), refused]), 1500);

  const onSet = useCallback((path, value) => {
    history.put((now) => {
      const rest = now.filter(([p]) => p !== path);
      return value === null ? rest : [...rest, [path, value]];
    }, path);
  }, []);

  if (!page || (!served && !problem)) return <p class="loading">{w("loading")} …</p>;
  if (!served)
    return (
      <main id="main" tabIndex={-1} class="plain">
        <Mistakes problem={problem} w={w} />
        {!refused && <div class="alert">{w("lost")}</div>}
        <button type="button" class="button" onClick={own ? () => setPage((s) => ({ ...s, own: null })) : again}>
          {own ? w("back_to_served") : w("try_again")}
        </button>
      </main>
    );

  const part = changed ? live.tried : live.today;
  const title = served.title[lang];
  const lost = live.status === "lost" || (problem && !refused);
  const shared = { scenario: served, tree: served.tree, w };
  const restore = () => history.put([]);
  return (
    <>
      <Header page={page} setPage={setPage} title={title} w={w} />
      {lost && (
        <div class="alert" role="alert">
          <p>{w("lost")}</p>
          <p>{w("open_address")}</p>
          <button type="button" class="button" onClick={() => { live.again(); again(); }}>
            {w("try_again")}
          </button>
        </div>
      )}
      {page.view === "gaze" && (
        <main id="main" tabIndex={-1} class="board">
          <h1 class="hidden">{title}</h1>
          <aside class="side" aria-label={w("conditions")}>
            <div class="side-head">
              <h2>{w("conditions")}</h2>
              <div class="tools-row">
                <button type="button" class="icon" onClick={history.undo} disabled={!history.canUndo} aria-label={w("undo")} title={w("undo")}>
                  ↶
                </button>
                <button type="button" class="icon" onClick={history.redo} disabled={!history.canRedo} aria-label={w("redo")} title={w("redo")}>
                  ↷
                </button>
                {changed && (
                  <button type="button" class="link" onClick={restore}>
                    {w("reset_all")}
                  </button>
                )}
              </div>
            </div>
            <p class="side-lead">{w("conditions_lead")}</p>
            <TeamPicker scenario={served} tried={tried} team={team} all={changed ? (allTried.teams ? allTried : allToday) : allToday} onTeam={(t) => setPage((s) => ({ ...s, team: t }))} w={w} />
            <Conditions {...shared} row={team} set={set} onSet={onSet} keys={keys} />
          </aside>
          <div class="show">
            <Mistakes problem={problem} w={w} />
            <div class="show-top">
              <div>
                <Headline live={live} part={part ?? live.today} today={live.today} changed={changed && Boolean(part)} w={w} />
                <Progress live={live} part={part} w={w} />
              </div>
              <Sentences today={live.today} tried={live.tried} changed={changed} w={w} />
            </div>
            <div class="quick">
              <Conditions {...shared} row={team} set={set} onSet={onSet} keys={keys} quick />
            </div>
            <GazeCard scenario={served} triedScenario={tried} live={live} changed={changed} question={question} w={w} />
            <div class="cards">
              <Week {...shared} triedTree={(tried ?? served).tree} today={live.today} tried={changed ? live.tried : null} row={team} />
              <Known {...shared} today={live.today} tried={changed ? live.tried : null} />
              <Fate {...shared} today={live.today} tried={changed ? live.tried : null} />
            </div>
            <p class="note claim">{w("note_unmeasured")}</p>
            <SameCommand name={served.name} set={set} w={w} />
          </div>
          <Mini part={part} today={live.today} changed={changed} w={w} />
        </main>
      )}
      {page.view === "office" && (
        <Office {...shared} tried={tried} set={set} onSet={onSet} keys={keys} problem={problem} history={history} page={page} setPage={setPage} base={base} />
      )}
      {page.view === "ask" && <Ask key={team} {...shared} team={team} set={set} base={base} />}
      {page.view === "figures" && <Figures {...shared} live={live} changed={changed} team={team} allToday={allToday} allTried={changed ? allTried : null} />}
      {page.view === "about" && <About scenario={served} part={part} w={w} />}
    </>
  );
}

render(<App />, document.getElementById("page"));
