// Keeps what is typed into a vote as a draft, some seconds after the last key. Without it the button "Save draft" does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const said = document.getElementById("draft-said");
  const PAUSE = 5000; // milliseconds
  let waiting = 0;
  let kept = typed();

  function typed() {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return new URLSearchParams(data).toString();
  }

  async function keep() {
    const now = typed();
    if (now === kept) return;
    let answer = null;
    try {
      answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "manual",
      });
    } catch {
      answer = null; // no connection: the text is still in the form, and the next pause tries again
    }
    const done = answer !== null && answer.status === 204;
    if (done) kept = now;
    said.textContent = done ? said.dataset.kept : said.dataset.notKept;
  }

  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => window.clearTimeout(waiting));
})();
