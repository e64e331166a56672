// The page as a whole: text size, the "/" key, menus that close, printing.
(() => {
  const root = document.documentElement;
  root.classList.add("cw-js");

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) {
      const box = document.getElementById("cw-search") || document.querySelector(".cw-tools-search input");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === "Escape") {
      for (const open of document.querySelectorAll(".cw-pop[open], .cw-menu[open]")) {
        open.removeAttribute("open");
        open.querySelector("summary").focus();
        event.stopImmediatePropagation();
      }
    }
  });

  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(".cw-pop[open], .cw-menu[open]")) {
      if (!open.contains(event.target)) open.removeAttribute("open");
    }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("[data-back]")) window.history.back();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-text-size]");
    if (!form) return;
    event.preventDefault();
    const isElder = root.classList.toggle("cw-elder");
    form.querySelector("button").setAttribute("aria-pressed", String(isElder));
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => {});
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const hidden of document.querySelectorAll("[data-print], [data-back]")) hidden.hidden = false;
    const focus = document.querySelector("[data-focus]");
    if (focus) focus.focus();
  });
})();
