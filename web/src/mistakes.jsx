// What is wrong with what was set, in the words of the command line.
import { Refused } from "./api.js";

export function Mistakes({ problem, w }) {
  if (!(problem instanceof Refused)) return null;
  return (
    <div class="alert wrong" role="alert">
      <p>
        <b>{problem.count === 1 ? w("wrong_one") : w("wrong_many", { n: problem.count })}</b>
      </p>
      {problem.mistakes.map((m) => (
        <pre key={m.shown}>{m.shown}</pre>
      ))}
    </div>
  );
}
