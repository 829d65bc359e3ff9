// Shows what a listing may be already while it is typed. Without it the same is said when the form is sent.
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("[data-duplicates]");
  const form = said?.closest("form");
  if (!form) return;
  let waiting, asked = 0, shown = said.textContent.trim();
  const question = () => {
    const facts = new URLSearchParams({ key: said.dataset.key });
    for (const name of ["name", "municipality", "place", "organization"]) facts.set(name, form.elements[name]?.value ?? "");
    const kind = [...form.querySelectorAll('select[name^="contacts-"][name$="-kind"]')].find((one) => one.value === "telephone");
    if (kind) facts.set("telephone", form.elements[kind.name.replace("-kind", "-value")].value);
    else if (form.elements.telephone) facts.set("telephone", form.elements.telephone.value);
    return facts.toString();
  };
  let last = question();
  const ask = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const facts = question();
      if (facts === last) return;
      last = facts;
      const turn = ++asked;
      const answer = await fetch(`${said.dataset.url}?${facts}`);
      if (!answer.ok || turn !== asked) return;
      // The text in it is escaped by the server. What says the same stays, with the tick that somebody may have made.
      const next = document.createElement("div");
      next.innerHTML = await answer.text();
      if (next.textContent.trim() === shown) return;
      shown = next.textContent.trim();
      said.replaceChildren(...next.childNodes);
    }, 400);
  };
  form.addEventListener("input", ask);
  form.addEventListener("change", ask);
});
