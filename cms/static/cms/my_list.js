// 自分のリスト: keys of places in the storage of this browser, and nowhere else. Without JavaScript the address of the page holds them.
/* global said */
"use strict";

(() => {
  const NAME = "ibasho-my-list", MOST = 20, PAGE = "/my-list/";
  const home = document.querySelector("[data-list-link]");
  if (!home) return;

  function stored() {
    try {
      return (localStorage.getItem(NAME) ?? "").split(",").filter((key) => /^\d+$/.test(key));
    } catch {
      return [];
    }
  }

  function store(keys) {
    try {
      localStorage.setItem(NAME, keys.slice(0, MOST).join(","));
    } catch {
      // A browser that keeps nothing: the address holds the list.
    }
    show();
  }

  function show() {
    const keys = stored();
    home.href = keys.length ? `${PAGE}?places=${keys.join(",")}` : PAGE;
    home.textContent = keys.length ? said("自分のリスト（$1）", keys.length) : said("自分のリスト");
    for (const button of document.querySelectorAll("button[data-keep]")) {
      const isIn = keys.includes(button.dataset.keep);
      button.setAttribute("aria-pressed", String(isIn));
      button.firstChild.textContent = said(isIn ? "✓ リストに 入っています" : "自分のリストに 入れる");
    }
  }

  for (const link of document.querySelectorAll("a[data-keep]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.dataset.keep = link.dataset.keep;
    button.append(...link.childNodes);
    button.addEventListener("click", () => {
      const keys = stored(), key = button.dataset.keep;
      store(keys.includes(key) ? keys.filter((one) => one !== key) : [...keys, key]);
    });
    link.replaceWith(button);
  }

  window.myList = { stored, store }; // for my_list_page.js
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
  show();
})();
