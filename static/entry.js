/* While one types: amounts in words, days with their weekday, and what looks wrong. Nothing is kept. */
"use strict";

/* ------------------------------------------------------------ amounts: as forms/fields.py reads them, as rules/words.py says them */
const UNITS = { tỷ: 9, tỉ: 9, ty: 9, ti: 9, triệu: 6, trieu: 6, tr: 6, nghìn: 3, ngàn: 3, nghin: 3, ngan: 3, k: 3 };
const UNIT = Object.keys(UNITS).sort((a, b) => b.length - a.length).join("|");
const WHOLE = /^(\d+|\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d{1,3}(,\d{3}){2,})$/;
const MOST = 10n ** 15n;

function readMoney(text) {
  const typed = text.normalize("NFC").replace(/\s+/g, " ").trim().toLowerCase().replace(/\s*(đồng|dong|vnđ|vnd|đ|₫)\.?$/, "");
  const body = typed.replace(/^[-−–+ ]+/, "");
  const amount = /\p{L}/u.test(body) ? withUnits(body) : withoutUnit(body);
  if (amount === null || amount > MOST) return null;
  return /^[-−–]/.test(typed) ? -amount : amount;
}
function withoutUnit(body) {
  const whole = body.replace(/(.),0{1,2}$/, "$1");
  return WHOLE.test(whole) ? BigInt(whole.replace(/\D/g, "")) : null;
}
function withUnits(body) {
  let rest = body, total = 0n, last = 18;
  while (rest.trim()) {
    const found = rest.match(new RegExp(`^\\s*(\\d+|\\d{1,3}(?:\\.\\d{3})+)(?:,(\\d+))?\\s*(${UNIT})(?![\\p{L}\\d_])`, "u"));
    if (!found) return null;
    const [part, whole, decimals = "", unit] = found;
    const power = UNITS[unit];
    if (power >= last || decimals.length > power || (decimals.length === 3 && decimals.endsWith("0"))) return null;
    total += BigInt(whole.replaceAll(".", "") + decimals) * 10n ** BigInt(power - decimals.length);
    [rest, last] = [rest.slice(part.length), power];
  }
  return total;
}

const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
function inWords(amount) {
  if (amount < 0n) return `âm ${inWords(-amount)}`;
  if (amount === 0n) return DIGITS[0];
  const billions = amount / 10n ** 9n;
  const parts = billions ? [`${inWords(billions)} tỷ`] : [];
  for (const [power, scale] of [[2n, " triệu"], [1n, " nghìn"], [0n, ""]]) {
    const group = Number((amount / 1000n ** power) % 1000n);
    if (group) parts.push(sayGroup(group, parts.length > 0) + scale);
  }
  return parts.join(" ");
}
function sayGroup(group, follows) {
  const [hundreds, tens, units] = [Math.floor(group / 100), Math.floor(group / 10) % 10, group % 10];
  const words = hundreds || follows ? [`${DIGITS[hundreds]} trăm`] : [];
  if (tens > 1) words.push(`${DIGITS[tens]} mươi`);
  else if (tens) words.push("mười");
  else if (units && words.length) words.push("lẻ");
  if (units) words.push(units === 1 && tens > 1 ? "mốt" : units === 5 && tens ? "lăm" : DIGITS[units]);
  return words.join(" ");
}
function echoMoney(text) {
  const amount = readMoney(text);
  return amount ? `${String(amount).replace(/\B(?=(\d{3})+$)/g, ".").replace("-", "−")} đồng: ${inWords(amount)}` : "";
}

/* ------------------------------------------------------------ days: as forms/days.py reads them */
const WEEKDAYS = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"];
const two = (number) => String(number).padStart(2, "0");
function readDay(text) {
  const typed = text.trim().replace(/\s*([/.-])\s*/g, "$1");
  const iso = typed.match(/^(\d{4})-(\d\d)-(\d\d)$/);
  const found = iso ? [iso[0], iso[3], "-", iso[2], iso[1]]
    : typed.match(/^(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4}|\d{2})$/) ?? typed.match(/^(\d\d)()(\d\d)(\d{4}|\d{2})$/);
  if (!found) return null;
  const [day, month] = [Number(found[1]), Number(found[3])];
  let year = Number(found[4]);
  if (found[4].length === 2) {
    const last = Number(document.body.dataset.year) + 30;
    year = last - ((last - year) % 100);
  }
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? made : null;
}
function echoDay(text) {
  const day = readDay(text);
  return day ? `${WEEKDAYS[day.getUTCDay()]}, ${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}` : "";
}

/* ------------------------------------------------------------ the line below a field */
function lineBelow(input, kind) {
  const box = input.closest(".field") ?? input.parentElement;
  const after = (kind === "remark" && box.querySelector(":scope > .echo")) || input;
  return box.querySelector(`:scope > .${kind}`) ?? box.insertBefore(Object.assign(document.createElement("div"), { className: kind }), after.nextSibling);
}
function echo(input) {
  const words = input.matches("[data-money]") ? echoMoney(input.value) : echoDay(input.value);
  if (words || input.closest(".field")?.querySelector(":scope > .echo")) lineBelow(input, "echo").textContent = words;
}
document.addEventListener("input", ({ target }) => {
  if (target.matches("form[data-save] :is([data-money], [data-day])")) echo(target);
});
for (const input of document.querySelectorAll("form[data-save] :is([data-money], [data-day])")) echo(input);

/* ------------------------------------------------------------ what looks wrong, asked of the server at each change */
for (const form of document.querySelectorAll("form[data-check-url]")) {
  let asked = 0;
  const look = async () => {
    const turn = ++asked;
    const answer = await fetch(form.dataset.checkUrl, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok || answer.redirected || turn !== asked) return; // an older answer is no answer
    const { remarks } = await answer.json();
    for (const line of form.querySelectorAll(".remark")) line.replaceChildren();
    for (const remark of remarks) {
      const input = form.elements.namedItem(remark.field);
      if (!(input instanceof Element) || input.closest(".field").querySelector(".errorlist")) continue;
      const line = lineBelow(input, "remark");
      line.setAttribute("role", "status");
      line.append(Object.assign(document.createElement("p"), { className: remark.error ? "wrong" : "", textContent: remark.text }));
    }
  };
  form.addEventListener("change", look);
  if (form.querySelector(".to-confirm")) look(); // say it at the fields too
}

/* ------------------------------------------------------------ on with typing: the first field of an entry page */
if (!document.querySelector(".error-summary, [autofocus]") && document.activeElement === document.body) {
  const first = document.querySelector("form[data-enter-moves] :is(input:not([type='hidden']), select, textarea)");
  first?.focus({ preventScroll: true });
}
