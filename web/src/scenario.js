// A scenario as the page handles it: the values of its keys by path, and what has been set on top.
import { parse } from "smol-toml";

export const readToml = (text) => parse(text);

const quote = (name) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));

// The path of a team's key. A team goes by its number within its office.
export function teamPath(teams, row, key) {
  const office = teams[row].office;
  let number = 0;
  for (let i = 0; i <= row; i++) if (teams[i].office === office) number++;
  return `office.${quote(office)}.team.${number}.${key}`;
}

export const conditionsPath = (teams, row, key) => `conditions.${quote(teams[row].conditions)}.${key}`;

export const join = (...parts) => parts.map(quote).join(".");

function split(path) {
  const parts = [];
  for (const match of path.matchAll(/"((?:[^"\\]|\\.)*)"|([^.]+)/g)) parts.push(match[2] ?? JSON.parse(match[0]));
  return parts;
}

// What a path means in the tree of a scenario file; undefined where nothing is written.
export function valueAt(tree, path) {
  let at = tree;
  let key = "";
  for (const part of split(path)) {
    if (at === undefined || at === null) return undefined;
    if (Array.isArray(at)) {
      const named = key === "office" ? (e) => e.name === part : (e) => e.conditions === part;
      at = at.find(named) ?? at[Number(part) - 1];
    } else {
      key = part;
      at = at[part];
    }
  }
  return at;
}

// A value as it is written in a scenario file.
export function tomlOf(value) {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return value === Infinity ? "inf" : value === -Infinity ? "-inf" : String(value);
  if (Array.isArray(value)) return `[${value.map(tomlOf).join(", ")}]`;
  if (value && typeof value === "object")
    return `{ ${Object.entries(value)
      .map(([name, inner]) => `${quote(name)} = ${tomlOf(inner)}`)
      .join(", ")} }`;
  return String(value);
}

// What a value in the file counts as: a range stands for its likely value, or its middle.
export function numberOf(value) {
  if (typeof value === "bigint") return Number(value);
  if (value && typeof value === "object" && "low" in value)
    return Number(value.likely ?? (Number(value.low) + Number(value.high)) / 2);
  return typeof value === "number" ? value : undefined;
}

export function readSet(text) {
  const number = Number(text);
  if (text === "inf") return Infinity;
  return Number.isFinite(number) && text.trim() !== "" ? number : undefined;
}

// ---- the state of the page as a link ----

async function squeeze(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function unsqueeze(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).text();
}

export async function toFragment(state) {
  const params = new URLSearchParams();
  params.set("lang", state.lang);
  if (state.team !== undefined) params.set("team", String(state.team));
  for (const [path, value] of state.set) params.append("set", `${path}=${value}`);
  if (state.own) params.set("own", await squeeze(state.own));
  return `#/${state.view}?${params}`;
}

export async function fromFragment(fragment) {
  const match = /^#\/(\w+)(?:\?(.*))?$/.exec(fragment);
  if (!match) return {};
  const params = new URLSearchParams(match[2] ?? "");
  const state = { view: match[1], set: [] };
  if (params.has("lang")) state.lang = params.get("lang") === "en" ? "en" : "nb";
  if (/^\d+$/.test(params.get("team") ?? "")) state.team = Number(params.get("team"));
  for (const pair of params.getAll("set")) {
    const equals = pair.indexOf("=");
    if (equals > 0) state.set.push([pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  try {
    if (params.has("own")) state.own = await unsqueeze(params.get("own"));
  } catch {
    // A link that was cut: what is left of it holds.
  }
  return state;
}

// ---- the same on the command line ----

const shell = (text) => (/^[\w./=:-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`);

export function commandLine(name, set, extra = "") {
  return `blikk run ${shell(name)}${set.map(([path, value]) => ` --set ${shell(`${path}=${value}`)}`).join("")}${extra}`;
}
