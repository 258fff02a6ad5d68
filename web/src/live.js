// Figures that follow the hand: asks again as conditions move, coarse first.
//
// While a question has not been answered at all, a newer one waits: otherwise a hand that moves
// all the time would never see anything. Once the first figures are there, the newest takes over.
import { useEffect, useRef, useState } from "preact/hooks";
import { listen, Refused } from "./api.js";

const page = Math.random().toString(36).slice(2);

export function useLive(question) {
  const [state, setState] = useState({ status: "waiting" });
  const work = useRef({ key: "", next: null, control: null, seen: true });
  const key = question ? JSON.stringify(question) : "";

  function start(asked) {
    const w = work.current;
    w.control?.abort();
    const control = new AbortController();
    Object.assign(w, { control, seen: false, next: null });
    const hasSet = asked.set.length > 0;
    const base = JSON.stringify({ ...asked, set: [] });
    const fresh = () => w.control === control;
    setState((s) => ({
      ...s,
      status: "running",
      problem: null,
      today: s.base === base ? s.today : undefined,
      tried: hasSet && s.base === base ? s.tried : undefined,
      view: s.base === base ? s.view : undefined,
      stale: true,
      base,
    }));
    listen(
      "api/run",
      { ...asked, page },
      (name, data) => {
        if (!fresh()) return;
        if (name === "part") {
          const last = data.which === "tried" || !hasSet;
          if (last) w.seen = true;
          setState((s) => ({
            ...s,
            [data.which]: data,
            stale: !last,
            todayView: data.which === "today" && data.view ? data.view : s.todayView,
            triedView: data.which === "tried" && data.view ? data.view : hasSet ? s.triedView : undefined,
          }));
          if (last && w.next) start(w.next);
        } else if (name === "done") setState((s) => ({ ...s, status: "done" }));
      },
      control.signal,
    ).catch((problem) => {
      if (!fresh() || problem.name === "AbortError") return;
      w.seen = true;
      if (problem instanceof Refused) setState((s) => ({ ...s, status: "refused", problem }));
      else setState((s) => ({ ...s, status: "lost", problem }));
      if (w.next) start(w.next);
    });
  }

  useEffect(() => {
    if (!question) return;
    const w = work.current;
    if (w.seen) start(question);
    else w.next = question;
  }, [key]);

  useEffect(() => () => work.current.control?.abort(), []);

  return {
    ...state,
    stop() {
      const w = work.current;
      w.control?.abort();
      w.control = null;
      w.seen = true;
      w.next = null;
      setState((s) => ({ ...s, status: "stopped" }));
    },
    again() {
      start(question);
    },
  };
}

// Every team's figures, once the hand rests.
export function useAll(question, delay) {
  const [state, setState] = useState({});
  const key = question ? JSON.stringify(question) : "";
  useEffect(() => {
    if (!question) return undefined;
    const control = new AbortController();
    // A few runs at once, then as many as the scenario asks for.
    const ask = (replications) =>
      listen(
        "api/all",
        { ...question, replications, page: page + (question.set.length ? "tried" : "today") },
        (name, data) => setState((s) => (name === "all" ? { ...data, key } : { ...s, progress: data })),
        control.signal,
      );
    const timer = setTimeout(async () => {
      try {
        await ask(4);
        await ask(0);
      } catch {
        // The team's own figures say what went wrong.
      }
    }, delay);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key]);
  return state;
}
