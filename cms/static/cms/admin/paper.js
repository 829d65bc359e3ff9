// Whoever types from paper presses Enter after each line: it leads to the next field and sends nothing.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("w-editor-form");
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "Enter" || event.isComposing || at.tagName !== "INPUT") return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input, select, textarea")].filter((one) => one.offsetParent && one.tabIndex >= 0);
    fields[fields.indexOf(at) + 1]?.focus();
  });
});
