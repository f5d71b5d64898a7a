/* The grid of a table being imported, and the progress of a job. Both pages work without it. */
"use strict";

const grid = document.querySelector("[data-cells]");
const cellAt = (row, column) => grid.tBodies[0].rows[row]?.cells[column]?.querySelector("input");
const placeOf = (input) => {
  const cell = input.closest("td");
  return [cell.parentNode.sectionRowIndex, cell.cellIndex];
};

if (grid) {
  grid.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("tbody input") || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = placeOf(input);
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const atStart = whole || (input.selectionStart === 0 && input.selectionEnd === 0);
    const atEnd = whole || input.selectionStart === input.value.length;
    const move = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: atStart && [0, -1], ArrowRight: atEnd && [0, 1],
    }[event.key];
    if (!move) return;
    event.preventDefault(); // Enter goes down, as in a spreadsheet; it does not send
    const next = cellAt(row + move[0], column + move[1]);
    next?.focus();
    next?.select();
  });
  grid.addEventListener("click", (event) => {
    const link = event.target.closest("tbody a[href^='#']");
    const input = link && document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault(); // from the row's list of problems into the cell
    input.focus();
    input.select();
  });
  grid.addEventListener("paste", (event) => {
    const input = event.target;
    const text = event.clipboardData.getData("text");
    if (!input.matches("tbody input") || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const [row, column] = placeOf(input);
    cells(text).forEach((line, r) => line.forEach((value, c) => {
      const target = cellAt(row + r, column + c);
      if (target) target.value = value;
    }));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/* Cells of a spreadsheet's clipboard: tabs and lines, quotes around what holds either. */
function cells(text) {
  const rows = [[]];
  for (const found of text.replace(/\r?\n$/, "").matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r?\n|$)/g)) {
    if (!found[0] && found.index === text.length) break;
    rows.at(-1).push((found[1]?.replaceAll('""', '"') ?? found[2]).replace(/\s*\n\s*/g, " "));
    if (/\n/.test(found[3])) rows.push([]);
    if (!found[3]) break;
  }
  return rows;
}

/* ------------------------------------------------------------ progress: asks every second, then shows the result */
const job = document.querySelector("[data-job]");
if (job) {
  setInterval(async () => {
    const answer = await fetch(job.dataset.job).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const state = await answer.json();
    if (state.finished) location.reload();
    job.querySelector("progress").value = state.share;
    job.querySelector("[data-share]").textContent = `${state.share} %`;
    job.querySelector("[data-done]").textContent = state.done.toLocaleString("vi");
  }, 1000);
}
