// The confirm page of a report: one fact is active; keys move and answer it; its words light up in the text.
(() => {
  const all = () => [...document.querySelectorAll("[data-fact]")];
  const factOf = (id) => document.querySelector(`[data-fact="${id}"]`);
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
  let active = "";
  let answered = ""; // the fact whose answer is under way or was given last
  const last = []; // facts answered here, newest last: what u takes back

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

  // The next fact without an answer, after the one just answered, or from the top.
  function next(from) {
    const facts = all();
    const at = facts.indexOf(factOf(from));
    const open = (fact) => "open" in fact.dataset;
    return facts.slice(at + 1).find(open) || facts.find(open) || facts[at];
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
    if (event.key === "Enter" && onControl) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
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

  document.addEventListener("htmx:beforeRequest", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (!fact) return;
    answered = fact.dataset.fact;
    fact.setAttribute("aria-busy", "true");
  });

  // After an answer: its words change in the text, and the next open fact is active.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!answered || !event.target.closest || !document.querySelector("[data-reading]")) return;
    const fact = factOf(answered);
    if (!fact || event.target.id !== `p${answered}`) return;
    const id = answered;
    answered = "";
    const isOpen = "open" in fact.dataset;
    for (const word of document.querySelectorAll(`.cw-hit[data-facts~="${id}"]`)) word.classList.toggle("is-done", !isOpen);
    const field = fact.querySelector(".cw-form input:not([type=hidden])");
    if (field) {
      activate(fact, { focus: false });
      (fact.querySelector(".cw-error-sum, [aria-invalid=true]") || field).focus();
    } else if (isOpen) {
      activate(fact);
    } else {
      last.push(id);
      activate(next(id));
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const asked = window.location.hash.startsWith("#p") ? factOf(window.location.hash.slice(2)) : null;
    const first = asked || all().find((fact) => "open" in fact.dataset);
    if (first) activate(first, { focus: Boolean(asked), scroll: Boolean(asked) });
  });
})();
