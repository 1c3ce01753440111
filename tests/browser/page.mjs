// What the tests of the page and its measurement share: the browser, and reports of the command as pages.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = new URL("../../", import.meta.url).pathname;

const command = process.env.ROLLBOOK_BINARY;
if (!command || !existsSync(command)) throw new Error("ROLLBOOK_BINARY must name the built command");

const folder = mkdtempSync(join(tmpdir(), "rollbook-browser-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
let written = 0;

/** The report of `file` in `format`, and the file that it was written to. The command ends with 1 for a file with errors. */
export function report(file, format, options = []) {
  const output = join(folder, `${(written += 1)}.${format}`);
  const validated = ["validate", file, "--format", format, "--output", output, ...options];
  try {
    execFileSync(command, validated, { cwd: folder, stdio: "pipe" });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  return output;
}

/** A file with these contents. */
export function file(name, contents) {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

/** Debian's browser with a profile of its own that is thrown away. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens a page of ours from disk, and notes all that it should not do: errors, refusals of its policy, requests. */
export async function open(browser, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const address = pathToFileURL(path).href;
  page.faults = [];
  page.on("console", (message) => page.faults.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("dialog", (dialog) => page.faults.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  page.on("request", (request) => {
    if (request.url() !== address) page.faults.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return page;
}
