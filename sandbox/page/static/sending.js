// Sends what people do to the server and says when it refuses or is not there.

import { $, $$, modal, page } from "./dom.js";

let pending = 0;

export const send = (path, data, options) =>
  post(path, { headers: { "content-type": "application/json" }, body: JSON.stringify(data) }, options);

async function post(path, what, { quiet = false, silent = quiet } = {}) {
  if (!quiet) busy(+1);
  try {
    const answer = await fetch(path, { method: "POST", ...what });
    const result = await answer.json();
    if (result.refused && !silent) notice(result.refused);
    return result;
  } catch {
    if (!quiet) notice("Der Sandkasten ist nicht erreichbar. Bitte prüfen Sie, ob er noch läuft.");
    return { refused: "unreachable" };
  } finally {
    if (!quiet) busy(-1);
  }
}

// Bytes go as a form.
export const upload = (name, form, options) => post(`${page.base}/${name}`, { body: form }, options);

export const act = (name, data, options) => send(`${page.base}/${name}`, data, options);

function busy(step) {
  pending += step;
  const shown = pending > 0;
  document.body.toggleAttribute("data-busy", shown);
  if (!shown) $("#busy").textContent = "";
  else setTimeout(() => { if (pending > 0) $("#busy").textContent = "Die App antwortet …"; }, 200);
}

export function notice(text) {
  const holder = modal?.open ? $(".modal-body", modal) : $("#notices");
  if (modal?.open) $$(".modal-notice", holder).forEach((old) => old.remove());
  const box = document.createElement("p");
  box.className = modal?.open ? "error modal-notice" : "toast toast-error";
  if (modal?.open) box.setAttribute("role", "alert");
  box.textContent = text;
  holder.prepend(box);
  if (!modal?.open) setTimeout(() => box.remove(), 9000);
}
