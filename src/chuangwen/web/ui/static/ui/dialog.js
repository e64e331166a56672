// The confirm page as a dialog: htmx fetches it, the browser's own dialog shows it.
(() => {
  const dialog = () => document.getElementById("dialog");

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "dialog-body") return;
    const typed = event.detail.target.querySelector("[data-typed]");
    if (typed) guard(typed);
    if (!dialog().open) dialog().showModal();
  });

  document.addEventListener("click", (event) => {
    const closing = event.target.closest("[data-dialog-close]");
    if (closing && dialog() && dialog().contains(closing)) {
      event.preventDefault();
      dialog().close();
    }
    if (event.target === dialog()) dialog().close();
  });

  // Words that end a title or publish something are typed before the button works.
  function guard(field) {
    const button = field.form.querySelector('button[type="submit"]');
    const check = () => { button.disabled = field.value.trim() !== field.dataset.typed; };
    field.addEventListener("input", check);
    check();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-typed]").forEach(guard));
})();
