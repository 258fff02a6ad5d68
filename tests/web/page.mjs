// The page in a headless browser: what issue 7 promises.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import { blikk, check, end, equal, examples, openBrowser, openPage, runJson, serve, settle, shoot, test } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const study = `${examples}/study.toml`;
const server = await serve("--lang", "nb");
const browser = await openBrowser();
const at = (hash = "") => server.address + hash;

const marks = (page) => page.getAttribute("canvas", "data-marks").then(Number);
const value = (page, id) => page.getAttribute(`[data-measure="${id}"][data-value]`, "data-value").then(Number);
const caseload = 'input[id="c-office.C.team.1.caseload"]';

async function move(page, selector, wanted) {
  await page.$eval(
    selector,
    (input, v) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, v);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    String(wanted),
  );
}

await test("the first screen shows the study", async () => {
  const page = await openPage(browser, at());
  await settle(page);
  equal(await page.textContent(".brand small"), "Veilederblikket", "title");
  equal(await marks(page), 600, "marks");
  equal(await value(page, "share_is"), runJson(study).teams[4].measures.share_is.mean, "share seen as the problem");
  check((await page.$$(".team")).length === 6, "six teams");
  await shoot(page, "gaze-nb-wide");
  equal(page.wrongs.join("; "), "", "errors in the page");
  check(page.asked.every((url) => url.startsWith(server.address) || url.startsWith("data:")), `asked for ${page.asked.filter((u) => !u.startsWith(server.address))}`);
  await page.context().close();
});

await test("dragging the caseload changes marks, figures and words, to what blikk run gives", async () => {
  const page = await openPage(browser, at());
  await settle(page);
  const before = await page.textContent('[data-sentence="share_is"]');
  // The hand moves through many values before it rests.
  for (let x = 190; x >= 15; x -= 25) await move(page, caseload, x);
  await settle(page);
  equal(await marks(page), 45, "marks");
  const wanted = runJson(study, "--set", "office.C.team.1.caseload=15").teams[4].measures;
  equal(await value(page, "share_is"), wanted.share_is.mean, "share_is");
  equal(await value(page, "exit_work_12m"), wanted.exit_work_12m.mean * 100, "exit_work_12m");
  const words = await page.textContent('[data-sentence="share_is"]');
  check(words !== before && /færre/.test(words) && /i dag/.test(words), words);
  check(/caseload=15/.test(await page.textContent(".command code")), "the command line");
  await page.click('.side button:text-is("Alle tall"), nav button:text-is("Alle tall")');
  for (const id of ["known_share", "load", "conversation_minutes", "noshow_share"])
    equal(await page.getAttribute(`tr[data-measure="${id}"]`, "data-value").then(Number), wanted[id].mean, id);
  await page.context().close();
});

await test("undo, and back to today", async () => {
  const page = await openPage(browser, at());
  await settle(page);
  await move(page, caseload, 60);
  await settle(page);
  check(await page.$(".slider.changed"), "a changed slider");
  await page.click('[aria-label="Angre"]');
  await page.waitForFunction(() => !document.querySelector(".slider.changed"));
  await page.click('[aria-label="Gjør om igjen"]');
  await page.waitForFunction(() => document.querySelector(".slider.changed"));
  await page.click('button:text-is("Tilbake til i dag")');
  await page.waitForFunction(() => !document.querySelector(".slider.changed"));
  await settle(page);
  equal(await marks(page), 600, "marks");
  await page.context().close();
});

await test("measures in reach can be taken away and given", async () => {
  const page = await openPage(browser, at());
  await settle(page);
  await page.check('.tool:has-text("behandling") input');
  await page.uncheck('.tool:has-text("lønnstilskudd") input');
  await settle(page);
  const hash = await page.waitForFunction(() => /treatment/.test(location.hash) && !/wage_subsidy/.test(location.hash) && location.hash);
  check(await hash.jsonValue(), "the link holds the measures");
  equal(await page.isChecked('.tool:has-text("behandling") input'), true, "ticked");
  equal(page.wrongs.join("; "), "", "errors in the page");
  await page.context().close();
});

await test("every state is a link", async () => {
  const page = await openPage(browser, at());
  await settle(page);
  await move(page, caseload, 40);
  await page.waitForFunction(() => /caseload/.test(location.hash));
  await settle(page);
  const link = await page.evaluate(() => location.href);
  const share = await value(page, "share_is");
  const other = await openPage(browser, link);
  await settle(other);
  equal(await value(other, "share_is"), share, "share_is");
  equal(await marks(other), 120, "marks");
  await other.context().close();
  await page.context().close();
});

