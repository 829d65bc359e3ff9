// The page of 自分のリスト: opens the list of this browser, keeps one that came by a link when asked, and follows what is taken off.
"use strict";

(() => {
  const { stored, store } = window.myList, page = document.querySelector("[data-my-list]");
  const take = page.querySelector("[data-take]"), shown = page.dataset.myList.split(",").filter(Boolean);

  const mine = stored(), isPlain = !new URLSearchParams(location.search).has("places");
  if (isPlain && mine.length) location.replace(`${location.pathname}?places=${mine.join(",")}`);
  if (shown.length && shown.join() !== mine.join()) {
    take.hidden = false;
    take.querySelector("button").addEventListener("click", () => { store(shown); take.hidden = true; });
  }
  for (const link of page.querySelectorAll("[data-without], [data-with]")) {
    link.addEventListener("click", () => {
      if (!take.hidden) return;
      const { without, with: more } = link.dataset;
      store(without ? shown.filter((key) => key !== without) : [...shown, more]);
    });
  }
})();
