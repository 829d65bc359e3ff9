// The map beside the list: fetches the places of the view and draws them. Names come from people, so nothing here
// is ever parsed as HTML: every text goes in by textContent.
/* exported Ibasho */
/* global said */
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

  function pinIcon(about, old, numbers = "") {
    const className = `pin${about ? " pin-about" : ""}${old ? " pin-old" : ""}${numbers ? " pin-numbered" : ""}`;
    const html = numbers ? element("span", numbers) : "";
    return L.divIcon({ className, html, iconSize: [40, 44], iconAnchor: [20, 44], popupAnchor: [0, -36] });
  }

  function groupIcon(count) {
    const side = count < 10 ? 44 : count < 100 ? 50 : 58;
    return L.divIcon({ className: "cluster", html: element("span", String(count)), iconSize: [side, side] });
  }

  function named(marker, words) {
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", words));
    return marker;
  }

  // Leaflet opens a marker by Enter only; whatever calls itself a button is pressed by the space bar too.
  function onPress(marker, press) {
    marker.on("keydown", ({ originalEvent: event }) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      press();
    });
    return marker;
  }

  function about([, , key, marks, name], from) {
    const box = document.createElement("div");
    box.append(element("a", name, { href: `/places/${key}/${from}` }));
    if (marks & ABOUT) box.append(element("p", said("およその位置です。")));
    if (marks & OLD) box.append(element("p", said("古いかもしれません。行く前に たしかめてください。")));
    return box;
  }

  // A popup by keyboard and ear: its close button has a Japanese name and takes the space bar, Escape closes it from anywhere in it.
  function opened(popup, close) {
    const frame = popup.getElement();
    const button = frame.querySelector(".leaflet-popup-close-button");
    button.setAttribute("aria-label", said("閉じる"));
    button.title = said("閉じる");
    frame.onkeydown = (event) => {
      if (event.key !== "Escape" && !(event.target === button && event.key === " ")) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    frame.querySelector("a[href^='/places/']").focus();
  }

  // As wide as the map allows beside the zoom buttons, and never under them.
  function beside(map) {
    const controls = map.zoomControl.getContainer();
    const edge = controls.offsetLeft + controls.offsetWidth + 8;
    return {
      autoPanPaddingTopLeft: [edge, 8],
      autoPanPaddingBottomRight: [8, 8],
      maxWidth: Math.min(300, Math.max(120, map.getSize().x - edge - 96)),
    };
  }

  // The places at one point, of which those in the list have the numbers of their cards.
  function pin(map, here, numbers, from) {
    const [[lat, lng]] = here;
    const all = (mark) => here.every(([, , , marks]) => marks & mark);
    const told = `${numbers ? `${numbers} ` : ""}${here.map(([, , , , name]) => name).join(said("、"))}`;
    const icon = pinIcon(all(ABOUT), all(OLD), numbers);
    const marker = L.marker([lat, lng], { icon, title: told, keyboard: true, riseOnHover: true, zIndexOffset: numbers ? 10000 - 100 * parseInt(numbers) : 0 });
    const words = document.createElement("div");
    words.append(...here.map((place) => about(place, from)));
    marker.bindPopup(() => { Object.assign(marker.getPopup().options, beside(map)); return words; });
    marker.off("keypress"); // Leaflet's own, which would open and close it again
    onPress(marker, () => marker.openPopup());
    marker.on("popupopen", (event) => opened(event.popup, () => marker.closePopup()));
    marker.on("popupclose", () => {
      const at = document.activeElement;
      if (at === document.body || map.getContainer().contains(at)) (marker.getElement() ?? map.getContainer()).focus({ preventScroll: true });
    });
    return named(marker, `${told}${all(ABOUT) ? said("（およその位置）") : ""}${all(OLD) ? said("（古いかもしれません）") : ""}`);
  }

  function group([lat, lng, count], map) {
    const marker = L.marker([lat, lng], { icon: groupIcon(count), title: said("$1か所", count), keyboard: true });
    const closer = () => {
      map.getContainer().focus();
      map.setView([lat, lng], Math.min(map.getZoom() + 2, map.getMaxZoom()));
    };
    marker.on("click", closer);
    onPress(marker, closer);
    return named(marker, said("$1か所。押すと、大きくして見ます。", count));
  }

  function quiet(map) {
    map.attributionControl.setPrefix(false);
    map.getContainer().setAttribute("tabindex", "0");
    map.getContainer().setAttribute("aria-label", said("地図。矢印のキーで動き、＋と−で大きさが変わります。"));
    map.zoomControl._zoomInButton.title = said("大きくする");
    map.zoomControl._zoomInButton.setAttribute("aria-label", said("地図を大きくする"));
    map.zoomControl._zoomOutButton.title = said("小さくする");
    map.zoomControl._zoomOutButton.setAttribute("aria-label", said("地図を小さくする"));
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
    near.on("clusterkeydown", ({ layer, originalEvent: event }) => {
      if (event.key !== " ") return;
      event.preventDefault();
      layer.fire("click", { originalEvent: event }, true);
    });
    const numbered = L.layerGroup();
    const listed = [...document.querySelectorAll("[data-pin]")];
    const keys = new Set(listed.map((card) => Number(card.dataset.place)));
    const query = frame.dataset.places.split("?")[1];
    const from = query ? `?from=${encodeURIComponent(query)}` : "";
    near.on("animationend", describeClusters);
    const far = L.layerGroup();
    const shown = new Map();
    let asking = new AbortController();
    let timer = 0;

    function describeClusters() {
      near.eachLayer((marker) => {
        const parent = near.getVisibleParent(marker);
        if (parent && parent !== marker) {
          parent.getElement()?.setAttribute("aria-label", said("$1か所。押すと、大きくして見ます。", parent.getChildCount()));
        }
      });
    }

    // The places of the list are never gathered: their numbers are to be found. Those at one point share a pin.
    function drawNumbered() {
      const points = new Map();
      for (const card of listed) {
        const [lat, lng, marks] = card.dataset.pin.split(",").map(Number);
        const place = [lat, lng, Number(card.dataset.place), marks, card.querySelector("a").textContent];
        const { numbers, here } = points.get(`${lat},${lng}`) ?? { numbers: [], here: [] };
        points.set(`${lat},${lng}`, { numbers: [...numbers, card.dataset.number], here: [...here, place] });
      }
      for (const { numbers, here } of points.values()) numbered.addLayer(pin(map, here, numbers.join("・"), from));
    }

    function draw(answer) {
      const now = new Map(answer.pins.filter((place) => !keys.has(place[2])).map((place) => [place[2], place]));
      for (const [key, marker] of shown) {
        if (!now.has(key)) { near.removeLayer(marker); shown.delete(key); }
      }
      for (const [key, place] of now) {
        if (!shown.has(key)) { const marker = pin(map, [place], "", from); shown.set(key, marker); near.addLayer(marker); }
      }
      far.clearLayers();
      for (const many of answer.groups) far.addLayer(group(many, map));
      describeClusters();
      const here = answer.pins.length + answer.groups.reduce((sum, many) => sum + many[2], 0);
      status.textContent = here ? said("この地図の中に $1か所", here) : said("この地図の中には、ありません。地図を動かすか、小さくしてみてください。");
    }

    async function ask() {
      asking.abort();
      asking = new AbortController();
      const bounds = map.getBounds();
      const box = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()].map((edge) => edge.toFixed(5));
      const joint = frame.dataset.places.includes("?") ? "&" : "?";
      try {
        const here = document.getElementById("near-here"); // a visitor's own position: in no address
        const sent = here ? { method: "POST", body: new FormData(here) } : {};
        const response = await fetch(`${frame.dataset.places}${joint}bbox=${box}&zoom=${map.getZoom()}`, { signal: asking.signal, ...sent });
        if (!response.ok) throw new Error(response.statusText);
        draw(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") status.textContent = said("地図の場所を読みこめませんでした。一覧には、同じ場所が出ています。");
      }
    }

    quiet(map);
    far.addTo(map);
    near.addTo(map);
    numbered.addTo(map);
    drawNumbered();
    map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(ask, wait); });
    ask();
  }

  function place(map, lat, lng, about) {
    quiet(map);
    map.scrollWheelZoom.disable();
    L.marker([lat, lng], { icon: pinIcon(about), keyboard: false, interactive: false, alt: "" }).addTo(map);
  }

  return { places, place, quiet, onPress };
})();
