// Shows how far a list is while it is read or stored. Without it the page comes again by itself.
document.addEventListener("DOMContentLoaded", () => {
  const PAUSE = 1500;
  const look = async () => {
    const shown = document.querySelector("#import[data-working]");
    if (!shown) return;
    try {
      const answer = await fetch(window.location.href);
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById("import");
        if (next) shown.replaceWith(next);
      }
    } catch {
      // The network is away for a moment; it is asked again.
    }
    window.setTimeout(look, PAUSE);
  };
  window.setTimeout(look, PAUSE);
});
