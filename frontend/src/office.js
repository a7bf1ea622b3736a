// What makes the office quicker. Every page works without it.
import "htmx.org";
import "./office.css";
import "./grid.js";

const root = document;

// "/" leads to the search box, Escape closes an open menu.
root.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const box = root.getElementById("find");
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
  if (event.key === "Escape") {
    const open = root.querySelector("details.menu[open], details.more[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
});

root.addEventListener("click", (event) => {
  for (const open of root.querySelectorAll("details.menu[open], details.more[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// A form that is on its way is not sent twice by the same button; the server would answer the second with the first result anyway.
// After a while it may be sent again: where a file comes down the page stays.
const BUSY_MS = 3000;
root.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const pressed = event.submitter ? `${event.submitter.formAction} ${event.submitter.value}` : form.action;
  if (form.getAttribute("aria-busy") === "true" && form.dataset.pressed === pressed) {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  form.dataset.pressed = pressed;
  form.dataset.clean = "1";
  setTimeout(() => form.removeAttribute("aria-busy"), BUSY_MS);
});
window.addEventListener("pageshow", () => {
  for (const form of root.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

// What was typed and not sent is not lost without a question.
root.addEventListener("input", (event) => {
  const form = event.target.closest("form.fields");
  if (form && form.method === "post") form.dataset.clean = "";
});
window.addEventListener("beforeunload", (event) => {
  if (root.querySelector('form.fields[data-clean=""]')) event.preventDefault();
});

// A filter shows its result at once.
root.addEventListener("change", (event) => {
  const form = event.target.closest("form.filters");
  if (form && event.target.matches("select")) form.requestSubmit();
  const bulk = event.target.closest("form.bulk");
  if (bulk) count(bulk, event.target);
});

function count(bulk, changed) {
  const rows = [...bulk.querySelectorAll('input[name="id"]')];
  const all = bulk.querySelector('input[name="all"]');
  if (changed === all) for (const row of rows) row.checked = all.checked;
  else if (all && !changed.checked) all.checked = false;
  const said = bulk.querySelector("[data-chosen]");
  const chosen = rows.filter((row) => row.checked).length;
  said.textContent = chosen && !(all && all.checked) ? `${chosen} ${said.dataset.chosen}` : "";
}

// Only confirmations leave by themselves, after eight seconds, and not while somebody is at them.
for (const told of root.querySelectorAll(".told")) {
  let left = 8;
  const clock = setInterval(() => {
    if (told.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) {
      clearInterval(clock);
      told.remove();
    }
  }, 1000);
}

// A control that names its key in aria-keyshortcuts is pressed by it.
root.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const control = root.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key.toUpperCase())}"]`);
  if (control) {
    event.preventDefault();
    control.click();
  }
});

// What is made to be printed has a button for it.
root.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
