// The page works without this. It opens what a link points to, and all rows of a list at once.
(() => {
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const details = target.querySelector("details");
    if (details && target.matches("li, article")) details.open = true;
    for (let up = target.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", openTarget);
  openTarget();
  for (const button of document.querySelectorAll("button[data-opens]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const opening = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(opening));
      button.textContent = opening ? "Close all" : "Open all";
      for (const one of document.querySelectorAll(button.dataset.opens)) one.open = opening;
    });
  }
})();
