// Pins with the numbers of the cards. A pin leads to its card; every text goes in by textContent.
/* global Ibasho */
/* exported IbashoDesk */
"use strict";

const IbashoDesk = (() => {
  function icon(ranks, about) {
    const text = document.createElement("span");
    text.textContent = ranks;
    return L.divIcon({ className: about ? "cluster numbered numbered-about" : "cluster numbered", html: text, iconSize: null });
  }

  function show(rank) {
    const card = document.getElementById(`rank-${rank}`);
    card.scrollIntoView({ block: "start" });
    card.querySelector("a").focus({ preventScroll: true });
  }

  function candidates(map) {
    const pins = JSON.parse(document.getElementById("candidates").textContent);
    const bounds = L.latLngBounds(pins.map(([lat, lng]) => [lat, lng]));
    const fit = () => map.fitBounds(bounds, { padding: [28, 28], maxZoom: 16 });
    Ibasho.quiet(map);
    map.scrollWheelZoom.disable();
    for (const [lat, lng, about, here] of pins) {
      const ranks = here.map(([rank]) => rank).join("・");
      const words = `${ranks} ${here.map(([, name]) => name).join("、")}${about ? "（およその位置）" : ""}`;
      const marker = L.marker([lat, lng], { icon: icon(ranks, about), title: words, keyboard: true, riseOnHover: true, zIndexOffset: -1000 * here[0][0] });
      marker.on("add", () => marker.getElement().setAttribute("aria-label", words));
      marker.on("click", () => show(here[0][0]));
      Ibasho.onPress(marker, () => show(here[0][0]));
      marker.addTo(map);
    }
    // A narrow window hides the map; once it is wide enough, the map has a size to fit the pins into.
    map.on("resize", (event) => event.oldSize.x === 0 && fit());
    fit();
  }

  return { candidates };
})();
