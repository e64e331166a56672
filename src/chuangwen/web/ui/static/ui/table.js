// The table: filters that apply at once, rows by keyboard, columns remembered, rows counted.
(() => {
  const rowsOf = (table) => [...table.querySelectorAll("tbody > tr[data-row]")];

  // A table wider than its place scrolls by itself, at the price of its head that stays in sight.
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      target.classList.remove("is-wide");
      target.classList.toggle("is-wide", target.scrollWidth > target.clientWidth + 1);
    }
  });

  function prepare(root) {
    for (const wrap of root.querySelectorAll(".cw-table-wrap")) fit.observe(wrap);
    for (const table of root.querySelectorAll("[data-table]")) {
      rowsOf(table).forEach((row, at) => row.setAttribute("tabindex", at === 0 ? "0" : "-1"));
      count(table);
    }
  }

  function count(table) {
    const bulk = table.querySelector("[data-bulk]");
    if (!bulk) return;
    const boxes = [...table.querySelectorAll('input[name="ids"]')];
    const chosen = boxes.filter((box) => box.checked).length;
    bulk.querySelector("[data-count]").textContent = chosen ? `已选${chosen}项` : "请勾选要处理的行";
    for (const button of bulk.querySelectorAll("button")) button.disabled = chosen === 0;
    const all = bulk.querySelector("[data-all]");
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }

  function walk(row, step) {
    const rows = rowsOf(row.closest("[data-table]"));
    const next = rows[rows.indexOf(row) + step];
    if (!next) return;
    row.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const row = event.target;
    if (!row.matches || !row.matches("tr[data-row]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      walk(row, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const link = row.querySelector("td a");
      if (link) link.click();
      else if (row.dataset.href) window.location.assign(row.dataset.href);
    } else if (event.key === " ") {
      const box = row.querySelector('input[name="ids"]');
      if (box) {
        event.preventDefault();
        box.click();
      }
    }
  });

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-filters] [data-apply]")) field.form.requestSubmit();
    if (field.matches("[data-all]")) {
      const table = field.closest("[data-table]");
      for (const box of table.querySelectorAll('input[name="ids"]')) box.checked = field.checked;
    }
    const table = field.closest("[data-table]");
    if (table) count(table);
  });

  document.addEventListener("submit", (event) => {
    const chooser = event.target.closest("[data-columns]");
    if (!chooser) return;
    const names = [...chooser.querySelectorAll('input[name="cols"]:checked')].map((box) => box.value);
    document.cookie = `cols_${chooser.dataset.columns}=${names.join(".")}; path=/; max-age=31536000; samesite=lax`;
  });

  // An empty key says nothing: keep the address short enough to be shared.
  document.addEventListener("htmx:configRequest", (event) => {
    const parameters = event.detail.parameters;
    if (!event.target.matches("[data-filters]")) return;
    for (const key of Object.keys(parameters)) if (parameters[key] === "") delete parameters[key];
  });

  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:afterSettle", () => prepare(document));
})();
