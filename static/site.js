/* Small conveniences. Every page works without them. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const submitted = new WeakSet();
const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(`${name}=`))?.slice(name.length + 1);

/* ------------------------------------------------------------ errors: go to the summary, then to the field */
document.querySelector(".error-summary")?.focus();
for (const link of all(".error-summary a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    (target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") ?? target).focus();
  });
}

/* ------------------------------------------------------------ forms: unsaved input asks, one submit is one submit */
const posts = (form) => form.getAttribute("method")?.toLowerCase() === "post"; // a field may be named "method"
const guarded = (form) => posts(form) && !form.hasAttribute("data-unguarded");
const changed = new Set(all("form").filter((form) => guarded(form) && form.querySelector(".error-summary, [aria-invalid='true']")));
document.addEventListener("input", ({ target }) => {
  if (target.form && guarded(target.form)) changed.add(target.form);
});
window.addEventListener("beforeunload", (event) => {
  if (changed.size) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!posts(form) || event.defaultPrevented) return;
  if (expired()) {
    event.preventDefault();
    warn();
    return;
  }
  if (submitted.has(form)) {
    event.preventDefault();
    return;
  }
  // Signing in again in another tab gives a new token; the text typed here is still good.
  const token = form.elements.csrfmiddlewaretoken;
  if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
  changed.delete(form);
  submitted.add(form);
  form.setAttribute("aria-busy", "true");
  // A form that answers with a file leaves the page standing.
  if (form.hasAttribute("data-download")) setTimeout(() => release(form), 3000);
});
function release(form) {
  submitted.delete(form);
  form.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) all("form").forEach(release);
});

/* ------------------------------------------------------------ work in the background: look again after so many seconds */
const underWay = document.querySelector("[data-reload]");
if (underWay) setTimeout(() => location.reload(), Number(underWay.dataset.reload) * 1000);

/* ------------------------------------------------------------ keys */
const KEYS_OFF = "keys-off";
const keysOff = () => localStorage.getItem(KEYS_OFF) === "1";
const saving = () => document.querySelector("form[data-save]");
// A Vietnamese input method is at work on a syllable (229 where a browser does not say so): no handler
// of ours, here or elsewhere, sees the key. Only the browser's own Save is kept away.
window.addEventListener("keydown", (event) => {
  if (!event.isComposing && event.keyCode !== 229) return;
  event.stopImmediatePropagation();
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && saving()) event.preventDefault();
}, true);
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && saving()) {
    const form = target.form?.matches("[data-save]") ? target.form : saving();
    const next = form.querySelector("[data-save-next]");
    if (key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save-button]") ?? undefined);
    } else if (key === "Enter") {
      event.preventDefault();
      form.requestSubmit(next ?? undefined);
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (key === "Escape") all("details.user[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  if (key === "Enter" && target.matches("form[data-enter-moves] :is(input:not([type='submit'], [type='file']), select)")) {
    event.preventDefault(); // on to the next field, with Shift back
    const fields = all("input, select, textarea, button:not([data-aside])", target.form).filter((f) => !f.disabled && f.type !== "hidden" && f.offsetParent);
    const next = fields[fields.indexOf(target) + (event.shiftKey ? -1 : 1)];
    next?.focus();
    if (next?.matches("input")) next.select();
    return;
  }
  if (typing(target) || keysOff()) return;
  if (key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
    return;
  }
  if (event.shiftKey) return;
  // In a list marked data-rows: up and down (or k and j) go through the rows; a letter acts on the row in hand.
  const row = target.closest("[data-rows] tbody tr, [data-rows] > li");
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
  if (step) {
    const rows = all("[data-rows] tbody tr, [data-rows] > li").filter((r) => r.querySelector("a"));
    if (!rows.length || (!row && key.startsWith("Arrow"))) return;
    event.preventDefault();
    rows[row ? rows.indexOf(row) + step : 0]?.querySelector("a").focus();
    return;
  }
  const letter = key.length === 1 ? `[data-key="${CSS.escape(key.toLowerCase())}"]` : null;
  const action = letter && (row?.querySelector(letter) ?? document.querySelector(`.page-head ${letter}`) ?? document.querySelector(letter));
  if (action) { event.preventDefault(); action.click(); }
});
for (const button of all("[data-keys-switch]")) {
  const say = () => { button.textContent = keysOff() ? "Bật phím tắt một chữ" : "Tắt phím tắt một chữ"; };
  button.hidden = false;
  button.addEventListener("click", () => { localStorage.setItem(KEYS_OFF, keysOff() ? "0" : "1"); say(); });
  say();
}
document.addEventListener("click", ({ target }) => {
  all("details.user[open]").filter((menu) => !menu.contains(target)).forEach((menu) => { menu.open = false; });
});
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* ------------------------------------------------------------ acts: what the law of another day offers */
for (const form of all("form[data-follow-day]")) {
  const look = form.querySelector("[data-look]");
  look.hidden = true; // it comes by itself
  const follow = async () => {
    const body = new FormData(form);
    body.set("look", "1");
    const answer = await fetch(location.href, { method: "POST", body });
    if (!answer.ok) { look.hidden = false; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of all("[data-follows], #id_ground, #id_ground_helptext, #id_shown")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.importNode(fresh, true));
    }
  };
  for (const name of (form.dataset.followDay || "on").split(" ")) form.elements.namedItem(name).addEventListener("change", follow);
}

