// A form that is sent without a connection gives way to the browser's page of an error, and what was typed goes with it. Around this
// script it is not sent then: the page says so, keeps what was typed, and says when it can be sent.
"use strict";

(() => {
  const form = document.currentScript.closest("form");
  const told = form.querySelector("[data-connected]");
  let isAsked = false;

  function tell(text) {
    told.hidden = false;
    told.textContent = text;
  }

  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    isAsked = true;
    tell("インターネットに つながっていないので、まだ 送っていません。書いたものは、この画面に あります。");
  });
  addEventListener("online", () => {
    if (isAsked) tell("つながりました。もう一度 ボタンを おしてください。");
  });
})();