await test("the file goes out and in again", async () => {
  const page = await openPage(browser, at("#/office?lang=nb&set=office.C.team.1.caseload%3D44"));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click('button:text-is("Last ned TOML")')]);
  const text = readFileSync(await download.path(), "utf8");
  check(/caseload = 44/.test(text), "the download holds what was set");
  await page.setInputFiles("#import", { name: "mine.toml", mimeType: "text/plain", buffer: Buffer.from(text.replace("Veilederblikket", "Mitt kontor ")) });
  await page.waitForSelector(".alert.info");
  await page.click('nav button:text-is("Blikket")');
  await settle(page);
  equal(await page.textContent(".brand small"), "Mitt kontor ", "title");
  await page.click('.team:has-text("C · Ordinære") input', { force: true });
  await settle(page);
  equal(await marks(page), 132, "marks");
  const link = await page.evaluate(async () => { await new Promise((r) => setTimeout(r, 400)); return location.href; });
  const other = await openPage(browser, link);
  await settle(other);
  equal(await other.textContent(".brand small"), "Mitt kontor ", "title from the link");
  await other.context().close();
  await page.context().close();
});

await test("a mistake is shown in the words of the command line", async () => {
  const page = await openPage(browser, at("#/office?lang=nb"));
  await page.fill("#search", "hours_per_week");
  await page.fill('[id="k-conditions.ordinary.hours_per_week"]', "200");
  await page.press('[id="k-conditions.ordinary.hours_per_week"]', "Enter");
  await page.waitForSelector(".field.wrong .field-wrong");
  const text = await page.textContent(".field-wrong");
  check(/er 200 \(timer\), utenfor 1 til 80/.test(text), text);
  await shoot(page, "office-mistake");
  await page.context().close();
});

await test("a run can be stopped and taken up again", async () => {
  const page = await openPage(browser, at("#/gaze?lang=nb&set=replications%3D2000"));
  await page.waitForSelector('.progress button:text-is("Stopp")', { timeout: 60000 });
  await page.click('.progress button:text-is("Stopp")');
  await page.waitForSelector('.progress button:text-is("Fortsett")');
  const n = await page.getAttribute(".progress", "data-n");
  await page.waitForTimeout(700);
  equal(await page.getAttribute(".progress", "data-n"), n, "runs after the stop");
  await page.context().close();
});

await test("time can be played", async () => {
  const page = await openPage(browser, at("#/gaze?lang=nb"));
  await settle(page);
  await page.click(".play");
  await page.waitForFunction(() => /^Uke ([5-9]|[1-9]\d)$/.test(document.querySelector(".week-now").textContent), null, { timeout: 30000 });
  await page.click(".play");
  equal(await marks(page), 600, "marks");
  await shoot(page, "gaze-early");
  await page.context().close();
});

await test("the slower questions are answered, with the command that gives the same", async () => {
  const page = await openPage(browser, at("#/ask?lang=nb&team=1"));
  await page.waitForSelector("#find-tipping");
  await page.selectOption("select", { label: "Klienter per veileder" });
  await page.fill('.ask-form input[type="number"] >> nth=0', "5");
  await page.fill('.ask-form input[type="number"] >> nth=1', "60");
  await page.click("#find-tipping");
  await page.waitForSelector(".answer svg.chart", { timeout: 200000 });
  const said = await page.textContent(".answer .said");
  check(/office\.A\.team\.2\.caseload fra 5 til 60/.test(said), said.slice(0, 300));
  check(/blikk tipping study\.toml --vary office\.A\.team\.2\.caseload=5:60 --measure share_is --team 2 -r 8/.test(await page.textContent("section.file .command code")), "the command");
  await page.click("#find-back");
  await page.click('section:has(#find-back) button:text-is("Stopp")');
  await page.waitForSelector("#find-back:not([disabled])");
  await page.fill('.ask-form input[type="number"] >> nth=1', "5");
  await page.click("#find-tipping");
  await page.waitForSelector('.alert.wrong');
  await shoot(page, "ask");
  equal(page.wrongs.join("; "), "", "errors in the page");
  await page.context().close();
});

// A word that only the other language has. Names, ids and units are in both.
const ENGLISH = /\b(the|clients?|caseworkers?|problem is|weeks?|needs?|seen as|known|of 100|today|share|hours)\b/i;
const NORWEGIAN = /\b(klient\w*|veileder\w*|problemet|uker|og|ikke|samtale\w*|kjenner|av 100|timer|andel)\b/i;

await test("a switch of language leaves nothing of the other", async () => {
  for (const view of ["gaze", "office", "ask", "figures", "about"]) {
    const page = await openPage(browser, at(`#/${view}?lang=nb&set=office.C.team.1.caseload%3D100`));
    if (view === "gaze" || view === "figures") await page.waitForTimeout(2500);
    await page.$$eval("details", (all) => all.forEach((d) => (d.open = true)));
    const read = () =>
      page.evaluate(() => {
        const clone = document.getElementById("main").cloneNode(true);
        for (const e of clone.querySelectorAll("code, pre, option, select, [lang]")) e.remove();
        const said = [...clone.querySelectorAll("[aria-label],[title],[aria-valuetext]")].flatMap((e) => ["aria-label", "title", "aria-valuetext"].map((a) => e.getAttribute(a) ?? ""));
        return `${clone.innerText ?? clone.textContent}\n${said.join("\n")}`;
      });
    await page.waitForSelector("#main");
    const nb = (await read()).replace(/«[^»]*»/g, "").match(ENGLISH);
    check(!nb, `${view}, in Norwegian: ${nb}`);
    await page.click('.langs button[lang="en"]');
    await page.waitForFunction(() => document.documentElement.lang === "en");
    await page.waitForTimeout(600);
    await page.$$eval("details", (all) => all.forEach((d) => (d.open = true)));
    const en = (await read()).match(NORWEGIAN);
    check(!en, `${view}, in English: ${en}`);
    await page.context().close();
  }
});

