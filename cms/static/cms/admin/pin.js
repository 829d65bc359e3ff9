// A pin to drag. The number fields hold the truth; the map shows it and changes it. Without tiles the pin still moves.
document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("[data-pin]");
  if (!root || !window.L) return;
  const start = JSON.parse(document.getElementById("pin-start").textContent);
  const field = (name) => document.getElementById(`id_${name}`);
  const said = root.querySelector("[data-pin-said]");
  const map = L.map(root.querySelector("[data-pin-map]"), { zoomControl: false }).setView([start.lat, start.lng], start.zoom);
  L.control.zoom({ zoomInTitle: "地図を大きくする", zoomOutTitle: "地図を小さくする" }).addTo(map);
  map.attributionControl.setPrefix(false);
  if (start.tiles) {
    const credit = document.createElement("a");
    credit.href = start.creditUrl;
    credit.textContent = start.credit;
    L.tileLayer(start.tiles, { maxZoom: 18, attribution: credit.outerHTML }).addTo(map);
  }
  const icon = L.icon({ iconUrl: start.icon, shadowUrl: start.shadow, iconSize: [25, 41], iconAnchor: [12, 41], shadowSize: [41, 41] });
  let pin = null;

  function show(point) {
    if (!point) { if (pin) pin.remove(); pin = null; return; }
    if (pin) { pin.setLatLng(point); return; }
    pin = L.marker(point, { draggable: true, icon, title: "この位置" }).addTo(map);
    pin.on("dragend", () => put(pin.getLatLng(), "exact", "印を動かしました。正確な位置として保存します。"));
  }

  function put(point, precision, words) {
    field("lat").value = point ? point.lat.toFixed(6) : "";
    field("lng").value = point ? point.lng.toFixed(6) : "";
    field("precision").value = precision;
    for (const name of ["lat", "lng", "precision"]) field(name).dispatchEvent(new Event("change", { bubbles: true }));
    said.textContent = words;
    show(point);
  }

  function fromFields() {
    const lat = parseFloat(field("lat").value), lng = parseFloat(field("lng").value);
    return Number.isFinite(lat) && Number.isFinite(lng) ? L.latLng(lat, lng) : null;
  }

  map.on("click", (event) => put(event.latlng, "exact", "位置を決めました。正確な位置として保存します。"));
  for (const name of ["lat", "lng"]) field(name).addEventListener("input", () => { const point = fromFields(); show(point); if (point) map.panTo(point); });
  root.querySelector("[data-pin-clear]").addEventListener("click", () => put(null, "none", "位置を消しました。"));
  const locate = root.querySelector("[data-pin-locate]");
  if (locate) locate.addEventListener("click", async () => {
    const asked = new URLSearchParams({ address: field("address").value, municipality: field("municipality").value });
    const answer = await fetch(`${locate.dataset.url}?${asked}`);
    const found = answer.ok ? await answer.json() : { said: "位置をさがせませんでした。地図を押して決めてください。" };
    if (found.lat === undefined) { said.textContent = found.said; return; }
    put(L.latLng(found.lat, found.lng), found.precision, found.said);
    map.setView([found.lat, found.lng], found.precision === "exact" ? 17 : 15);
  });
  show(fromFields());
});
