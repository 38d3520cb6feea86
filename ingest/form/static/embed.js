// Shows the form in place of a link to it:
//   <a href="https://feedback.example.com/tell-us" data-tell-us>Tell us</a>
//   <script src="https://feedback.example.com/tell-us/embed.js" async></script>
// The link stays until the form is there, and for good where this site may not show it.
(() => {
  "use strict";
  const script = document.currentScript;
  const ours = new URL(script.src).origin;

  const addressed = (href, given) => {
    const address = new URL(href);
    address.searchParams.set("embed", "1");
    const language = given.lang || address.searchParams.get("lang") || document.documentElement.lang;
    if (language) address.searchParams.set("lang", language);
    if (given.scheme === "light") address.searchParams.set("scheme", "light");
    return address.href;
  };

  const show = (link, given) => {
    if (new URL(link.href).origin !== ours) return;
    const frame = document.createElement("iframe");
    frame.src = addressed(link.href, given);
    frame.title = link.textContent.trim() || "Tell us";
    Object.assign(frame.style, { display: "block", width: "100%", height: "0", border: "0", visibility: "hidden" });
    let pages = 0;
    frame.addEventListener("load", () => {
      pages += 1;
      if (pages > 1 && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
    });
    window.addEventListener("message", (event) => {
      const told = event.data && event.data.tellUs;
      if (event.source !== frame.contentWindow || event.origin !== ours || !told) return;
      frame.style.height = `${Number(told.height) || 0}px`;
      frame.style.visibility = "visible";
      link.hidden = true;
    });
    link.after(frame);
  };

  const begin = () => {
    const links = document.querySelectorAll("a[data-tell-us]:not([data-tell-us=shown])");
    for (const link of links) {
      link.dataset.tellUs = "shown";
      show(link, { ...script.dataset, ...link.dataset });
    }
    if (links.length) return;
    const link = document.createElement("a");
    const place = script.dataset.place;
    link.href = new URL(place ? `/tell-us/${encodeURIComponent(place)}` : "/tell-us", ours).href;
    link.textContent = script.title || "Tell us";
    script.after(link);
    show(link, script.dataset);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
