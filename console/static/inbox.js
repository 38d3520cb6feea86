// All of this is comfort: the page does without. What is new comes by the stream as ids, and its rows from the page's own server.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const list = document.getElementById("inbox");
  const live = document.getElementById("live");
  const keys = document.getElementById("keys");
  const together = document.getElementById("together");
  const rows = () => [...list.querySelectorAll(".said-row")];

  // Our words come with the page, a form for each kind of number that its language knows.
  const words = JSON.parse(list.dataset.words);
  const kinds = new Intl.PluralRules(document.documentElement.lang);
  const counted = (forms, number) => (forms[kinds.select(number)] ?? forms.other).replace("{n}", number);

  // Keys: none while something is typed, none with a modifier.
  const current = () => document.activeElement?.closest(".said-row");
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    Enter: () => document.activeElement === current() && current()?.querySelector(".open").click(),
    e: () => {
      const details = current()?.querySelector(".put");
      if (!details) return;
      details.open = !details.open;
      if (details.open) details.querySelector(".offer").focus();
      else current().focus();
    },
    x: () => current()?.querySelector(".pick input").click(),
    u: () => document.getElementById("undo")?.requestSubmit(),
    "/": () => document.getElementById("words").select(),
    "?": () => keys.showModal(),
  };
  let before = "";
  const go = (place) => place && (() => place.click()); // "g" and a letter: another page, as elsewhere (keys.js)
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.key === "Escape" && current()) return current().focus();
    const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
    const there = before === "g" && document.querySelector(`[data-key="${CSS.escape(`g ${event.key}`)}"]`);
    before = !typing && event.key === "g" ? "g" : "";
    const act = go(there) || actions[event.key];
    if (typing || !act) return;
    if (event.key === "Enter" && document.activeElement !== current()) return;
    event.preventDefault();
    act();
  });
  const opener = document.getElementById("keys-open");
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());

  // What is picked can be put right together.
  const count = () => {
    if (!together) return; // whoever may only look is offered nothing to pick
    const picked = list.querySelectorAll(".pick :checked").length;
    together.classList.toggle("ready", picked > 0);
    together.querySelector("label").textContent = counted(words.picked, picked);
  };
  list.addEventListener("change", count);
  count();
  if (location.hash) document.querySelector(`${CSS.escape(location.hash.slice(1)) && location.hash}`)?.focus();

  // What is new goes on top. Whoever reads farther down, or in a message, keeps what they look at where it is.
  if (!list.dataset.stream || !window.EventSource) return;
  const waiting = [];
  let unseen = 0;
  let busy = false;
  const tell = () => {
    live.hidden = unseen === 0;
    live.classList.toggle("fresh", unseen > 0);
    live.textContent = unseen ? counted(words.fresh, unseen) : "";
  };
  const place = (fresh) => {
    const reading = window.scrollY > 0 || list.contains(document.activeElement) || !document.getSelection().isCollapsed;
    const anchored = window.scrollY > 0 && CSS.supports("overflow-anchor", "auto"); // then the browser sees to it
    const height = document.documentElement.scrollHeight;
    document.getElementById("none")?.remove();
    list.prepend(...fresh);
    if (reading && !anchored) window.scrollBy({ top: document.documentElement.scrollHeight - height, behavior: "instant" });
    unseen += fresh.length;
    tell();
  };
  const bring = async () => {
    if (busy || !waiting.length) return;
    busy = true;
    const ids = waiting.splice(0, 50);
    try {
      const query = list.dataset.query ? `${list.dataset.query}&` : "";
      const answer = await fetch(`${list.dataset.rows}?${query}ids=${ids.join(",")}`, { redirect: "error" });
      if (answer.ok) {
        const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = [...fragment.querySelectorAll(".said-row")].filter((row) => !document.getElementById(row.id));
        fresh.forEach((row) => row.classList.add("new"));
        if (fresh.length) place(fresh.map((row) => document.adoptNode(row)));
      }
    } catch { /* signed out, or the server is away: the stream says so when it comes back */ }
    busy = false;
    bring();
  };
  const wanted = new URLSearchParams(list.dataset.query);
  const fits = (one) => ["channel", "kind", "mood"].every((name) => !wanted.get(name) || wanted.get(name) === one[name]);
  const told = (event) => {
    for (const one of JSON.parse(event.data)) if (fits(one) && !document.getElementById(`said-${one.id}`)) waiting.push(one.id);
    bring();
  };
  const overwhelmed = () => {
    live.hidden = false;
    live.classList.add("fresh");
    live.textContent = words.much;
  };
  const follow = () => {
    const stream = new EventSource(list.dataset.stream);
    stream.addEventListener("tagged", told);
    stream.addEventListener("more", overwhelmed);
    stream.addEventListener("error", () => { // by itself it comes back after a broken connection, not after a refusal
      if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 15000);
    });
  };
  follow();
  window.addEventListener("scroll", () => {
    if (window.scrollY > 0 || !unseen) return;
    unseen = 0;
    setTimeout(tell, 4000);
  }, { passive: true });
})();