/* ------------------------------------------------------------ a panel of links that a typed word narrows */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
for (const panel of all("details.drop")) {
  const summary = panel.querySelector("summary");
  const box = panel.querySelector("[data-narrow]");
  const links = all("a", panel);
  const shown = () => links.filter((link) => !link.closest("li").hidden);
  if (box) box.hidden = false;
  const narrow = () => {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    for (const link of links) link.closest("li").hidden = !words.every((word) => plain(link.textContent).includes(word));
    for (const group of all(".drop-group", panel)) group.hidden = !group.querySelector("li:not([hidden])");
    panel.querySelector("[data-narrow-empty]").hidden = shown().length > 0;
  };
  box?.addEventListener("input", narrow);
  // At once, not at the later "toggle": the next letter typed belongs in the box and is no shortcut.
  summary.addEventListener("click", (event) => {
    event.preventDefault();
    panel.open = !panel.open;
    if (panel.open) (box ?? links[0])?.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const rows = shown();
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") { panel.open = false; summary.focus(); event.stopPropagation(); }
    else if (event.key === "Enter" && event.target === box) { event.preventDefault(); rows[0]?.click(); }
    else if (move && panel.open) {
      event.preventDefault();
      const next = rows.indexOf(event.target) + move;
      (next < 0 ? box ?? summary : rows[Math.min(next, rows.length - 1)])?.focus();
    }
  });
  document.addEventListener("click", ({ target }) => { if (!panel.contains(target)) panel.open = false; });
}
for (const box of all("[data-tick-all]")) {
  box.hidden = false;
  box.addEventListener("change", () => all(`input[name="${box.dataset.tickAll}"]`).forEach((tick) => { tick.checked = box.checked; }));
}

/* ------------------------------------------------------------ fields named by the kind that is chosen */
for (const select of all("select[data-labels]")) {
  const labels = JSON.parse(select.dataset.labels);
  const name = () => { for (const [field, words] of Object.entries(labels[select.value] ?? {})) select.form.querySelector(`label[for="id_${field}"]`).textContent = words; };
  select.addEventListener("change", name);
  name();
}

/* ------------------------------------------------------------ a party being typed: who is known of that number or name */
for (const row of all("[data-known]")) {
  const box = row.parentElement.querySelector(".met");
  const of = (name) => row.querySelector(`[name="${row.dataset.knownRow}-${name}"]`)?.value ?? "";
  let asked = "";
  row.addEventListener("change", async () => {
    const said = { row: row.dataset.knownRow, name: of("name"), birth_year: of("birth_year"), identity_no: of("identity_no") };
    const question = JSON.stringify(said);
    const enough = said.identity_no.replace(/\D/g, "").length >= 9 || (!said.identity_no && said.name && said.birth_year.length === 4);
    if (question === asked) return;
    asked = question;
    if (!enough) { box.replaceChildren(); return; }
    const headers = { "X-CSRFToken": cookie("csrftoken") ?? "" };
    const answer = await fetch(row.dataset.known, { method: "POST", headers, body: new URLSearchParams(said) }).catch(() => null);
    if (answer?.ok && !answer.redirected && question === asked) box.innerHTML = await answer.text();
  });
}

