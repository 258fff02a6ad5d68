// The difference between today and what is tried, always in words.
import { decimalsApart, figure } from "./format.js";

const ROWS = [
  { id: "share_is", times: 100, decimals: 0, today: "say_is_today", changed: "say_is", same: "same_is", words: ["fewer", "more_count"] },
  { id: "known_share", times: 100, decimals: 0, today: "say_known_today", changed: "say_known", same: "same_known", words: ["fewer", "more_count"] },
  { id: "conversation_minutes", times: 1, decimals: 0, today: "say_talk_today", changed: "say_talk", same: "same_talk", words: ["less", "more"] },
  { id: "load", times: 1, decimals: 1, today: "say_load_today", changed: "say_load", same: "same_load", words: ["less", "more"] },
  { id: "exit_work_12m", times: 100, decimals: 0, today: "say_work_today", changed: "say_work", same: "same_work", words: ["fewer", "more_count"] },
];

function say(row, today, tried, w) {
  const { lang } = w;
  const y = today.measures[row.id];
  if (!y?.n) return null;
  const text = (value, decimals = row.decimals) => figure(lang, value * row.times, decimals);
  if (!tried) {
    const ends = [y.low ?? y.mean, y.high ?? y.mean];
    const fine = decimalsApart(lang, ends[0] * row.times, ends[1] * row.times, row.decimals);
    return w(row.today, { x: text(y.mean, fine), low: text(Math.max(0, ends[0]), fine), high: text(ends[1], fine) });
  }
  const x = tried.measures[row.id];
  const d = tried.change?.[row.id];
  if (!x?.n || !d?.n) return null;
  const low = d.low ?? d.mean;
  const high = d.high ?? d.mean;
  const ends = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  const least = row.decimals === 0 && Math.abs(d.mean * row.times) < 9.95 ? 1 : row.decimals;
  const small = decimalsApart(lang, ends[0] * row.times, ends[1] * row.times, least);
  if (low <= 0 && high >= 0) return w(row.same, { x: text(x.mean, small), y: text(y.mean, small) });
  const less = d.mean < 0;
  return w(row.changed, {
    d: text(Math.abs(d.mean), small),
    fewer: w(row.words[less ? 0 : 1]),
    x: text(x.mean, small),
    y: text(y.mean, small),
    low: text(ends[0], small),
    high: text(ends[1], small),
  });
}

export function Sentences({ today, tried, changed, w }) {
  if (!today) return null;
  const lines = ROWS.map((row) => ({ id: row.id, text: say(row, today, changed ? tried : null, w) })).filter((l) => l.text);
  return (
    <section class="words" aria-labelledby="words-title">
      <h2 id="words-title">{w(changed ? "in_words" : "in_words_today")}</h2>
      {changed && !tried ? (
        <p>{w("waiting_words")}</p>
      ) : (
        <ul>
          {lines.map((line) => (
            <li key={line.id} data-sentence={line.id}>
              {line.text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