await test("axe finds nothing, in every view, both languages, both widths", async () => {
  for (const width of [1440, 390])
    for (const lang of ["nb", "en"])
      for (const view of ["gaze", "office", "ask", "figures", "about"]) {
        const set = view === "gaze" || view === "figures" ? "&set=office.C.team.1.caseload%3D30" : "";
        const page = await openPage(browser, at(`#/${view}?lang=${lang}${set}`), { viewport: { width, height: 900 } });
        if (set) await page.waitForFunction(() => document.querySelector(".progress, tr[data-measure]"), null, { timeout: 30000 });
        await page.waitForTimeout(set ? 2500 : 600);
        if (view === "office") await page.$$eval("details", (all) => all.slice(0, 12).forEach((d) => (d.open = true)));
        await page.evaluate(axe);
        const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
        await shoot(page, `${view}-${lang}-${width}`);
        const text = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`).join("\n");
        equal(text, "", `${view} ${lang} ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        check(wide <= 0, `${view} ${lang} ${width}: ${wide} pixels too wide`);
        await page.context().close();
      }
});

await test("at 400 per cent nothing is lost to the side", async () => {
  const page = await openPage(browser, at("#/gaze?lang=nb"), { viewport: { width: 320, height: 256 } });
  await page.waitForTimeout(2000);
  check((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, "it scrolls sideways");
  await page.context().close();
});

await test("the main job can be done by keyboard alone", async () => {
  const page = await openPage(browser, at("#/gaze?lang=nb"));
  await settle(page);
  let found = false;
  for (let i = 0; i < 40 && !found; i++) {
    await page.keyboard.press("Tab");
    found = await page.evaluate(() => document.activeElement?.id === "c-office.C.team.1.caseload");
  }
  check(found, "the caseload is reached by Tab");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  equal(outline, "solid", "what has the focus is seen");
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.querySelector("canvas").dataset.marks === "15", null, { timeout: 30000 });
  await settle(page);
  check(/færre/.test(await page.textContent('[data-sentence="share_is"]')), "the words say what happened");
  for (let i = 0, at = ""; i < 60 && at !== "SUMMARY"; i++) {
    await page.keyboard.press("Tab");
    at = await page.evaluate(() => document.activeElement.tagName);
  }
  await page.keyboard.press("Enter");
  check(await page.isVisible("details[open] table"), "the table behind the picture opens");
  await page.context().close();
});

await test("less motion is respected", async () => {
  const page = await openPage(browser, at("#/gaze?lang=nb"), { reducedMotion: "reduce" });
  await settle(page);
  equal(await page.evaluate(() => getComputedStyle(document.querySelector(".share-is")).transitionDuration), "0s", "transition");
  await page.context().close();
});

await test("the page says so when blikk is gone, and keeps what was set", async () => {
  const own = await serve();
  const page = await openPage(browser, own.address);
  await settle(page);
  await own.stop();
  await move(page, caseload, 50);
  await page.waitForSelector('.alert:has-text("Får ikke kontakt")');
  check(await page.$(".slider.changed"), "what was set is kept");
  await page.context().close();
});

await test("a report opens from disk with the network off, asks for nothing, and axe finds nothing", async () => {
  const folder = mkdtempSync(`${tmpdir()}/blikk-report-`);
  for (const [lang, args] of [["nb", []], ["en", ["--set", "office.C.team.1.caseload=60"]]]) {
    const path = `${folder}/${lang}.html`;
    execFileSync(blikk, ["report", study, "--lang", lang, "-r", "4", "-o", path, ...args]);
    check(statSync(path).size < 1e6, `${statSync(path).size} bytes`);
    const page = await openPage(browser, `file://${path}`, { offline: true });
    equal(page.asked.length, 1, "requests");
    check((await page.$$("svg[role=img]")).length === 4, "four pictures");
    const share = runJson(study, "-r", "4", ...args).teams[4].measures.share_is.mean;
    const figures = await page.textContent("main");
    check(figures.includes((share * 100).toFixed(1).replace(".", lang === "nb" ? "," : ".")) || figures.includes((share * 100).toFixed(0)), "the figure of blikk run");
    await page.$$eval("details", (all) => all.forEach((d) => (d.open = true)));
    await shoot(page, `report-${lang}`);
    equal(page.wrongs.join("; "), "", "errors in the report");
    await page.context().close();
    // axe is a script, which the report's own policy does not let in.
    const looked = await openPage(browser, `file://${path}`, { bypassCSP: true });
    await looked.evaluate(axe);
    const found = await looked.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
    equal(found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.target.join(" "))}`).join("; "), "", lang);
    await looked.context().close();
  }
  rmSync(folder, { recursive: true });
});

await browser.close();
await test("blikk serve ends when asked to", async () => equal(await server.stop(), 0, "exit code"));
end();