/* ------------------------------------------------------------ a grid of targets: cells pasted as copied, the sum while typing */
for (const grid of all("[data-grid]")) {
  const lines = all("[data-row]", grid).map((row) => all("input", row));
  grid.addEventListener("paste", (event) => {
    const cells = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/).map((line) => line.split("\t"));
    const top = lines.findIndex((line) => line.includes(event.target));
    if (top < 0 || (cells.length === 1 && cells[0].length === 1)) return;
    event.preventDefault();
    const left = lines[top].indexOf(event.target);
    cells.forEach((line, down) => line.forEach((text, right) => {
      const input = lines[top + down]?.[left + right];
      if (input) { input.value = text.trim(); input.dispatchEvent(new Event("input", { bubbles: true })); }
    }));
  });
}
for (const form of all("[data-cascade]")) {
  // Whole numbers throughout, as the server counts: a rate is hundredths, a product ten-thousandths.
  const rate = (text) => {
    const said = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text.trim());
    return said ? BigInt(said[1]) * 100n + BigInt((said[2] ?? "").padEnd(2, "0")) : null;
  };
  const amount = (text) => (/^[\d.\s]*$/.test(text) ? BigInt(text.replace(/\D/g, "") || "0") : null); // "1,2 tỷ" is the server's to read
  const floor = (a, b) => (a < 0n ? -((-a + b - 1n) / b) : a / b);
  const grouped = (n) => `${n < 0n ? "−" : ""}${String(n < 0n ? -n : n).replace(/\B(?=(\d{3})+$)/g, ".")}`;
  const decimals = (n) => `${n < 0n ? "−" : ""}${String((n < 0n ? -n : n) / 100n)},${String((n < 0n ? -n : n) % 100n).padStart(2, "0")}`;
  const add = () => all("[data-sum]", form).forEach((line) => {
    const { sum: kind, asked, strict, rest } = line.dataset;
    let [expected, promised, better] = [BigInt(rest), BigInt(rest) * BigInt(asked), strict === "1" && BigInt(rest) > 0n];
    let read = true;
    for (const row of all("[data-row]", form)) {
      const share = row.querySelector(`[data-rate="${kind}"]`);
      const typed = rate(share.querySelector("input").value);
      const weight = amount(row.querySelector(`[data-expected="${kind}"] input`).value);
      read &&= weight !== null;
      if (!read) break;
      expected += weight;
      promised += weight * (typed ?? rate(share.dataset.fallback) ?? 0n);
      better ||= weight > 0n && (typed === null ? share.dataset.fallbackStrict === "1" : form.elements.strict.checked);
    }
    if (!read) {
      line.querySelector("[data-verdict]").textContent = "bấm “Cộng thử” để tính";
      return;
    }
    const over = promised - expected * BigInt(asked);
    const reaches = expected > 0n && (over > 0n || (over === 0n && (better || strict !== "1")));
    const put = (name, text) => { line.querySelector(`[data-${name}]`).textContent = text; };
    const mean = expected ? floor(promised * 2n + expected, expected * 2n) : null;
    put("mean", mean === null ? "–" : decimals(mean));
    put("points", mean === null ? "–" : `${over > 0n ? "+" : ""}${decimals(mean - BigInt(asked))}`);
    put("over", `${grouped(floor(over, 10_000n))} ${kind === "money" ? "đồng" : "việc"}`);
    put("verdict", reaches ? "✓ đạt" : "chưa đạt");
    line.querySelector("[data-verdict]").className = reaches ? "done" : "overdue";
  });
  form.addEventListener("input", add);
  form.addEventListener("change", add);
}

/* ------------------------------------------------------------ idle: warned two minutes before, text stays */
const SEEN = "last-request";
const idle = Number(document.body.dataset.idleMinutes) * 60_000;
const dialog = document.getElementById("idle");
const seen = () => Math.max(Number(localStorage.getItem(SEEN)), loaded); // any tab of this browser counts
const loaded = Date.now();
let signedOut = false;
function expired() { return Boolean(idle) && (signedOut || Date.now() > seen() + idle); }
function warn() {
  if (!dialog) return;
  const gone = expired();
  for (const part of all("[data-when]", dialog)) part.hidden = (part.dataset.when === "gone") !== gone;
  if (!dialog.open) dialog.showModal();
}
function stay() {
  signedOut = false;
  localStorage.setItem(SEEN, String(Date.now()));
  dialog.querySelector("[data-failed]").hidden = true;
  dialog.close();
}
if (idle && dialog) {
  stay();
  setInterval(() => {
    const left = seen() + idle - Date.now();
    if (left < 120_000) warn();
    else if (dialog.open && !signedOut) dialog.close(); // another tab went on working
  }, 5_000);
  dialog.querySelector("[data-keep]").addEventListener("click", async () => {
    const headers = { "X-CSRFToken": cookie("csrftoken") ?? "" };
    const answer = await fetch(document.body.dataset.keepUrl, { method: "POST", headers }).catch(() => null);
    if (answer?.ok && !answer.redirected) return stay();
    signedOut = answer !== null;
    dialog.querySelector("[data-failed]").hidden = signedOut;
    warn();
  });
  dialog.querySelector("[data-again]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => { if (expired()) event.preventDefault(); });
}
