// Looks again how far the work of this page has come, and loads the page anew when it is over. Without it "Look again" does the same.
(() => {
  "use strict";
  const PAUSE = 2000; // milliseconds
  const LONGEST = 300; // looks, some ten minutes: then whoever still waits asks
  const WHERE = "[data-progress]";
  let looks = 0;

  async function look() {
    let page = null;
    try {
      const answer = await fetch(window.location.href, {
        credentials: "same-origin",
        headers: { "X-Requested-With": "by-itself" }, // does not keep a session alive
      });
      if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      page = null; // no connection: the next look tries again
    }
    const now = page && page.querySelector(WHERE);
    if (page && !now) {
      window.location.reload();
      return;
    }
    if (now) document.querySelector(WHERE).replaceWith(document.adoptNode(now));
    looks += 1;
    if (looks < LONGEST) window.setTimeout(look, PAUSE);
  }

  window.setTimeout(look, PAUSE);
})();
