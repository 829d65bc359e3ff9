// Suggestions while typing (an ARIA combobox over the plain search form), and "near me". Without JavaScript the form is
// the form. Names go in by textContent; the position is sent once, by POST, and kept nowhere.
/* global said */
"use strict";

(() => {
  const wait = 200; // milliseconds after the last key
  const frame = document.querySelector("[data-suggest]");

  function combobox(input, list, status) {
    let timer = 0;
    let asking = new AbortController();
    let at = -1;
    let answers = ""; // the text that the options answer

    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
      .forEach(([name, value]) => input.setAttribute(name, value));

    // As high as its text where the browser does not see to it by `field-sizing`.
    function grow() {
      if (CSS.supports("field-sizing", "content")) return;
      input.style.height = "0";
      input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    }

    function choose(number) {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = number;
      list.children[at]?.setAttribute("aria-selected", "true");
      list.children[at]?.scrollIntoView({ block: "nearest" });
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", list.children[at].id);
    }

    function close() {
      list.hidden = true;
      choose(-1);
      input.setAttribute("aria-expanded", "false");
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

    function show(places, text) {
      close();
      answers = text;
      list.replaceChildren(...places.map(option));
      if (places.length) open();
      status.textContent = places.length ? said("$1つの 候補があります。上下のキーで えらべます。", places.length) : "";
    }

    function move(step) {
      const count = list.children.length;
      if (count && answers === input.value) choose((at + step + count + (at < 0 && step < 0 ? 1 : 0)) % count);
    }

    async function ask() {
      asking.abort();
      asking = new AbortController();
      const text = input.value;
      if (!text.trim()) return show([], text);
      const address = new URL(frame.dataset.suggest, window.location);
      address.searchParams.set("q", text);
      try {
        const response = await fetch(address, { signal: asking.signal });
        show(response.ok ? (await response.json()).places : [], text);
      } catch (error) {
        if (error.name !== "AbortError") show([], text);
      }
    }

    input.addEventListener("input", (event) => {
      grow();
      clearTimeout(timer);
      choose(-1); // what was chosen answered another text
      if (!event.isComposing) timer = setTimeout(ask, wait);
    });
    grow();
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, wait); });
    input.addEventListener("blur", leave);
    input.addEventListener("keydown", (event) => {
      // Safari says of the Enter that ends a conversion that nothing is composed any more: only its old code, 229, tells.
      if (event.isComposing || event.keyCode === 229) return;
      // A box of several lines would begin a new one; here Enter means さがす.
      if (event.key === "Enter" && at < 0) { event.preventDefault(); input.form.requestSubmit(); return; }
      if (event.key === "Escape") { if (!list.hidden) event.preventDefault(); leave(); }
      if (list.hidden) {
        const moves = event.key === "ArrowDown" || event.key === "ArrowUp";
        if (!moves || !list.children.length || answers !== input.value) return;
        open();
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); window.location.assign(list.children[at].dataset.address); }
    });
  }

  function near(form) {
    document.querySelectorAll("[data-near]").forEach((one) => { one.hidden = false; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // About 100 metres are enough to say what is near, and less than an address.
          form.elements.lat.value = coords.latitude.toFixed(3);
          form.elements.lng.value = coords.longitude.toFixed(3);
          form.submit();
        },
        () => { document.getElementById("near-failed").hidden = false; },
        { timeout: 10_000, maximumAge: 60_000 },
      );
    });
  }

  if (frame) combobox(frame.querySelector("textarea"), frame.querySelector("[role=listbox]"), frame.querySelector("[role=status]"));
  const form = document.querySelector("form[data-near]");
  if (form && "geolocation" in navigator) near(form);
})();
