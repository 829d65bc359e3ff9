// Before the session of somebody who sees other people's data ends: says so, and asks for more time while they type.
// What stands in the page stays there. It is sent after signing in again, also without this script.
"use strict";

(() => {
  const { seconds, address } = document.currentScript.dataset;
  const LIMIT = Number(seconds), WARN = Math.min(120, LIMIT / 2), ASK_EVERY = Math.min(60, LIMIT / 4);
  let end = Date.now() + LIMIT * 1000, asked = Date.now(), touched = false;

  const notice = document.createElement("div");
  const said = document.createElement("p");
  const button = document.createElement("button");
  notice.className = "notice idle-notice";
  notice.hidden = true;
  notice.setAttribute("role", "alert");
  button.type = "button";
  button.className = "button button-main";
  button.textContent = "つづける";
  button.addEventListener("click", () => ask(true));
  notice.append(said, button);

  async function ask(stay) {
    asked = Date.now();
    touched = false;
    try {
      const answer = await fetch(stay ? `${address}?stay` : address, { cache: "no-store" });
      const { seconds: left } = await answer.json();
      if (left !== null) end = Date.now() + left * 1000;
    } catch {
      // Without a connection nothing is known: the time goes on.
    }
    show();
  }

  function show() {
    const left = (end - Date.now()) / 1000;
    notice.hidden = left > WARN;
    button.hidden = left <= 0;
    const text = left > 0
      ? "しばらく 使われていないので、まもなく ログアウトします。"
      : "時間が たったので、ログアウトしました。書いたものは、このページに 残っています。送るときに もう一度 ログインすれば、なくなりません。";
    if (said.textContent !== text) said.textContent = text;
  }

  function watch() {
    const now = Date.now();
    if (now < end && touched && now - asked > ASK_EVERY * 1000) ask(true);
    // Another window may have asked for more time.
    else if (end - now < WARN * 1000 && now < end && now - asked > 15000) ask(false);
    show();
  }

  for (const kind of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { touched = true; }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(false); });
  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(notice);
    setInterval(watch, 1000);
  });
})();
