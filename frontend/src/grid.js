// A list typed from paper: what a spreadsheet copied is laid over the cells from the one it is pasted into; arrows lead up and down.
const root = document;

root.addEventListener("paste", (event) => {
  const cell = event.target.closest?.("form.typed td input");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const rows = [...cell.closest("tbody").rows];
  const first = rows.indexOf(cell.closest("tr"));
  const from = [...cell.closest("tr").querySelectorAll("input")].indexOf(cell);
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  const beyond = lines.slice(rows.length - first);
  lines.slice(0, rows.length - first).forEach((line, down) => {
    const inputs = rows[first + down].querySelectorAll("input");
    line.split("\t").forEach((value, right) => {
      if (inputs[from + right]) inputs[from + right].value = value.trim();
    });
    inputs[from].dispatchEvent(new Event("change", { bubbles: true }));
  });
  const rest = root.getElementById("pasted");
  if (beyond.length && rest) rest.value = [rest.value, ...beyond].filter(Boolean).join("\n"); // lines that the grid has no room for yet
});

root.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("form.typed td input");
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const next = cell.closest("tr")[step > 0 ? "nextElementSibling" : "previousElementSibling"];
  const place = [...cell.closest("tr").querySelectorAll("input")].indexOf(cell);
  event.preventDefault(); // Enter does not send a list that is half typed
  next?.querySelectorAll("input")[event.key === "Enter" ? 0 : place]?.focus();
});
