// The confirm page of a report: one fact is active; keys move and answer it; its words light up in the text.
(() => {
  const all = () => [...document.querySelectorAll("[data-fact]")];
  const factOf = (id) => document.querySelector(`[data-fact="${id}"]`);
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  let active = "";
  const last = []; // facts answered here, newest last: what u takes back
  const waiting = []; // keys pressed while an answer was under way

  function activate(fact, { focus = true, scroll = true } = {}) {
    if (!fact) return;
    for (const each of document.querySelectorAll(".cw-fact.is-active, .cw-hit.is-active")) each.classList.remove("is-active");
    for (const each of document.querySelectorAll(".cw-fact[aria-current]")) each.removeAttribute("aria-current");
    active = fact.dataset.fact;
    fact.classList.add("is-active");
    fact.setAttribute("aria-current", "true");
    const words = [...document.querySelectorAll(`.cw-hit[data-facts~="${active}"]`)];
    for (const word of words) word.classList.add("is-active");
    if (focus) fact.focus({ preventScroll: true });
    if (scroll) {
      fact.scrollIntoView({ block: "nearest" });
      show(words[0]);
    }
  }

  // Scroll the text inside its own pane only: the page must not jump.
  function show(word) {
    const pane = word && word.closest(".cw-source");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const at = word.getBoundingClientRect();
    const frame = pane.getBoundingClientRect();
    if (at.top < frame.top + 40 || at.bottom > frame.bottom - 40) {
      pane.scrollTop += at.top - frame.top - pane.clientHeight / 3;
    }
  }

  function move(step) {
    const facts = all();
    const at = facts.indexOf(factOf(active));
    activate(facts[Math.min(Math.max(at + step, 0), facts.length - 1)] || facts[0]);
  }

  const isBusy = (fact) => Boolean(fact && fact.hasAttribute("aria-busy"));
  const isAnyBusy = () => Boolean(document.querySelector("[data-fact][aria-busy]"));

  // The next fact without an answer, after the one just answered, or from the top.
  function next(from) {
    const facts = all();
    const at = facts.indexOf(factOf(from));
    const isWaiting = (fact) => "open" in fact.dataset && !isBusy(fact);
    return facts.slice(at + 1).find(isWaiting) || facts.find(isWaiting) || facts[at];
  }

  function press(name, fact = factOf(active)) {
    const control = fact && fact.querySelector(`[data-act="${name}"]`);
    if (control) control.click();
    return Boolean(control);
  }

  function undo() {
    if (press("undo")) return;
    while (last.length) {
      const fact = factOf(last.pop());
      if (fact && press("undo", fact)) return;
    }
    const page = document.querySelector('[data-act-page="undo"]');
    if (page) page.click();
  }

  const keys = {
    ArrowDown: () => move(1),
    j: () => move(1),
    ArrowUp: () => move(-1),
    k: () => move(-1),
    Enter: () => press("accept"),
    e: () => press("edit"),
    x: () => press("reject"),
    w: () => { const why = factOf(active) && factOf(active).querySelector(".cw-fact-because"); if (why) why.open = !why.open; },
    u: undo,
    a: () => { const all = document.querySelector('[data-act-page="accept"]'); if (all) all.click(); },
    "?": () => { const help = document.getElementById("keys"); if (help) help.showModal(); },
  };

  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-reading]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) {
      if (event.key === "?") document.getElementById("keys").close();
      return;
    }
    if (event.key === "Escape" && press("cancel")) return;
    if (isTyping(event.target)) return;
    const onControl = event.target.closest("a, button, summary");
    if ((event.key === "Enter" && onControl) || !keys[event.key]) return;
    event.preventDefault();
    if (isBusy(factOf(active)) || (event.key === "u" && isAnyBusy())) waiting.push(event.key);
    else keys[event.key]();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-line]")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) keys["?"]();
    const word = event.target.closest(".cw-hit");
    if (word) {
      event.preventDefault();
      const ids = word.dataset.facts.split(" ");
      const own = word.querySelector("a").hash.slice(2);
      activate(factOf(ids.includes(active) ? ids[(ids.indexOf(active) + 1) % ids.length] : own));
      return;
    }
    const place = event.target.closest(".cw-fact-place");
    const fact = event.target.closest("[data-fact]");
    if (place) event.preventDefault();
    if (fact && !event.target.closest(".cw-fact-acts, .is-editing")) activate(fact, { focus: Boolean(place) });
  });

  // An answer is under way: the clerk goes on at once, the row follows.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (!fact) return;
    fact.setAttribute("aria-busy", "true");
    if (!event.target.querySelector('[data-act="accept"], [data-act="reject"]')) return;
    last.push(fact.dataset.fact);
    activate(next(fact.dataset.fact));
  });

  // The row is back: its words change in the text; a form or a refusal calls the clerk back to it.
  // Not before it has settled: until then htmx lends the new row the attributes of the old one.
  document.addEventListener("htmx:afterSettle", (event) => {
    const fact = event.target;
    if (!fact.matches || !fact.matches("[data-fact]")) return;
    const id = fact.dataset.fact;
    const isOpen = "open" in fact.dataset;
    for (const word of document.querySelectorAll(`.cw-hit[data-facts~="${id}"]`)) word.classList.toggle("is-done", !isOpen);
    const field = fact.querySelector(".cw-form input:not([type=hidden])");
    if (isOpen) {
      if (last.includes(id)) last.splice(last.lastIndexOf(id), 1);
      activate(fact, { focus: !field });
    } else if (id === active) {
      if (!last.includes(id)) last.push(id);
      activate(next(id));
    }
    if (field) (fact.querySelector(".cw-error-sum, [aria-invalid=true]") || field).focus();
    if (!isAnyBusy()) for (const key of waiting.splice(0)) keys[key]();
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const fact = event.target.closest && event.target.closest("[data-fact]");
      if (!fact) return;
      fact.removeAttribute("aria-busy");
      waiting.length = 0;
      document.getElementById("told").textContent = "这一条没有处理成功，请刷新页面后再试。";
      activate(fact);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const help of document.querySelectorAll("[data-keys-help]")) help.hidden = false;
    const asked = window.location.hash.startsWith("#p") ? factOf(window.location.hash.slice(2)) : null;
    const first = asked || all().find((fact) => "open" in fact.dataset) || all()[0];
    if (first) activate(first, { focus: Boolean(asked), scroll: Boolean(asked) });
  });
})();
