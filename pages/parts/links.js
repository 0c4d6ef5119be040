// Our own links go to their page inside the running app, as the menu does; without this script they load it anew.
// The menu keeps what is looked at: the period, and the package of the page one comes from.
(() => {
  const go = (address) => {
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  const kept = () => {
    const here = new URLSearchParams(location.search);
    const found = new URLSearchParams();
    if (here.get("period")) found.set("period", here.get("period"));
    const pkg = here.get("pkg") ?? here.get("code")?.[0] ?? here.get("id")?.[1];
    if (pkg) found.set("pkg", pkg);
    return found;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a.k-link, a[data-testid="stSidebarNavLink"]');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const address = new URL(link.href);
    if (!link.classList.contains("k-link")) address.search = kept().toString();
    go(address);
    if (link.classList.contains("k-full")) document.documentElement.requestFullscreen?.();
  }, true);
})();
