// Numbers as people read them, in the local way.
const cache = new Map();

function formatter(lang, decimals) {
  const key = lang + decimals;
  if (!cache.has(key))
    cache.set(
      key,
      new Intl.NumberFormat(lang === "en" ? "en-GB" : "nb-NO", {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
    );
  return cache.get(key);
}

export function fixed(lang, value, decimals) {
  const text = formatter(lang, decimals).format(value);
  return /^[-−]0([.,]0*)?$/.test(text) ? text.slice(1) : text;
}

// Decimals that leave about three figures.
export function decimalsFor(value) {
  const size = Math.abs(value);
  return size >= 20 ? 0 : size >= 1 ? 1 : size === 0 ? 0 : 2;
}

export function figure(lang, value, decimals = decimalsFor(value)) {
  return fixed(lang, value, decimals);
}

// As many figures as the value itself has, up to six: for what somebody has set.
export function plain(lang, value) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return new Intl.NumberFormat(lang === "en" ? "en-GB" : "nb-NO", { maximumFractionDigits: 6 }).format(value);
}

// What an estimate is multiplied by to be shown, by the kind of its unit.
export const shownAs = (kind) => (kind === "share" ? 100 : 1);

// Decimals at which the ends of an interval can be told apart, at least least and at most one, or least.
export function decimalsApart(lang, low, high, least) {
  let decimals = least;
  while (decimals < Math.max(least, 1) && low !== high && fixed(lang, low, decimals) === fixed(lang, high, decimals)) decimals++;
  return decimals;
}
