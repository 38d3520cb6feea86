// Says that this page of a case is open, and shows who else is there and what they did. No word that is typed is sent.
(() => {
  "use strict";
  const here = document.getElementById("here");
  const EVERY = 20_000; // what sinks/store/presence.py reckons with
  const IDLE = 300_000; // nobody is there whose page was not touched for so long
  const WRITES = 60_000; // whoever typed so lately is writing
  let touched = Date.now();
  let typed = -Infinity;
  let wrote = false;

  const form = (more) => new URLSearchParams({ csrf: here.dataset.csrf, version: here.dataset.version, ...more });
  const state = (page) => `${page.querySelector(".news")?.dataset.version ?? ""} ${[...page.querySelectorAll(".there span")].map((one) => one.textContent)}`;
  const goOn = (version) => { // the forms of this page are about that version now
    here.dataset.version = version;
    document.querySelectorAll("input[name=version]").forEach((input) => { input.value = version; });
  };
  const show = (html) => {
    const made = new DOMParser().parseFromString(html, "text/html").body;
    const quiet = made.querySelector("[data-quiet]");
    if (quiet) { // such as that an answer went out: nothing that would change what anybody does
      goOn(quiet.dataset.version);
      quiet.remove();
    }
    if (state(made) === state(here)) { // the same, a little later: read out nothing again, and leave open what is open
      const times = made.querySelectorAll("time");
      here.querySelectorAll("time").forEach((time, number) => { if (times[number]) time.textContent = times[number].textContent; });
      return;
    }
    const open = here.querySelector(".news details")?.open;
    here.replaceChildren(...[...made.childNodes].map((node) => document.adoptNode(node)));
    if (open && here.querySelector(".news details")) here.querySelector(".news details").open = true;
  };
  const beat = async () => {
    wrote = Date.now() - typed < WRITES;
    try {
      const answer = await fetch(here.dataset.beat, { method: "POST", body: form({ writing: wrote ? "yes" : "no" }), redirect: "error" });
      if (answer.status === 204) here.replaceChildren();
      else if (answer.ok) show(await answer.text());
    } catch { /* signed out, or the server is away: the next one may get through */ }
  };
  const due = () => { if (!document.hidden && Date.now() - touched < IDLE) beat(); };
  const back = () => { // whoever comes back after a while is there at once
    const away = Date.now() - touched > EVERY;
    touched = Date.now();
    if (away) due();
  };

  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll"]) document.addEventListener(kind, back, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { touched = Date.now(); beat(); } });
  document.getElementById("main").addEventListener("input", (event) => {
    if (!event.target.closest("form")) return;
    typed = Date.now();
    if (!wrote) { wrote = true; beat(); }
  });
  here.addEventListener("click", (event) => {
    if (!event.target.closest("[data-go-on]")) return;
    goOn(here.querySelector(".news").dataset.version); // they have seen it
    here.querySelector(".news").remove();
  });
  window.addEventListener("pagehide", () => { navigator.sendBeacon(here.dataset.beat, form({ left: "yes" })); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  setInterval(due, EVERY);
  beat();
})();
