// Keys: what an element with data-key does when it is pressed, its key does as well. Comfort: each page works without.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  document.documentElement.dataset.keys = "ready";

  const shown = (element) => element.checkVisibility?.() ?? true;
  const press = (element) => {
    if (element.matches("details")) {
      element.open = true;
      const first = [...element.querySelectorAll("textarea, input:not([type=hidden])")].find((one) => !one.value && shown(one));
      (first ?? element.querySelector("textarea, summary")).focus();
    } else if (element.matches("input")) {
      element.focus();
      element.select();
    } else if (shown(element)) {
      element.click();
    }
    element.scrollIntoView({ block: "nearest" });
  };
  const rows = () => [...document.querySelectorAll(".case-row .whole")];
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.closest(".case-row").scrollIntoView({ block: "nearest" });
  };
  const own = { j: () => step(1), k: () => step(-1), "?": () => dialog.showModal() };

  let before = "";
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=checkbox])");
    if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form?.requestSubmit(event.target.form.querySelector("button:not(.unseen, .draft)"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing) return;
    const both = `${before} ${event.key}`;
    before = event.key === "g" ? "g" : "";
    const found = document.querySelector(`[data-key="${CSS.escape(both.trim())}"]`) ?? document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!found && !own[event.key]) return;
    if (own[event.key] && !found && (event.key === "?" || rows().length)) {
      event.preventDefault();
      own[event.key]();
    } else if (found) {
      event.preventDefault();
      press(found);
    }
  });
  // After a preview, or a draft, what was asked for is in view and has the keys.
  if (location.hash === "#preview") document.getElementById("preview")?.focus();
})();
