// Whoever types from paper presses Enter after each line: it leads to the next field and sends nothing.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("w-editor-form");
  if (!form) return;
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    // Safari says of the Enter that ends a conversion that nothing is composed any more: only its old code, 229, tells.
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || at.tagName !== "INPUT") return;
    event.preventDefault();
    const fields = [...form.querySelectorAll("input, select, textarea")].filter((one) => one.offsetParent && one.tabIndex >= 0);
    fields[fields.indexOf(at) + 1]?.focus();
  });
});
