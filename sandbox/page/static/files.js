// Files chosen into a form: sent at once, listed with a way to take them out again.

import { $ } from "./dom.js";
import { notice, upload } from "./sending.js";

let underWay = Promise.resolve();

// Resolves when everything that was chosen has arrived.
export const arrived = () => underWay;

async function change(field, name, more) {
  const picker = $("input[type=file]", field);
  const form = new FormData();
  form.set("view", field.closest("[data-view-container]").dataset.viewContainer);
  form.set("block_id", picker.dataset.blockId);
  form.set("action_id", picker.dataset.actionId);
  for (const [key, value] of Object.entries(more)) form.set(key, value);
  const answer = await upload(name, form, { silent: true }); // refusals are said together, at the end
  if (answer.files !== undefined) $("[data-files]", field).innerHTML = answer.files;
  return answer;
}

export function attach(picker) {
  const field = picker.closest("[data-file-field]");
  const chosen = [...picker.files];
  picker.value = "";
  underWay = underWay.then(async () => {
    const refused = [];
    for (const file of chosen) {
      const answer = await change(field, "attach", { file });
      if (answer.refused) refused.push(answer.refused);
    }
    if (refused.length) notice(refused.join(" "));
    $("[data-files-status]", field).textContent = chosen.length === refused.length ? "" : "Hinzugefügt.";
  });
  return underWay;
}

export async function detach(button) {
  const field = button.closest("[data-file-field]");
  await change(field, "detach", { file_id: button.dataset.detach });
  $("[data-files-status]", field).textContent = "Entfernt.";
  $("input[type=file]", field).focus();
}
