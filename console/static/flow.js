// Comfort: the page shows the same when it is loaded again. What stands in [data-live] is fetched anew while somebody looks.
(() => {
  "use strict";
  const EVERY = 5000;
  const busyWith = (part) => part.contains(document.activeElement) || !document.getSelection().isCollapsed;
  const renew = async () => {
    const part = document.querySelector("[data-live]");
    if (document.hidden || !part || busyWith(part)) return;
    try {
      const answer = await fetch(location.pathname + location.search, { redirect: "error" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (!fresh || busyWith(part)) return;
      const across = [...part.querySelectorAll(".scrolls")].map((one) => one.scrollLeft);
      part.replaceChildren(...document.adoptNode(fresh).childNodes);
      part.querySelectorAll(".scrolls").forEach((one, place) => { one.scrollLeft = across[place] ?? 0; });
    } catch { /* signed out, or the server is away: what stands there says of when it is */ }
  };
  const again = async () => {
    await renew();
    setTimeout(again, EVERY);
  };
  setTimeout(again, EVERY);
  document.addEventListener("visibilitychange", renew); // whoever comes back sees how it is now
})();
