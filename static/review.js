/* A review's text saves itself while it is written; without this script the buttons do. */
"use strict";

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const [words, version] = ["words", "version"].map((name) => form.querySelector(`[name$='-${name}']`));
  const told = form.querySelector("[data-told]");
  const theirs = form.querySelector("[data-theirs]");
  let waiting = 0, sending = false, stopped = Boolean(form.querySelector(".error-summary, [aria-invalid='true']"));

  const save = async () => {
    clearTimeout(waiting);
    if (stopped || sending) return;
    sending = true;
    const sent = words.value;
    told.textContent = "Đang lưu…";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && said.saved) {
        version.value = said.version;
        told.textContent = said.saved;
        if (words.value === sent) changed.delete(form);
      } else if (said.conflict) {
        stopped = true; // two texts are for a person to join, not for a script
        version.value = said.version;
        told.textContent = `${said.conflict} Chưa lưu bản của mình: ghép hai bản rồi bấm lưu.`;
        theirs.hidden = false;
        theirs.querySelector("[data-words]").textContent = said.words;
      } else {
        told.textContent = said.refused ?? "Chưa lưu được. Nội dung vẫn còn trên trang này; bấm lưu lại.";
      }
    } catch {
      told.textContent = "Mất kết nối, chưa lưu được. Nội dung vẫn còn trên trang này.";
    }
    sending = false;
    if (!stopped && words.value !== sent) later();
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 2000);
  };
  words.addEventListener("input", () => {
    if (!stopped) {
      told.textContent = "Chưa lưu";
      later();
    }
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (!sending) return;
    event.preventDefault(); // the version under way comes back first
    event.stopPropagation();
    setTimeout(() => form.requestSubmit(), 200);
  });
  words.addEventListener("blur", () => { if (changed.has(form)) save(); });
}
