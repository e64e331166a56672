// The why panel: htmx fetches it; this keeps the address, the focus and the way back.
// Loaded before htmx, so that its popstate listener runs first.
(() => {
  let opener = null;
  let depth = 0;

  const panel = () => document.getElementById("why");
  const isOpen = () => Boolean(panel() && panel().querySelector("#why-panel"));

  function clear() {
    if (!isOpen()) return;
    panel().replaceChildren();
    depth = 0;
    document.querySelectorAll(".cw-why-link[aria-expanded]").forEach((link) => link.removeAttribute("aria-expanded"));
    const link = opener && (opener.isConnected ? opener : document.querySelector(`.cw-why-link[href="${CSS.escape(opener.getAttribute("href"))}"]`));
    if (link) link.focus({ preventScroll: true });
  }

  function close() {
    if (depth > 0) window.history.go(-depth);
    else clear();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const link = event.detail.elt.closest(".cw-why-link");
    if (link && !panel()?.contains(link)) opener = link;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel() || !isOpen()) return;
    document.querySelectorAll(".cw-why-link[aria-expanded]").forEach((link) => link.removeAttribute("aria-expanded"));
    if (opener) opener.setAttribute("aria-expanded", "true");
    const url = event.detail.pathInfo.requestPath;
    if (!window.history.state || window.history.state.why !== url) {
      window.history.pushState({ why: url }, "", url);
      depth += 1;
    }
    panel().scrollTop = 0;
    panel().querySelector("[data-why-title]")?.focus({ preventScroll: true });
  });

  window.addEventListener("popstate", (event) => {
    if (!panel()) return;
    const url = event.state && event.state.why;
    if (url) {
      event.stopImmediatePropagation();
      depth = Math.max(depth - 1, 1);
      window.htmx.ajax("GET", url, { target: "#why", swap: "innerHTML", select: "#why-panel" });
    } else if (isOpen()) {
      event.stopImmediatePropagation();
      clear();
    }
  });

  document.addEventListener("click", (event) => {
    const closing = event.target.closest("[data-why-close]");
    if (closing && panel() && panel().contains(closing)) {
      event.preventDefault();
      close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (isOpen()) close();
    else document.querySelector(".cw-why-alone [data-why-close]")?.click();
  });
})();
