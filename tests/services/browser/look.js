// What is wrong with a page, whatever it is about: a sentence for each thing. Without `all`, only whether everything has its place.
({ all }) => {
  const found = [];
  const root = document.documentElement;
  const say = (what, element) => found.push(element ? `${what}: ${element.outerHTML.slice(0, 160)}` : what);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

  if (root.scrollWidth > root.clientWidth) {
    const isOut = (element) => element.getBoundingClientRect().right > root.clientWidth + 1;
    const isFramed = (element) => element.closest(".table-frame, .visually-hidden, .skip");
    const [outermost] = [...document.body.querySelectorAll("*")].filter((element) => isOut(element) && !isFramed(element));
    say(`is ${root.scrollWidth - root.clientWidth} px too wide`, outermost);
  }
  if (!all) return found;

  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) say(`has ${headings} main headings`);
  const fields = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const element of document.querySelectorAll(fields)) {
    if (!isShown(element) || element.disabled) continue;
    element.focus({ preventScroll: true });
    const { outlineStyle, outlineWidth } = getComputedStyle(element.closest(".choice") ?? element);
    if (document.activeElement !== element) say("takes no focus", element);
    else if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) say("does not show that it has the focus", element);
  }
  document.activeElement?.blur();
  return found;
}
