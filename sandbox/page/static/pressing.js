// Buttons, choices and menu entries pressed, with the question that may stand before.

import { $, $$ } from "./dom.js";
import { entries } from "./forms.js";
import { act } from "./sending.js";

export function container(element) {
  const view = element.closest("[data-view-container]");
  if (view) return { view: view.dataset.viewContainer, values: entries(element.closest("form")) };
  const message = element.closest("[data-ts]");
  return { channel: message.dataset.messageChannel, ts: message.dataset.ts };
}

function chosen(element) {
  if ("press" in element.dataset) return [element.dataset.press];
  if (element.type !== "checkbox" && element.type !== "radio") return [element.value];
  return $$("input:checked", element.closest("fieldset")).map((one) => one.value);
}

export async function press(element, values = chosen(element)) {
  if (element.getAttribute("aria-busy")) return;
  if (element.dataset.confirm && !(await confirmed(element.dataset.confirm))) {
    if (element.tagName === "SELECT") element.value = $("option[selected]", element)?.value ?? "";
    return;
  }
  element.setAttribute("aria-busy", "true");
  const { blockId, actionId } = element.dataset;
  await act("press", { ...container(element), block_id: blockId, action_id: actionId, chosen: values });
  element.removeAttribute("aria-busy");
}

function confirmed(id) {
  const dialog = $("#confirm");
  dialog.replaceChildren(document.getElementById(id).content.cloneNode(true));
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function react(item) {
  const menu = item.closest("[popover]");
  const { messageChannel: channel, ts } = (item.closest("[data-ts]") ?? menu.message).dataset;
  menu?.hidePopover();
  return act("react", { channel, ts, name: item.dataset.react });
}

export function shortcut(item) {
  item.closest("[popover]").hidePopover();
  const message = item.closest("[data-ts]");
  const where = message ? { channel: message.dataset.messageChannel, ts: message.dataset.ts } : {};
  return act("shortcut", { callback_id: item.dataset.shortcut, ...where });
}
