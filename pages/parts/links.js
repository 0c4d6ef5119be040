// Our own links go to their page inside the running app, as the menu does; without this script they load it anew.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.k-link");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  });
})();
