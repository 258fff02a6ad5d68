// Builds the page: one script, one style sheet, the fonts, into site/.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

const fonts = "node_modules/@fontsource/source-sans-3/files/";
const tokens = readFileSync("node_modules/@navikt/ds-tokens/dist/tokens.css", "utf8");

// Of the design system's tokens, those that the style sheet names, and those that these name.
function subset(style) {
  const light = tokens.slice(0, tokens.indexOf("}"));
  const all = new Map();
  for (const [, name, value] of light.matchAll(/(--[\w-]+):\s*([^;]+);/g)) if (!all.has(name)) all.set(name, value);
  for (const [, name, value] of tokens.matchAll(/(--[\w-]+):\s*([^;]+);/g)) if (!all.has(name)) all.set(name, value);
  const wanted = new Set();
  const ask = (text) => {
    for (const [, name] of text.matchAll(/var\((--ax-[\w-]+)/g)) {
      if (wanted.has(name)) continue;
      if (!all.has(name)) throw new Error(`no such token: ${name}`);
      wanted.add(name);
      ask(all.get(name));
    }
  };
  ask(style);
  return `:root{${[...wanted].sort().map((name) => `${name}:${all.get(name)}`).join(";")}}\n`;
}

mkdirSync("site", { recursive: true });
const sources = readdirSync("src").filter((name) => /\.jsx?$/.test(name)).map((name) => readFileSync(`src/${name}`, "utf8"));
const style = readFileSync("src/page.css", "utf8");
writeFileSync("src/with_tokens.css", subset(style + sources.join("\n")) + style);

await build({
  entryPoints: { page: "src/main.jsx" },
  bundle: true,
  minify: true,
  target: ["es2020"],
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  outdir: "site",
  legalComments: "none",
  logLevel: "warning",
});
await build({ entryPoints: { page: "src/with_tokens.css" }, bundle: true, minify: true, outdir: "site", external: ["*.woff2"], logLevel: "warning" });
for (const weight of [400, 600, 700]) copyFileSync(`${fonts}source-sans-3-latin-${weight}-normal.woff2`, `site/source-sans-3-${weight}.woff2`);
copyFileSync("src/index.html", "site/index.html");

// The notices of what is bundled.
const bundled = ["preact", "smol-toml", "@navikt/ds-tokens", "@fontsource/source-sans-3"];
let notices = "";
for (const name of bundled) {
  const about = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const file = readdirSync(`node_modules/${name}`).find((f) => /^licen[cs]e/i.test(f));
  notices += `${name} ${about.version} (${about.license})\n\n`;
  if (file) notices += readFileSync(`node_modules/${name}/${file}`, "utf8").trim() + "\n\n";
  notices += "-".repeat(72) + "\n\n";
}
writeFileSync("site/notices.txt", notices);
