// When the connection is lost because the login is over, say so, with the way back to this very page; Streamlit would
// only speak of a connection error, and try again for ever. While the service itself is away nothing is said here.
(() => {
  const LOST_SECONDS = 2;
  let since = null;
  const state = () =>
    document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-connection-state") ?? "CONNECTED";
  const show = () => {
    const here = location.pathname + location.search;
    const box = document.createElement("div");
    box.id = "k-expired";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "k-expired-said");
    box.dataset.reactAriaTopLayer = "true"; // else Streamlit's own dialog, if it comes too, takes ours out of use
    box.innerHTML = '<div><b id="k-expired-said">登录已过期</b><p>已经保存的内容都在；重新登录后回到这一页。</p><a>重新登录</a></div>';
    const link = box.querySelector("a");
    link.href = `/login?${new URLSearchParams({ next: here })}`;
    document.body.append(box);
    link.focus();
  };
  const look = async () => {
    if (document.getElementById("k-expired")) return;
    if (state() === "CONNECTED") since = null;
    else since ??= Date.now();
    if (since === null || Date.now() - since < LOST_SECONDS * 1000) return;
    since = Date.now();
    const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => null);
    if (answer?.status === 401 && state() !== "CONNECTED") show();
  };
  setInterval(look, 1000);
})();
