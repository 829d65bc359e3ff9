/* Shows what a value would move while it is typed; without this script the button 「ためしてみる」 does the same. */
(() => {
  const form = document.querySelector("[data-trial]");
  if (!form) return;
  const shown = document.getElementById(form.dataset.trial);
  let waiting = 0;
  let asked = 0;

  const tryOut = async () => {
    const number = ++asked;
    const values = new URLSearchParams(new FormData(form));
    values.delete("csrfmiddlewaretoken");
    const answer = await fetch(`${form.getAttribute("action")}?${values}`);
    if (!answer.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...page.getElementById(shown.id).childNodes);
  };

  form.elements.value.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(tryOut, 400);
  });
})();
