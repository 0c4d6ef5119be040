// Our own links go to their page inside the running app, as the menu does; without this script they load it anew.
// The menu keeps what is looked at: the period, and the package of the page one comes from.
(() => {
  const go = (address) => {
    history.pushState({}, "", address);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    if (address.hash) reveal();
    else document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  };
  // What the address points at is brought into sight, again while what stands above it is still being drawn, until
  // three seconds are over or the reader moves by himself.
  let looking;
  const reveal = () => {
    clearInterval(looking);
    const until = Date.now() + 3000;
    looking = setInterval(() => {
      if (Date.now() > until) clearInterval(looking);
      if (document.querySelector('[data-test-script-state="notRunning"]'))
        document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }, 150);
  };
  for (const moved of ["wheel", "keydown", "pointerdown"]) addEventListener(moved, () => clearInterval(looking), true);
  if (location.hash) reveal();
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
