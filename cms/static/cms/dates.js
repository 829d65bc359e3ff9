// A calendar beside each line for a day: what is chosen there is written into the line, as people write it.
document.addEventListener("DOMContentLoaded", () => {
  for (const line of document.querySelectorAll("input[data-day]")) {
    const calendar = document.createElement("input");
    if (!("showPicker" in calendar)) return;
    const button = document.createElement("button");
    Object.assign(calendar, { type: "date", tabIndex: -1, className: "day-calendar" });
    calendar.setAttribute("aria-hidden", "true");
    Object.assign(button, { type: "button", className: "button day-button", textContent: "カレンダーで えらぶ" });
    button.addEventListener("click", () => calendar.showPicker());
    calendar.addEventListener("change", () => {
      const [year, month, day] = calendar.value.split("-").map(Number);
      if (!year) return;
      const clock = line.dataset.moment === undefined ? "" : ` ${line.value.match(/\d+:\d+$/)?.[0] ?? "9:00"}`;
      line.value = `${year}年${month}月${day}日${clock}`;
      line.dispatchEvent(new Event("input", { bubbles: true }));
      line.dispatchEvent(new Event("change", { bubbles: true }));
    });
    line.after(button, calendar);
  }
});
