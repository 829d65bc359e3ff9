// Shows how far a job in the background is. Without it the page comes again by itself.
document.addEventListener("DOMContentLoaded", () => {
  const PAUSE = 1500;
  const look = async () => {
    const shown = document.querySelector("[data-working]");
    if (!shown) return;
    try {
      const answer = await fetch(window.location.href);
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page.getElementById(shown.id);
        if (next) shown.replaceWith(next);
      }
    } catch {
      // The network is away for a moment; it is asked again.
    }
    window.setTimeout(look, PAUSE);
  };
  window.setTimeout(look, PAUSE);
});
