// The form: sent once, files by drag and drop, typed text kept as a draft.
(() => {
  const SAVE_AFTER = 600;

  // Sent once ---------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => form.querySelectorAll('button[type="submit"]').forEach((button) => button.setAttribute("aria-disabled", "true")));
  });

  function release(root) {
    for (const form of root.querySelectorAll("[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
    }
  }

  // Room left in a text -------------------------------------------------------
  function room(text) {
    const left = Number(text.dataset.most) - text.value.length;
    let line = text.parentElement.querySelector("[data-left]");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "cw-help" });
      line.dataset.left = "";
      text.after(line);
    }
    line.textContent = `还可以写${left}个字`;
  }

  const texts = "textarea[data-most]";
  document.querySelectorAll(texts).forEach(room);
  document.addEventListener("input", (event) => {
    if (event.target.matches(texts)) room(event.target);
  });

  // Files -------------------------------------------------------------------
  const size = (bytes) => (bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

  function list(drop) {
    const cap = Number(drop.dataset.cap || 0);
    const files = [...drop.querySelector('input[type="file"]').files];
    const lines = files.map((file) => {
      const line = document.createElement("li");
      const isBad = cap && file.size > cap;
      line.textContent = `${file.name}（${size(file.size)}）${isBad ? `超过${size(cap)}，请换一个小一些的文件` : ""}`;
      line.classList.toggle("is-bad", Boolean(isBad));
      return line;
    });
    drop.querySelector("[data-drop-files]").replaceChildren(...lines);
  }

  for (const [name, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest && event.target.closest("[data-drop]");
      if (drop) drop.classList.toggle("is-over", isOver);
    });
  }
  document.addEventListener("change", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (drop) list(drop);
  });

  // Drafts ------------------------------------------------------------------
  const keyOf = (form) => `draft:${window.location.pathname}:${form.dataset.draft}`;
  const isKept = (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type) && field.name !== "csrfmiddlewaretoken";

  function read(form) {
    const kept = {};
    for (const field of form.elements) {
      if (!isKept(field)) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        kept[field.name] ||= [];
        if (field.checked) kept[field.name].push(field.value);
      } else if (field.multiple) kept[field.name] = [...field.selectedOptions].map((option) => option.value);
      else kept[field.name] = [field.value];
    }
    return kept;
  }

  function fill(form, kept) {
    for (const field of form.elements) {
      if (!isKept(field) || !(field.name in kept)) continue;
      const values = kept[field.name];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
      else field.value = values[0] ?? "";
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function offer(form, draft) {
    const box = document.createElement("div");
    box.className = "cw-draft-found";
    box.setAttribute("role", "status");
    const at = new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "medium", timeStyle: "short" });
    const text = document.createElement("span");
    text.textContent = `${at}填过一份还没有提交的草稿。`;
    const use = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "恢复草稿" });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "不用了" });
    use.addEventListener("click", () => { fill(form, draft.fields); box.remove(); });
    drop.addEventListener("click", () => { localStorage.removeItem(keyOf(form)); box.remove(); });
    box.append(text, use, drop);
    form.prepend(box);
  }

  function watch(form) {
    if (form.dataset.watched) return;
    form.dataset.watched = "1";
    const first = JSON.stringify(read(form));
    const draft = JSON.parse(localStorage.getItem(keyOf(form)) || "null");
    const wasRefused = form.querySelector(".cw-error-sum");
    if (draft && !wasRefused && JSON.stringify(draft.fields) !== first) offer(form, draft);
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), fields: read(form) }));
        const state = form.querySelector("[data-draft-state]");
        if (state) state.textContent = "草稿已存在本机。";
      }, SAVE_AFTER);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      sessionStorage.setItem("draft-sent", keyOf(form));
    });
  }

  // A draft goes when its form was accepted: the next page shows no errors for it.
  function settle() {
    const sent = sessionStorage.getItem("draft-sent");
    if (!sent || document.querySelector(".cw-error-sum")) return;
    localStorage.removeItem(sent);
    sessionStorage.removeItem("draft-sent");
  }

  function prepare(root) {
    root.querySelectorAll("[data-drop-hint]").forEach((hint) => { hint.hidden = false; });
    root.querySelectorAll("form[data-draft]").forEach(watch);
  }

  document.addEventListener("DOMContentLoaded", () => { settle(); prepare(document); });
  document.addEventListener("htmx:afterSettle", () => { prepare(document); release(document); });
  window.addEventListener("pageshow", () => release(document));
})();
