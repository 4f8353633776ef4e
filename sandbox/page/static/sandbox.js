// The page's script: who listens to what; each module beside it does one thing.

import { startClock, tick } from "./clock.js";
import { leaveCombo, suggest } from "./combos.js";
import { keyInComposer, paste, pick, putAside, say, suggestCommands } from "./composer.js";
import { $, $$, modal, page } from "./dom.js";
import { attach, detach } from "./files.js";
import { closeModal, count, focusInto, submit, touch } from "./forms.js";
import { filterList, keyInList, later, showOptions } from "./lists.js";
import { filterWire, showPayload } from "./inspector.js";
import { moveInMenu, openMenu, toggleSidebar } from "./menus.js";
import { press, react, shortcut } from "./pressing.js";
import { markRead, reload } from "./regions.js";
import { act, send } from "./sending.js";

const clicks = [
  ["[data-menu]", openMenu],
  ["[data-shortcut]", shortcut],
  ["[data-press]", (element) => {
    element.closest("[popover]")?.hidePopover();
    press(element);
  }],
  ["[data-close]", (element) => closeModal(element.dataset.close === "all")],
  ["[data-answer]", (element) => $("#confirm").close(element.dataset.answer)],
  ["[data-dismiss]", (element) => act("dismiss", { text: element.parentElement.dataset.toast }, { quiet: true })],
  ["[data-clock]", (element) => send("/page/clock", { step: element.dataset.clock })],
  ["[data-detach]", detach],
  ["[data-react]", react],
  ["[data-pick]", (element) => document.getElementById(element.dataset.pick).click()],
  ["[data-put-aside]", putAside],
  ["[data-post]", (element) => send(element.dataset.post, JSON.parse(element.dataset.body))],
  ["[data-sidebar]", (element) => toggleSidebar(element.dataset.sidebar === "open")],
  ["[data-older]", (element) => {
    const region = element.closest("[data-region]");
    const address = new URL(region.dataset.src, location.href);
    address.searchParams.set("limit", element.dataset.older);
    region.dataset.src = address.pathname + address.search;
    region.dataset.growing = "";
    reload(region);
  }],
];

document.addEventListener("click", (event) => {
  for (const [selector, run] of clicks) {
    const element = event.target.closest(selector);
    if (element) return run(element);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-composer], [data-jump], [data-view], [data-order], [data-wire-filter]")) event.preventDefault();
  if (form.matches("[data-composer]")) say(form);
  else if (form.matches("[data-jump]")) send("/page/clock", { day: form.elements.day.value });
  else if (form.matches("[data-order]")) send(form.dataset.order, Object.fromEntries(new FormData(form)));
  else if (form.matches("[data-wire-filter]")) filterWire(form);
  else if (form.matches(".modal-form")) submit(form);
});

document.addEventListener("input", (event) => {
  const { target } = event;
  touch(target);
  count(target);
  if (target.closest("[data-composer]")) suggestCommands(target);
  if ("filter" in target.dataset) filterList(target);
  const wire = target.closest("[data-wire-filter]");
  if (wire) later(wire, 150, () => filterWire(wire));
  const combo = target.closest("[data-combo]");
  if (combo && target.role === "combobox") later(target, 250, () => suggest(combo, target));
  if (target.dataset.dispatch === "input") later(target, 400, () => press(target));
});

document.addEventListener("change", ({ target }) => {
  if ("composerPick" in target.dataset) pick(target.closest("form"), target);
  else if (target.matches(".file-source")) attach(target);
  if (target.dataset.dispatch === "change") press(target);
});

document.addEventListener("keydown", (event) => {
  const { target } = event;
  const menu = target.closest?.("[role=menu]");
  if (menu) return moveInMenu(event, menu);
  const list = document.getElementById(target.getAttribute?.("aria-controls") ?? "");
  const composer = target.closest?.("[data-composer]");
  if (composer && target.tagName === "TEXTAREA") return keyInComposer(event, composer, list);
  if (list?.role === "listbox" && keyInList(event, target, list)) return;
  if (event.key === "Enter" && target.dataset?.dispatch === "enter" && target.tagName === "INPUT") {
    event.preventDefault();
    press(target);
  }
  if (event.key === "Escape" && $("#sidebar")?.classList.contains("open")) toggleSidebar(false);
});

document.addEventListener("focusout", ({ target }) => {
  const combo = target.closest?.("[data-combo]");
  if (combo && target.role === "combobox") leaveCombo(combo, target);
  if (target.closest?.("[data-composer]") && target.tagName === "TEXTAREA") {
    const list = document.getElementById(target.getAttribute("aria-controls") ?? "");
    if (list) showOptions(target, list, [], list.pick);
  }
});

document.addEventListener("paste", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (composer) paste(event, composer);
});

document.addEventListener("toggle", ({ target }) => showPayload(target), true);
document.addEventListener("visibilitychange", markRead);
modal?.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal(false);
});

document.body.inert = false;

let greeted = false;

function listen() {
  const stream = new EventSource(page.events);
  stream.addEventListener("change", ({ data }) => {
    document.body.removeAttribute("data-lost");
    for (const region of $$("[data-region]")) {
      if (data === "ready" || region.dataset.on.split(" ").includes(data)) reload(region);
    }
    if (data === "ready" && "home" in page && !greeted) {
      greeted = true;
      act("open-home", {});
    }
  });
  stream.addEventListener("error", () => document.body.setAttribute("data-lost", ""));
}

for (const scroll of $$(".scroll[data-keyed]")) scroll.scrollTop = scroll.scrollHeight;
if (modal && $("form", modal)) {
  modal.showModal();
  focusInto($("form", modal));
}
startClock();
setInterval(tick, 1000);
markRead();
listen();
