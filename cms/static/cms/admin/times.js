// Reads the times back as the next six dates while they are typed. Without it they are read back after saving.
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("[data-times]");
  const said = document.querySelector("[data-read-back]");
  if (!field || !said) return;
  let waiting, asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const answer = await fetch(`${said.dataset.url}?${new URLSearchParams({ times: field.value })}`);
      // An answer that comes after a later question is out of date. The text in it is escaped by the server.
      if (answer.ok && turn === asked) said.innerHTML = await answer.text();
    }, 400);
  });
});
