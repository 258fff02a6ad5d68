// What the page's tests share: a served page, a browser, and a list of what went well or wrong.
import { spawn, execFileSync } from "node:child_process";
import { mkdirSync, existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const blikk = process.env.BLIKK;
export const examples = process.env.EXAMPLES;
export const shots = process.env.SHOTS;
const program = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

let passed = 0;
const failed = [];

export async function test(name, work) {
  try {
    await work();
    passed++;
    console.log(`ok - ${name}`);
  } catch (problem) {
    failed.push(name);
    console.log(`not ok - ${name}\n    ${String(problem.stack ?? problem).replace(/\n/g, "\n    ")}`);
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

export function equal(got, wanted, what) {
  if (got !== wanted) throw new Error(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
}

// Starts `blikk serve` and gives {address, process, stop}.
export function serve(...args) {
  const child = spawn(blikk, ["serve", "--no-open", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
      const address = /http:\S+/.exec(said)?.[0];
      if (address)
        resolve({
          address,
          process: child,
          stop: () => new Promise((done) => { child.once("exit", (code) => done(code)); child.kill("SIGINT"); }),
        });
    });
    let wrong = "";
    child.stderr.on("data", (data) => (wrong += data));
    child.on("exit", (code) => reject(new Error(`blikk serve ended with ${code}: ${wrong}`)));
  });
}

export const runJson = (file, ...args) =>
  JSON.parse(execFileSync(blikk, ["run", file, "--json", ...args], { encoding: "utf8", maxBuffer: 1 << 26 }));

export const openBrowser = () => chromium.launch({ executablePath: program, args: ["--no-sandbox"] });

// A page that remembers what went wrong in it, and every address it asked for.
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: "nb-NO", ...options });
  const page = await context.newPage();
  page.wrongs = [];
  page.asked = [];
  page.on("pageerror", (e) => page.wrongs.push(e.message));
  page.on("console", (m) => m.type() === "error" && !/422|Failed to load/.test(m.text()) && page.wrongs.push(m.text()));
  page.on("request", (r) => page.asked.push(r.url()));
  await page.goto(url);
  return page;
}

// Waits until the figures have come all the way.
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector(".progress")?.dataset.status === "done" && document.querySelector(".progress").dataset.n === document.querySelector(".progress").dataset.of, null, { timeout: 90000 });
}

export async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

export function end() {
  console.log(`${passed} passed, ${failed.length} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
