// All of this is comfort: the form does without. What must hold is checked where it is taken in.
(() => {
  "use strict";
  const form = document.querySelector("form");
  const framed = window.parent !== window;

  // In a frame: tell the page around us how high we are. It is a number, so whoever hears it learns nothing.
  if (framed) {
    const tell = () => {
      const height = Math.ceil(document.querySelector(".sheet").getBoundingClientRect().height);
      window.parent.postMessage({ tellUs: { height, page: document.body.dataset.page } }, "*");
    };
    document.querySelector("[data-first]")?.focus({ preventScroll: true }); // autofocus is not for frames of another site
    tell(); // a frame that is not shown yet is not observed
    new ResizeObserver(tell).observe(document.querySelector(".sheet"));
  }
  const tongues = document.querySelector(".tongues");
  document.addEventListener("click", (event) => {
    if (tongues.open && !tongues.contains(event.target)) tongues.open = false;
  });
  tongues.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tongues.open) {
      tongues.open = false;
      tongues.querySelector("summary").focus();
    }
  });
  if (!form) return;

  const photos = form.elements.photos;
  const button = form.querySelector("button");
  const status = form.querySelector("[role=status]");
  const words = button.textContent;

  // Photos that would be refused are told of before they are sent.
  const complaint = () => {
    const { most, largest, tooMany, tooLarge } = photos.dataset;
    const chosen = [...photos.files];
    if (chosen.length > Number(most)) return tooMany.replace("{chosen}", chosen.length);
    const large = chosen.find((file) => file.size > Number(largest));
    return large ? tooLarge.replace("{name}", () => large.name) : "";
  };
  photos?.addEventListener("change", () => {
    photos.setCustomValidity(complaint());
    if (!photos.validity.valid) photos.reportValidity();
  });

  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled")) {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = status.textContent = button.dataset.sending;
  });
  // Whoever comes back to the page can send again.
  window.addEventListener("pageshow", () => {
    button.removeAttribute("aria-disabled");
    button.textContent = words;
    status.textContent = "";
  });

  // Another language keeps what was written.
  tongues.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || !(form.elements.text.value || form.elements.contact.value)) return;
    event.preventDefault();
    const marker = document.createElement("input");
    Object.assign(marker, { type: "hidden", name: "switch", value: "1" });
    form.append(marker);
    if (photos) photos.disabled = true;
    form.action = link.href;
    form.submit();
  });
})();
