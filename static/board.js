/* A board that is open looks every half minute whether its figures still hold, and draws itself anew
   only when they do not. Without this script the page is the same, until it is loaded again. */
"use strict";

(() => {
  const board = () => document.getElementById("board");
  const news = document.getElementById("board-news");
  const EVERY = 30_000;
  let timer = 0;
  let over = false;

  const ask = (address, headers = {}) => fetch(address, { headers: { "X-Unattended": "1", ...headers }, redirect: "error", cache: "no-store" });

  // What has the focus is found again by its id, its address, or its place among its like.
  function mark() {
    const active = document.activeElement;
    const part = active?.closest("[data-part]");
    if (!part || active === part) return null;
    const like = (root) => [...root.querySelectorAll(active.localName)];
    return { id: active.id, part: part.id, href: active.getAttribute("href"), name: active.localName, place: like(part).indexOf(active) };
  }
  function restore(kept) {
    if (!kept) return;
    const part = document.getElementById(kept.part);
    const like = [...part.querySelectorAll(kept.name)];
    const found = (kept.id && document.getElementById(kept.id)) || (kept.href && like.find((e) => e.getAttribute("href") === kept.href)) || like[kept.place];
    found?.focus({ preventScroll: true });
  }

  async function draw() {
    const answer = await ask(location.href);
    if (!answer.ok) return stop(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("board")) return;
    const focus = mark();
    const [left, top] = [scrollX, scrollY];
    const sideways = [...document.querySelectorAll("[data-part] .table-scroll, [data-part] .chart-scroll")].map((e) => e.scrollLeft);
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.importNode(fresh, true));
    }
    document.querySelectorAll("[data-part] .table-scroll, [data-part] .chart-scroll").forEach((e, n) => { e.scrollLeft = sideways[n] ?? 0; });
    scrollTo(left, top);
    restore(focus);
    news.textContent = `Số liệu đã cập nhật lúc ${new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" })}.`;
  }

  async function look() {
    const { state, version } = board().dataset;
    try {
      const answer = await ask(state, { "If-None-Match": `"${version}"` });
      if (answer.status === 200) {
        if ((await answer.json()).version !== version) await draw();
      } else if (answer.status !== 304) stop(answer.status);
    } catch { /* not reached: the next look tries again */ }
  }

  function stop(status) {
    if (![401, 403, 404].includes(status)) return; // busy, or being restarted
    over = true;
    wait();
    news.textContent = "Bảng đã ngừng tự cập nhật: hãy tải lại trang.";
    news.classList.remove("visually-hidden");
    news.classList.add("note", "note-warning");
  }

  function wait() {
    clearInterval(timer);
    timer = 0;
    if (!over && !document.hidden) timer = setInterval(look, EVERY);
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !over) look();
    wait();
  });
  document.addEventListener("board:look", look);
  wait();
})();
