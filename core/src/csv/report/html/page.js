"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const grid = $("grid");
  if (!grid) return;
  const boxes = Array.from(document.querySelectorAll(".filter input"));
  const bodies = Array.from(grid.tBodies);
  const groups = bodies.map((body) => new Set((body.dataset.groups || "").split(" ")));
  const buttons = Array.from(document.querySelectorAll("button.only"));
  const shown = $("shown");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let group = null;

  for (const tool of [shown, document.querySelector(".tools"), ...buttons]) tool.hidden = false;

  const visible = (body) => !body.classList.contains("off") && $("show-" + body.classList[0]).checked;

  // Boxes hide rows by the style; what is left here is one group, and to say how many rows there are.
  function update() {
    bodies.forEach((body, at) => body.classList.toggle("off", group !== null && !groups[at].has(group)));
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.group === group));
    const count = bodies.filter(visible).length;
    shown.textContent = shown.dataset.text
      .replace("{shown}", number.format(count))
      .replace("{total}", number.format(bodies.length));
  }

  function check(wanted) {
    for (const box of boxes) box.checked = wanted(box.value);
  }

  function all() {
    group = null;
    check(() => true);
    update();
  }

  // A link leads to a row even if it was filtered away.
  function reveal() {
    const target = location.hash && $(location.hash.slice(1));
    const body = target && target.closest("tbody");
    if (body && !visible(body)) {
      all();
      target.scrollIntoView({ block: "center" });
    }
  }

  function step(direction) {
    const found = bodies.filter((body) => body.querySelector(".notes") && visible(body));
    if (found.length === 0) return;
    const here = document.activeElement.closest("tbody");
    const at = found.indexOf(here);
    const next = at >= 0 ? at + direction : last + direction;
    last = (next + found.length) % found.length;
    const head = found[last].querySelector("th");
    head.focus({ preventScroll: true });
    head.scrollIntoView({ block: "center" });
  }
  let last = -1;

  for (const box of boxes) box.addEventListener("change", update);
  $("only-errors").addEventListener("click", () => { group = null; check((kind) => kind === "e"); update(); });
  $("all-rows").addEventListener("click", all);
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  // Only while the focus is in the grid, so that no key is taken from who dictates or uses others.
  grid.parentElement.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const again = group === button.dataset.group;
      all();
      if (again) return;
      group = button.dataset.group;
      update();
      $("rows").scrollIntoView();
    });
  }
  window.addEventListener("hashchange", reveal);
  update();
  reveal();
})();
