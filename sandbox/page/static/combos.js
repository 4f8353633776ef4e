// Selects whose options the app suggests while one types.

import { $, $$ } from "./dom.js";
import { touch } from "./forms.js";
import { never, showOptions } from "./lists.js";
import { container, press } from "./pressing.js";
import { act } from "./sending.js";

const asked = new WeakMap(); // combo → what was last asked for, until something is picked

export async function suggest(combo, input) {
  const list = $("[role=listbox]", combo);
  const status = $("[data-combo-status]", combo);
  const query = input.value;
  if (query.length < Number(combo.dataset.minQuery)) return showOptions(input, list, [], () => {});
  const { blockId, actionId } = combo.dataset;
  asked.set(combo, query);
  const answer = await act("suggest", { ...container(combo), block_id: blockId, action_id: actionId, query });
  if (input.value !== query || asked.get(combo) !== query) return;
  const options = answer.options ?? [];
  status.textContent = options.length ? `${options.length} Vorschläge` : "Keine Vorschläge";
  showOptions(input, list, options, (option) => {
    asked.delete(combo);
    never(input);
    showOptions(input, list, [], () => {});
    pickInCombo(combo, input, option);
  });
}

function pickInCombo(combo, input, option) {
  touch(combo);
  if ("many" in combo.dataset) {
    const holder = $("[data-list]", combo.parentElement);
    const tick = document.createElement("label");
    tick.className = "tick";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: option.value, checked: true });
    box.name = JSON.stringify([combo.dataset.blockId, combo.dataset.actionId]);
    const text = Object.assign(document.createElement("span"), { textContent: option.text });
    tick.append(box, text);
    if (!$$("input", holder).some((one) => one.value === option.value)) holder.append(tick);
    input.value = "";
  } else {
    input.value = option.text;
    $("[data-combo-value]", combo).value = option.value;
    combo.dataset.shown = option.text;
  }
  const values = "many" in combo.dataset
    ? $$("input:checked", $("[data-list]", combo.parentElement)).map((one) => one.value) : [option.value];
  if (combo.dataset.dispatch) press(combo, values);
}

export function leaveCombo(combo, input) {
  showOptions(input, $("[role=listbox]", combo), [], () => {});
  const hidden = $("[data-combo-value]", combo);
  if (!hidden) input.value = "";
  else if (!input.value) hidden.value = "";
  else input.value = hidden.value ? combo.dataset.shown ?? input.defaultValue : "";
}
