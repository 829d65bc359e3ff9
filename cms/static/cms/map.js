// The map beside the list: fetches the places of the view and draws them. Names come from people, so nothing here
// is ever parsed as HTML: every text goes in by textContent.
/* exported Ibasho */
"use strict";

const Ibasho = (() => {
  const ABOUT = 1, OLD = 2; // marks of a pin: not its exact place; not checked for long
  const wait = 150; // milliseconds between the last move and the question to the server

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function pinIcon(about, old) {
    return L.divIcon({ className: `pin${about ? " pin-about" : ""}${old ? " pin-old" : ""}`, html: "", iconSize: [40, 44], iconAnchor: [20, 44], popupAnchor: [0, -36] });
  }

  function groupIcon(count) {
    const side = count < 10 ? 44 : count < 100 ? 50 : 58;
    return L.divIcon({ className: "cluster", html: element("span", String(count)), iconSize: [side, side] });
  }

  function named(marker, words) {
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", words));
    return marker;
  }

  function popup([, , key, marks, name], close) {
    const box = document.createElement("div");
    box.addEventListener("keydown", (event) => event.key === "Escape" && close());
    box.append(element("a", name, { href: `/places/${key}/` }));
    if (marks & ABOUT) box.append(element("p", "およその位置です。"));
    if (marks & OLD) box.append(element("p", "古いかもしれません。行く前に たしかめてください。"));
    return box;
  }

  function pin(place) {
    const [lat, lng, , marks, name] = place;
    const about = marks & ABOUT, old = marks & OLD;
    const marker = L.marker([lat, lng], { icon: pinIcon(about, old), title: name, keyboard: true, riseOnHover: true });
    marker.bindPopup(() => popup(place, () => marker.closePopup()), { autoPanPadding: [16, 16] });
    marker.on("popupopen", (event) => event.popup.getElement().querySelector("a[href^='/places/']").focus());
    marker.on("popupclose", () => marker.getElement()?.focus({ preventScroll: true }));
    return named(marker, `${name}${about ? "（およその位置）" : ""}${old ? "（古いかもしれません）" : ""}`);
  }

  function group([lat, lng, count], map) {
    const marker = L.marker([lat, lng], { icon: groupIcon(count), title: `${count}か所`, keyboard: true });
    const closer = () => {
      map.getContainer().focus();
      map.setView([lat, lng], Math.min(map.getZoom() + 2, map.getMaxZoom()));
    };
    marker.on("click", closer);
    marker.on("keypress", (event) => event.originalEvent.key === "Enter" && closer());
    return named(marker, `${count}か所。押すと、大きくして見ます。`);
  }

  function quiet(map) {
    map.attributionControl.setPrefix(false);
    map.getContainer().setAttribute("tabindex", "0");
    map.getContainer().setAttribute("aria-label", "地図。矢印のキーで動き、＋と−で大きさが変わります。");
    map.zoomControl._zoomInButton.title = "大きくする";
    map.zoomControl._zoomInButton.setAttribute("aria-label", "地図を大きくする");
    map.zoomControl._zoomOutButton.title = "小さくする";
    map.zoomControl._zoomOutButton.setAttribute("aria-label", "地図を小さくする");
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
  }

  function places(map) {
    const frame = map.getContainer().closest("[data-places]");
    const status = frame.querySelector("[role=status]");
    // Pins that would cover each other are gathered by Leaflet.markercluster, which also spreads those at one point.
    const near = L.markerClusterGroup({
      maxClusterRadius: 44,
      showCoverageOnHover: false,
      iconCreateFunction: (cluster) => groupIcon(cluster.getChildCount()),
    });
    near.on("clusterclick clusterkeypress", () => map.getContainer().focus());
    near.on("animationend", describeClusters);
    const far = L.layerGroup();
    const shown = new Map();
    let asking = new AbortController();
    let timer = 0;

    function describeClusters() {
      near.eachLayer((marker) => {
        const parent = near.getVisibleParent(marker);
        if (parent && parent !== marker) {
          parent.getElement()?.setAttribute("aria-label", `${parent.getChildCount()}か所。押すと、大きくして見ます。`);
        }
      });
    }

    function draw(answer) {
      const now = new Map(answer.pins.map((place) => [place[2], place]));
      for (const [key, marker] of shown) {
        if (!now.has(key)) { near.removeLayer(marker); shown.delete(key); }
      }
      for (const [key, place] of now) {
        if (!shown.has(key)) { const marker = pin(place); shown.set(key, marker); near.addLayer(marker); }
      }
      far.clearLayers();
      for (const many of answer.groups) far.addLayer(group(many, map));
      describeClusters();
      const here = answer.pins.length + answer.groups.reduce((sum, many) => sum + many[2], 0);
      status.textContent = here ? `この地図の中に ${here}か所` : "この地図の中には、ありません。地図を動かすか、小さくしてみてください。";
    }

    async function ask() {
      asking.abort();
      asking = new AbortController();
      const bounds = map.getBounds();
      const box = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].map((edge) => edge.toFixed(5));
      const joint = frame.dataset.places.includes("?") ? "&" : "?";
      try {
        const response = await fetch(`${frame.dataset.places}${joint}bbox=${box}&zoom=${map.getZoom()}`, { signal: asking.signal });
        if (!response.ok) throw new Error(response.statusText);
        draw(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = "地図の場所を読みこめませんでした。一覧には、同じ場所が出ています。";
      }
    }

    quiet(map);
    far.addTo(map);
    near.addTo(map);
    map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(ask, wait); });
    ask();
  }

  function place(map, lat, lng, about) {
    quiet(map);
    map.scrollWheelZoom.disable();
    L.marker([lat, lng], { icon: pinIcon(about), keyboard: false, interactive: false, alt: "" }).addTo(map);
  }

  return { places, place, quiet };
})();
