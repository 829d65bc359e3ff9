// Suggestions while typing (an ARIA combobox over the plain search form), and "near me". Without JavaScript the form is
// the form. Names go in by textContent; the position is sent once, by POST, and kept nowhere.
"use strict";

(() => {
  const wait = 200; // milliseconds after the last key
  const frame = document.querySelector("[data-suggest]");

  function combobox(input, list, status) {
    let timer = 0;
    let asking = new AbortController();
    let at = -1;

    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
      .forEach(([name, value]) => input.setAttribute(name, value));

    function close() {
      list.hidden = true;
      list.children[at]?.setAttribute("aria-selected", "false");
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    // An answer that is still on its way must not open the list for somebody who has gone on.
    function leave() {
      clearTimeout(timer);
      asking.abort();
      status.textContent = "";
      close();
    }

    function open() {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function option(place, number) {
      const made = document.createElement("li");
      made.id = `${list.id}-${number}`;
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      made.dataset.address = place.address;
      const name = document.createElement("span");
      name.textContent = place.name;
      const where = document.createElement("span");
      where.className = "combobox-where";
      where.textContent = [place.where, place.found].filter(Boolean).join(" ／ ");
      made.append(name, where);
      // A click would first take the focus away from the box and close the list.
      made.addEventListener("pointerdown", (event) => event.preventDefault());
      made.addEventListener("click", () => window.location.assign(place.address));
      return made;
    }

    function show(places) {
      list.replaceChildren(...places.map(option));
      close();
      if (places.length) open();
      status.textContent = places.length ? `${places.length}つの 候補があります。上下のキーで えらべます。` : "";
    }

    function move(step) {
      const options = [...list.children];
      if (!options.length) return;
      options[at]?.setAttribute("aria-selected", "false");
      at = (at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length;
      options[at].setAttribute("aria-selected", "true");
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    }

    async function ask() {
      asking.abort();
      asking = new AbortController();
      if (!input.value.trim()) return show([]);
      const address = new URL(frame.dataset.suggest, window.location);
      address.searchParams.set("q", input.value);
      try {
        const response = await fetch(address, { signal: asking.signal });
        if (response.ok) show((await response.json()).places);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, wait);
    });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, wait); });
    input.addEventListener("blur", leave);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") { if (!list.hidden) event.preventDefault(); leave(); }
      if (list.hidden) {
        if (event.key === "ArrowDown" && list.children.length) { event.preventDefault(); open(); move(1); }
        return;
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); window.location.assign(list.children[at].dataset.address); }
    });
  }

  function near(form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // About 100 metres are enough to say what is near, and less than an address.
          form.elements.lat.value = coords.latitude.toFixed(3);
          form.elements.lng.value = coords.longitude.toFixed(3);
          form.submit();
        },
        () => { form.querySelector("[role=alert]").hidden = false; },
        { timeout: 10_000, maximumAge: 60_000 },
      );
    });
  }

  if (frame) combobox(frame.querySelector("input"), frame.querySelector("[role=listbox]"), frame.querySelector("[role=status]"));
  const form = document.querySelector("[data-near]");
  if (form && "geolocation" in navigator) near(form);
})();
