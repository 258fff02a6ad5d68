// What blikk is and is not, the method, accessibility, others' work.
import { useState } from "preact/hooks";
import { askNotices } from "./api.js";

export function About({ scenario, part, w }) {
  const [notices, setNotices] = useState(null);
  return (
    <main id="main" tabIndex={-1} class="plain">
      <h1>{w("view_about")}</h1>
      {["what", "not", "method", "private", "access"].map((id) => (
        <section key={id}>
          <h2>{w(`about_${id}`)}</h2>
          <p>{w(`about_${id}_text`)}</p>
          {id === "not" && <p>{w("note_unmeasured")}</p>}
          {id === "method" && part && (
            <p class="note">
              {w("carries", { version: scenario.version, hash: part.hash, seed: scenario.seed, n: part.n, weeks: scenario.weeks, warm: scenario.warmup_weeks })}
            </p>
          )}
        </section>
      ))}
      <section>
        <h2>{w("about_licences")}</h2>
        {notices === null ? (
          <button type="button" class="button" onClick={() => askNotices().then(setNotices, () => {})}>
            {w("show_licences")}
          </button>
        ) : (
          <pre class="notices" tabIndex={0} lang="en" role="region" aria-label={w("about_licences")}>
            {notices}
          </pre>
        )}
      </section>
    </main>
  );
}
