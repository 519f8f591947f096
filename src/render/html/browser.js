"use strict";
(() => {
  const root = document.documentElement;
  const theme = document.getElementById("theme");
  const dark = () =>
    root.dataset.theme === undefined
      ? matchMedia("(prefers-color-scheme: dark)").matches
      : root.dataset.theme === "dark";
  const tell = () => {
    theme.textContent = dark() ? "Light theme" : "Dark theme";
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    tell();
  });
  tell();

  const tools = document.getElementById("tools");
  if (tools === null) return;
  const search = document.getElementById("search");
  const status = document.getElementById("status");
  const filters = [...tools.querySelectorAll("input[type=checkbox]")];
  const groups = [...document.querySelectorAll("#tree > details")].map((details) => ({
    details,
    open: details.open,
    title: details.firstElementChild.textContent.toLowerCase(),
    rows: [...details.querySelectorAll("li")].map((row) => ({ row, text: row.textContent.toLowerCase() })),
  }));
  const all = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  let searching = false;

  const update = () => {
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const off = new Set(filters.filter(({ checked }) => !checked).map(({ value }) => value));
    let shown = 0;
    if (!searching && terms.length > 0) for (const group of groups) group.open = group.details.open;
    for (const { details, open, title, rows } of groups) {
      let here = 0;
      for (const { row, text } of rows) {
        const matches =
          !off.has(row.dataset.group) && terms.every((term) => text.includes(term) || title.includes(term));
        row.hidden = !matches;
        if (matches) here += 1;
      }
      details.hidden = here === 0;
      if (terms.length > 0) details.open = here > 0;
      else if (searching) details.open = open;
      shown += here;
    }
    searching = terms.length > 0;
    status.textContent = `${shown} of ${all} shown`;
  };

  tools.hidden = false;
  search.addEventListener("input", update);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    search.value = "";
    update();
  });
  for (const filter of filters) filter.addEventListener("change", update);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    search.focus();
  });
  update();
})();
