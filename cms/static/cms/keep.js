// Keeps what is typed into the form around this script on the server, every few seconds while somebody types, and before it is
// sent: where the connection breaks, the text stays in the page and is kept as soon as there is one again. The browser stores nothing.
"use strict";

(() => {
  const form = document.currentScript.closest("form");
  const said = form.querySelector("[data-kept]");
  const WAIT = 2000, AGAIN = 5000, LONGEST = 60000;
  let touched = false, timer = 0, pause = AGAIN, running = null, isPassing = false;

  async function keep() {
    clearTimeout(timer);
    touched = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("keep_draft", "1");
    try {
      const answer = await fetch(location.href, {
        method: "POST", body, redirect: "manual", cache: "no-store", keepalive: true, headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (answer.ok) return kept((await answer.json()).at);
      if (answer.type === "opaqueredirect") return failed("ログアウトしています。書いたものは、この画面に あります。送るときに ログインすれば、なくなりません。", "out");
      if (answer.status === 403 && await renewToken()) return failed("", "token");
      return failed("いまは のこせません。書いたものは、この画面に あります。", "refused");
    } catch {
      return failed("つながりません。書いたものは、この画面に あります。つながったら のこします。", "broken");
    }
  }

  function kept(at) {
    pause = AGAIN;
    if (touched) later(WAIT);
    tell(`${at} までの分を のこしました。`);
    return "kept";
  }

  function failed(text, why) {
    touched = true;
    later(why === "token" ? 0 : pause);
    pause = Math.min(pause * 2, LONGEST);
    if (text) tell(text);
    return why;
  }

  // Somebody signed in again in another window: the page's token is of the session before.
  async function renewToken() {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("input[name=csrfmiddlewaretoken]"), mine = form.elements.csrfmiddlewaretoken;
    if (!fresh || fresh.value === mine.value) return false;
    mine.value = fresh.value;
    return true;
  }

  function tell(text) {
    if (said.textContent !== text) said.textContent = text;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(start, wait);
  }

  function start() {
    running ??= keep().finally(() => { running = null; });
    return running;
  }

  function typed(event) {
    if (event.target.type === "hidden") return;
    touched = true;
    if (!running && pause === AGAIN) later(WAIT);
  }

  async function send(event) {
    if (isPassing) return;
    const isKeeping = event.submitter?.name === "keep_draft";
    if (!touched && !running && !isKeeping) return;
    event.preventDefault();
    if (running) await running;
    const how = touched || isKeeping ? await start() : "kept";
    if (isKeeping || how === "broken") return;
    isPassing = true;
    clearTimeout(timer);
    form.requestSubmit(event.submitter ?? undefined);
    isPassing = false;
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", send);
  window.addEventListener("online", () => { if (touched) start(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && touched) start(); });
  // The page comes back from the browser's memory after it was saved: a window of its own.
  window.addEventListener("pageshow", (event) => { if (event.persisted) form.elements.draft_token.value = crypto.randomUUID(); });
})();
