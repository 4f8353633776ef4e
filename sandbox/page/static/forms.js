// Modals and the home tab: what was typed there survives whatever comes from the server.

import { $, $$, modal } from "./dom.js";
import { sayDate } from "./dates.js";
import { arrived } from "./files.js";
import { patches, reload } from "./regions.js";
import { act } from "./sending.js";

const touched = new WeakMap(); // form → names of the fields that the person changed
const stash = new Map(); // view id → what was typed there, for the view below a stacked one

export function entries(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function remember(form) {
  const typed = new Map([...(touched.get(form) ?? [])].map((name) => [name, { values: [], shown: "" }]));
  for (const [name, value] of entries(form)) typed.get(name)?.values.push(value);
  for (const hidden of $$("[data-combo-value]", form)) {
    if (typed.has(hidden.name)) typed.get(hidden.name).shown = $("[role=combobox]", hidden.parentElement).value;
  }
  return typed;
}

function restore(form, typed) {
  if (!typed) return;
  touched.set(form, new Set(typed.keys()));
  for (const control of [...form.elements].filter((one) => typed.has(one.name))) {
    const { values, shown } = typed.get(control.name);
    if (["file", "button", "submit"].includes(control.type) || "file" in control.dataset) continue; // the server knows
    if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
    if ("comboValue" in control.dataset) $("[role=combobox]", control.parentElement).value = shown;
    count(control);
  }
}

function patchModal(region, fragment) {
  const next = $("form", fragment);
  const now = $("form", region);
  if (!next) {
    region.replaceChildren();
    stash.clear();
    if (modal.open) modal.close();
    return;
  }
  const same = now?.dataset.view === next.dataset.view;
  if (same && now.dataset.hash === next.dataset.hash && now.dataset.depth === next.dataset.depth) {
    patchErrors(now, next);
    return;
  }
  if (now) stash.set(now.dataset.view, remember(now));
  const scrolled = same ? $(".modal-body", now).scrollTop : 0;
  region.replaceChildren(next);
  restore(next, stash.get(next.dataset.view));
  if (!modal.open) modal.showModal();
  $(".modal-body", next).scrollTop = scrolled;
  if (!same) focusInto(next);
}

export function focusInto(form) {
  const control = "[data-focus-on-load], .modal-body :is(input:not([type=hidden]), textarea, select)";
  ($("[data-focus-on-load]", form) ?? $(control, form) ?? $("#modal-title", form))?.focus();
}

function patchErrors(now, next) {
  for (const field of $$("[data-field]", next)) {
    const mine = $$("[data-field]", now).find((one) => one.dataset.field === field.dataset.field);
    if (!mine) continue;
    mine.toggleAttribute("data-invalid", field.hasAttribute("data-invalid"));
    $(".field-notes", mine).replaceChildren(...$(".field-notes", field).childNodes);
    for (const [target, source] of [[mine, field], ...$$(":is(.control, .file-source)[id]", mine).map((one) => [one, $(`#${one.id}`, field)])]) {
      for (const name of ["aria-invalid", "aria-describedby"]) {
        const value = source?.getAttribute(name);
        if (value) target.setAttribute(name, value);
        else target.removeAttribute(name);
      }
    }
  }
  $$(".modal-notice", now).forEach((one) => one.remove());
  $(".modal-body", now).prepend(...$$(".modal-notice", next));
}

function patchHome(region, fragment) {
  const now = $("form", region);
  const next = $("form", fragment);
  const typed = now && next ? remember(now) : null;
  region.replaceChildren(fragment);
  if (next) restore(next, typed);
}

export async function submit(form) {
  const button = $("button[type=submit]", form);
  if (button.disabled) return;
  button.disabled = true;
  await arrived();
  const answer = await act("submit", { view: form.dataset.view, values: entries(form) });
  button.disabled = false;
  const region = $("[data-region=modal]");
  await reload(region);
  if (Object.keys(answer.errors ?? {}).length) {
    $(":is(input, select, textarea)", $("[data-field][data-invalid]", region) ?? region)?.focus();
  }
}

export async function closeModal(clear) {
  const form = $("form", modal);
  if (!form) return modal.close();
  stash.delete(form.dataset.view);
  await act("close", { view: form.dataset.view, clear });
  await reload($("[data-region=modal]"));
}

export function touch(element) {
  const form = element.closest?.("form[data-view]");
  if (!form) return;
  const names = touched.get(form) ?? new Set();
  const hidden = $("[data-combo-value]", element.closest("[data-combo]") ?? document.createElement("i"));
  names.add(hidden?.name ?? element.name);
  touched.set(form, names);
}

export function count(control) {
  sayDate(control);
  if (!control.dataset?.limit) return;
  const counter = $(`[data-counter="${control.id}"]`);
  if (!counter) return;
  $("[data-count]", counter).textContent = control.value.length;
  counter.toggleAttribute("data-over", control.value.length > Number(control.dataset.limit));
}

patches.modal = patchModal;
patches.home = patchHome;
