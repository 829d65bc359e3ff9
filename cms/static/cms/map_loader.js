// Loads a map's files when the map comes near the screen: most visitors never look at it, and it weighs more than the page.
/* exported MapLoader */
/* global said */
"use strict";

const MapLoader = (() => {
  const near = "200px"; // from the edge of the screen

  function loaded(element) {
    return new Promise((resolve, reject) => {
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
    });
  }

  function style(address) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    // Before ours, whose rules are the last word.
    document.querySelector("link[rel=stylesheet]").before(link);
    return loaded(link);
  }

  function script(address) {
    const made = Object.assign(document.createElement("script"), { src: address, async: false });
    document.head.append(made);
    return loaded(made);
  }

  // Draws once, when the ground comes into view and all files are there.
  function whenSeen(ground, styles, scripts, draw) {
    const watch = new IntersectionObserver(async (seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      try {
        await Promise.all([...styles.map(style), ...scripts.map(script)]);
      } catch {
        ground.textContent = said("地図を読みこめませんでした。ページを もういちど 開いてみてください。");
        return;
      }
      draw();
    }, { rootMargin: near });
    watch.observe(ground);
  }

  return { whenSeen };
})();
