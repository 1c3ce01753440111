// The report page in a browser, as people have it: from disk, with keys, with a screen reader's tree, without script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { file, launch, open, report, root } from "./page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const broken = `${root}examples/data/broken.csv`;
const header =
  "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,monitor_sms," +
  "forwarding_number,restrict_incoming_social_messaging,Language";

let browser, html, said;
before(async () => {
  browser = await launch();
  html = report(broken, "html");
  said = JSON.parse(readFileSync(report(broken, "json"), "utf8"));
});
after(() => browser?.close());

/** A page of the broken example, closed behind the test; nothing may have gone wrong in it. */
function onPage(name, options, check) {
  test(name, { timeout: 60_000 }, async () => {
    const page = await open(browser, html, options);
    try {
      await check(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

const shownRows = (page) => page.locator("#grid tbody:visible").count();
const total = () => said.counts.rows_total - 1;

onPage("the counts and groups of the report are on the page", {}, async (page) => {
  const text = await page.locator("header").innerText();
  assert.match(text, /Cannot be imported yet/);
  assert.ok(text.includes(`${said.counts.data_rows} rows of data`));
  assert.ok(text.includes(`${said.counts.with_errors} with errors`));
  const skipped = Object.values(said.counts.skipped).reduce((sum, count) => sum + count, 0);
  assert.ok(text.includes(`${skipped} rows skipped`));
  // The boxes below count the same rows.
  const box = async (kind) => Number(await page.locator(`.filter label.${kind} b`).innerText());
  assert.equal(await box("e"), said.counts.with_errors);
  assert.equal(await box("w"), said.counts.with_warnings);
  assert.equal((await box("n")) + (await box("c")), said.counts.ok);
  assert.equal(await box("x"), skipped);
  assert.ok(text.includes(`${said.counts.by_severity.error} errors`));
  assert.equal(await page.locator(".group").count(), said.groups.length);
  for (const [place, group] of said.groups.entries()) {
    const shown = await page.locator(`#group-${place}`).innerText();
    assert.ok(shown.includes(group.title) && shown.includes(String(group.count)), shown);
    assert.ok(shown.includes(group.code), shown);
  }
  assert.equal(await shownRows(page), total());
});

onPage("every cell with a finding is marked, and its message is text beside the row", {}, async (page) => {
  let marked = 0;
  const header = said.input.header.row;
  for (const finding of said.findings.filter((finding) => finding.row !== null && finding.row !== header)) {
    const row = page.locator(`#row-${finding.row}`);
    const notes = await row.locator(".notes").textContent();
    assert.ok(notes.includes(finding.message), `${finding.message} in ${notes}`);
    if (finding.suggestion) assert.ok(notes.includes(finding.suggestion.text), notes);
    const cell = page.locator(`#cell-${finding.cell}`);
    if (finding.cell && (await cell.count())) {
      marked += 1;
      // By a word, not by colour alone, and tied to the message for who does not see the grid.
      assert.match(await cell.textContent(), /Error|Warning|Notice/);
      const described = await cell.getAttribute("aria-describedby");
      const notes = await Promise.all(described.split(" ").map((id) => page.locator(`#${id}`).textContent()));
      assert.ok(notes.some((note) => note.includes(finding.message)));
    }
  }
  assert.ok(marked > 20, `${marked} cells`);
});

onPage("the boxes filter by severity and the count is announced", {}, async (page) => {
  const announced = page.locator("#shown");
  assert.equal(await announced.getAttribute("aria-live"), "polite");
  assert.equal(await announced.innerText(), `Rows shown: ${total()} of ${total()}.`);
  const warnings = await page.locator("tbody.w").count();
  await page.locator("#show-w").uncheck();
  assert.equal(await shownRows(page), total() - warnings);
  assert.equal(await announced.innerText(), `Rows shown: ${total() - warnings} of ${total()}.`);
  await page.locator("#only-errors").click();
  const errors = await page.locator("tbody.e").count();
  assert.equal(await shownRows(page), errors);
  assert.equal(errors, said.counts.with_errors);
  await page.locator("#all-rows").click();
  assert.equal(await shownRows(page), total());
});

onPage("a group leads to its rows, alone or in their place", {}, async (page) => {
  const group = said.groups.findIndex((group) => group.code === "duplicate_identity");
  const only = page.locator(`#group-${group} button`);
  await only.click();
  assert.equal(await only.getAttribute("aria-pressed"), "true");
  assert.equal(await shownRows(page), said.groups[group].count);
  await only.click();
  assert.equal(await shownRows(page), total());
  // A row that was filtered away is shown to who follows a link to it.
  await page.locator("#show-e").uncheck();
  const link = page.locator(`#group-${group} .rows a`).first();
  const row = page.locator(await link.getAttribute("href"));
  assert.equal(await row.isVisible(), false);
  await link.click();
  await row.waitFor({ state: "visible" });
  assert.ok(await row.evaluate((row) => row.matches(":target")));
});

onPage("everything works by keyboard, and the focus is seen", {}, async (page) => {
  const focused = (value) => page.evaluate(value);
  await page.keyboard.press("Tab");
  assert.equal(await focused(() => document.activeElement.className), "skip");
  assert.ok(await page.locator(".skip").evaluate((skip) => skip.getBoundingClientRect().top >= 0));
  assert.notEqual(await focused(() => getComputedStyle(document.activeElement).outlineStyle), "none");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#rows$/);
  await page.keyboard.press("Tab");
  assert.equal(await focused(() => document.activeElement.id), "show-e");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("tbody.e:visible").count(), 0);
  await page.keyboard.press("Space");
  assert.equal(await shownRows(page), total());
  // The grid is scrolled with the arrows, and N and P go from finding to finding.
  await page.locator(".pane").focus();
  await page.keyboard.press("n");
  assert.equal(await focused(() => document.activeElement.textContent), "2");
  await page.keyboard.press("n");
  assert.equal(await focused(() => document.activeElement.textContent), "3");
  await page.keyboard.press("p");
  assert.equal(await focused(() => document.activeElement.textContent), "2");
  // Outside the grid the keys are nobody's.
  await page.locator("#show-e").focus();
  await page.keyboard.press("n");
  assert.equal(await focused(() => document.activeElement.id), "show-e");
});

for (const colorScheme of ["light", "dark"]) {
  onPage(`axe finds nothing wrong in ${colorScheme}`, { colorScheme }, async (page) => {
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    const faults = found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`);
    assert.deepEqual(faults, []);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, colorScheme === "light" ? "rgb(246, 244, 239)" : "rgb(21, 23, 27)");
  });
}

onPage("a narrow screen scrolls the grid and nothing else sideways", { viewport: { width: 320, height: 640 } }, async (page) => {
  const [width, content] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert.ok(content <= width, `${content} in ${width}`);
  // A message is read without scrolling sideways.
  const note = page.locator(".notes li .message").first();
  await note.scrollIntoViewIfNeeded();
  const box = await note.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
});

onPage("printed, all rows are there and the tools are not", {}, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(".filter").isVisible(), false);
  assert.equal(await page.locator("nav").isVisible(), false);
  const cut = await page.locator(".pane").evaluate((pane) => getComputedStyle(pane).overflow !== "visible");
  assert.equal(cut, false);
  assert.ok((await page.pdf({ preferCSSPageSize: true })).length > 10_000);
});

onPage("without script the page says the same, and the boxes filter", { javaScriptEnabled: false }, async (page) => {
  assert.equal(await page.locator("#grid tbody").count(), total());
  assert.equal(await page.locator(".tools").isVisible(), false);
  assert.equal(await page.locator("#shown").isVisible(), false);
  assert.equal(await page.locator("button:visible").count(), 0);
  await page.locator("#show-e").uncheck();
  assert.equal(await page.locator("tbody.e:visible").count(), 0);
  assert.equal(await page.locator("tbody.w:visible").count(), await page.locator("tbody.w").count());
});

test("g_06 a hostile file is shown and runs nothing", { timeout: 60_000 }, async () => {
  const attack = "</script></td><script>alert(1)</script><img src=x onerror=alert(2)><style>*{display:none}</style>";
  const quoted = `"${attack.replaceAll('"', '""')}"`;
  const hostile = file("hostile.csv", `${header},${quoted}\n${quoted},,${quoted},No,,auto,on,,,,\u202e${quoted}\n`);
  const page = await open(browser, report(hostile, "html"));
  assert.ok((await page.locator("#row-2").textContent()).includes(attack));
  assert.equal(await page.locator("img").count(), 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test("a valid file says so in each language", { timeout: 120_000 }, async () => {
  const valid = file("valid.csv", `${header}\nAda,Lovelace,ada@example.com,No,,auto,on,,,English\n`);
  for (const [language, verdict] of [
    ["en", "Ready to import"],
    ["it", "Pronto per l’importazione"],
    ["de", "Bereit zum Import"],
    ["fr", "Prêt à être importé"],
    ["es", "Listo para importar"],
  ]) {
    const page = await open(browser, report(valid, "html", ["--lang", language]));
    assert.equal(await page.locator("html").getAttribute("lang"), language);
    assert.equal(await page.locator("h1").innerText(), verdict);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});
