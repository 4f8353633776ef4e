// The page's only script: reloads regions when the server says that they changed, and sends acts.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const page = document.body.dataset;
const modal = $("#modal");

// ---- sending ------------------------------------------------------------------------------

let pending = 0;

async function send(path, data, { quiet = false } = {}) {
  if (!quiet) busy(+1);
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(data),
    });
    const result = await answer.json();
    if (result.refused && !quiet) notice(result.refused);
    return result;
  } catch {
    if (!quiet) notice("Der Sandkasten ist nicht erreichbar. Bitte prüfen Sie, ob er noch läuft.");
    return { refused: "unreachable" };
  } finally {
    if (!quiet) busy(-1);
  }
}

const act = (name, data, options) => send(`${page.base}/${name}`, data, options);

function busy(step) {
  pending += step;
  const shown = pending > 0;
  document.body.toggleAttribute("data-busy", shown);
  if (!shown) $("#busy").textContent = "";
  else setTimeout(() => { if (pending > 0) $("#busy").textContent = "Die App antwortet …"; }, 200);
}

function notice(text) {
  const holder = modal?.open ? $(".modal-body", modal) : $("#notices");
  if (modal?.open) $$(".modal-notice", holder).forEach((old) => old.remove());
  const box = document.createElement("p");
  box.className = modal?.open ? "error modal-notice" : "toast toast-error";
  if (modal?.open) box.setAttribute("role", "alert");
  box.textContent = text;
  holder.prepend(box);
  if (!modal?.open) setTimeout(() => box.remove(), 9000);
}

// ---- regions ------------------------------------------------------------------------------

const last = new Map(); // region → its last HTML as the server sent it
const running = new Map(); // region → { again, done }

function reload(region) {
  const current = running.get(region);
  if (current) {
    current.again = true;
    return current.done;
  }
  const state = { again: true };
  running.set(region, state);
  state.done = (async () => {
    while (state.again) {
      state.again = false;
      await fetchRegion(region);
    }
    running.delete(region);
  })();
  return state.done;
}

async function fetchRegion(region) {
  let text;
  try {
    const answer = await fetch(region.dataset.src);
    if (!answer.ok) return;
    text = await answer.text();
  } catch {
    return; // the event stream notices the lost server and reloads everything when it is back
  }
  if (last.get(region) === text) return;
  last.set(region, text);
  const template = document.createElement("template");
  template.innerHTML = text;
  const focused = document.activeElement?.id;
  const held = region.contains(document.activeElement);
  const patch = { modal: patchModal, home: patchHome, toasts: patchToasts, clock: patchClock }[region.dataset.region];
  if (patch) patch(region, template.content);
  else if ("keyed" in region.dataset) patchKeyed(region, template.content);
  else region.replaceChildren(template.content);
  if (held && focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

function patchKeyed(region, fragment) {
  const scrolls = region.classList.contains("scroll");
  const atEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 120;
  const fromEnd = region.scrollHeight - region.scrollTop;
  const old = new Map([...region.children].map((child) => [child.id, child]));
  const next = [...fragment.children].map((child) => {
    const kept = old.get(child.id);
    return kept && kept.dataset.rev === child.dataset.rev ? kept : child;
  });
  const staying = new Set(next);
  for (const child of [...region.children]) if (!staying.has(child)) child.remove();
  let cursor = region.firstElementChild;
  for (const child of next) {
    if (child === cursor) cursor = cursor.nextElementSibling;
    else region.insertBefore(child, cursor);
  }
  if (scrolls && atEnd) region.scrollTop = region.scrollHeight;
  else if (scrolls && "growing" in region.dataset) region.scrollTop = region.scrollHeight - fromEnd;
  delete region.dataset.growing;
  if (region.dataset.region === "messages") markRead();
}

function patchClock(region, fragment) {
  const typed = $("#jump-day", region)?.value;
  region.replaceChildren(fragment);
  if (typed) $("#jump-day", region).value = typed;
  startClock();
}

function patchToasts(region, fragment) {
  const shown = new Map($$(".toast", region).map((toast) => [toast.dataset.toast, toast]));
  const next = $$(".toast", fragment).map((toast) => shown.get(toast.dataset.toast) ?? toast);
  region.replaceChildren(...next);
  for (const toast of next) if (!shown.has(toast.dataset.toast)) forgetLater(toast);
}

function forgetLater(toast) {
  const check = () => {
    if (!toast.isConnected) return;
    if (toast.matches(":hover, :focus-within")) setTimeout(check, 4000);
    else act("dismiss", { text: toast.dataset.toast }, { quiet: true });
  };
  setTimeout(check, 20000);
}

function markRead() {
  if (document.visibilityState === "visible" && page.channel) {
    act("read", { channel: page.channel }, { quiet: true });
  }
}

// ---- forms: modals and the home tab --------------------------------------------------------

const touched = new WeakMap(); // form → names of the fields that the person changed
const stash = new Map(); // view id → what was typed there, for the view below a stacked one

function entries(form) {
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

function focusInto(form) {
  const control = "[data-focus-on-load], .modal-body :is(input:not([type=hidden]), textarea, select)";
  ($("[data-focus-on-load]", form) ?? $(control, form) ?? $("#modal-title", form))?.focus();
}

function patchErrors(now, next) {
  for (const field of $$("[data-field]", next)) {
    const mine = $$("[data-field]", now).find((one) => one.dataset.field === field.dataset.field);
    if (!mine) continue;
    mine.toggleAttribute("data-invalid", field.hasAttribute("data-invalid"));
    $(".field-notes", mine).replaceChildren(...$(".field-notes", field).childNodes);
    for (const [target, source] of [[mine, field], ...$$(".control[id]", mine).map((one) => [one, $(`#${one.id}`, field)])]) {
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

async function submit(form) {
  const button = $("button[type=submit]", form);
  if (button.disabled) return;
  button.disabled = true;
  const answer = await act("submit", { view: form.dataset.view, values: entries(form) });
  button.disabled = false;
  const region = $("[data-region=modal]");
  await reload(region);
  if (Object.keys(answer.errors ?? {}).length) {
    $(":is(input, select, textarea)", $("[data-field][data-invalid]", region) ?? region)?.focus();
  }
}

async function closeModal(clear) {
  const form = $("form", modal);
  if (!form) return modal.close();
  stash.delete(form.dataset.view);
  await act("close", { view: form.dataset.view, clear });
  await reload($("[data-region=modal]"));
}

// ---- pressing -----------------------------------------------------------------------------

function container(element) {
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

async function press(element, values = chosen(element)) {
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

// ---- menus --------------------------------------------------------------------------------

function openMenu(button) {
  const menu = document.getElementById(button.dataset.menu);
  if (menu.matches(":popover-open")) return menu.hidePopover();
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`;
  button.setAttribute("aria-expanded", "true");
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed") button.setAttribute("aria-expanded", "false");
  });
  $("[role=menuitem]", menu)?.focus();
}

function moveInMenu(event, menu) {
  const items = $$("[role=menuitem]", menu);
  const here = items.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}

function shortcut(item) {
  item.closest("[popover]").hidePopover();
  const message = item.closest("[data-ts]");
  const where = message ? { channel: message.dataset.messageChannel, ts: message.dataset.ts } : {};
  return act("shortcut", { callback_id: item.dataset.shortcut, ...where });
}

// ---- lists to choose from: commands and external selects ----------------------------------

function showOptions(input, list, options, pick) {
  list.replaceChildren(...options.map((option, index) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.role = "option";
    for (const [tag, text] of [["strong", option.text], ["span", option.aside], ["small", option.description]]) {
      if (!text) continue;
      const part = document.createElement(tag);
      part.textContent = text;
      item.append(part, " ");
    }
    item.addEventListener("mousedown", (event) => { event.preventDefault(); pick(option); });
    return item;
  }));
  list.hidden = options.length === 0;
  list.options = options;
  list.pick = pick;
  if (input.getAttribute("role") === "combobox") input.setAttribute("aria-expanded", String(!list.hidden));
  setActive(input, list, options.length ? 0 : -1);
  if (options.length && !list.classList.contains("commands")) list.scrollIntoView({ block: "nearest" });
}

function setActive(input, list, index) {
  list.active = index;
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  if (index < 0) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", list.children[index].id);
  list.children[index].scrollIntoView({ block: "nearest" });
}

// Returns true when the key was for the list.
function keyInList(event, input, list) {
  if (list.hidden) return false;
  const { length } = list.options;
  if (event.key === "ArrowDown") setActive(input, list, (list.active + 1) % length);
  else if (event.key === "ArrowUp") setActive(input, list, (list.active - 1 + length) % length);
  else if (event.key === "Escape") showOptions(input, list, [], list.pick);
  else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && list.classList.contains("commands"))) {
    list.pick(list.options[list.active]);
  } else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}

const commands = JSON.parse(page.commands ?? "[]");

function suggestCommands(area) {
  const list = document.getElementById(area.getAttribute("aria-controls") ?? "");
  if (!list) return;
  const [word, ...rest] = area.value.split(" ");
  const open = area.value.startsWith("/") && !area.value.includes("\n");
  const fitting = open ? commands.filter((one) => (rest.length ? one.command === word : one.command.startsWith(word))) : [];
  const options = fitting.map((one) => ({ text: one.command, aside: one.usage_hint, description: one.description }));
  showOptions(area, list, options, ({ text }) => {
    area.value = `${text} `;
    showOptions(area, list, [], list.pick);
    suggestCommands(area);
  });
}

async function say(form) {
  const area = $("textarea", form);
  const text = area.value;
  if (!text.trim()) return;
  area.value = "";
  suggestCommands(area);
  const scroll = $(form.dataset.thread ? "#scroll-thread" : "#scroll-main");
  scroll.scrollTop = scroll.scrollHeight;
  const answer = await act("say", { channel: page.channel, text, thread: form.dataset.thread });
  if (answer.refused && !area.value) area.value = text;
}

const timers = new WeakMap();

function later(key, milliseconds, run) {
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(run, milliseconds));
}

async function suggest(combo, input) {
  const list = $("[role=listbox]", combo);
  const status = $("[data-combo-status]", combo);
  const query = input.value;
  if (query.length < Number(combo.dataset.minQuery)) return showOptions(input, list, [], () => {});
  const { blockId, actionId } = combo.dataset;
  const answer = await act("suggest", { ...container(combo), block_id: blockId, action_id: actionId, query });
  if (input.value !== query) return;
  const options = answer.options ?? [];
  status.textContent = options.length ? `${options.length} Vorschläge` : "Keine Vorschläge";
  showOptions(input, list, options, (option) => {
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

function leaveCombo(combo, input) {
  showOptions(input, $("[role=listbox]", combo), [], () => {});
  const hidden = $("[data-combo-value]", combo);
  if (!hidden) input.value = "";
  else if (!input.value) hidden.value = "";
  else input.value = hidden.value ? combo.dataset.shown ?? input.defaultValue : "";
}

// ---- small things -------------------------------------------------------------------------

function touch(element) {
  const form = element.closest?.("form[data-view]");
  if (!form) return;
  const names = touched.get(form) ?? new Set();
  const hidden = $("[data-combo-value]", element.closest("[data-combo]") ?? document.createElement("i"));
  names.add(hidden?.name ?? element.name);
  touched.set(form, names);
}

function count(control) {
  if (!control.dataset?.limit) return;
  const counter = $(`[data-counter="${control.id}"]`);
  if (!counter) return;
  $("[data-count]", counter).textContent = control.value.length;
  counter.toggleAttribute("data-over", control.value.length > Number(control.dataset.limit));
}

function filterList(input) {
  const wanted = input.value.toLocaleLowerCase("de");
  for (const tick of $$(".tick", $("[data-list]", input.parentElement))) {
    tick.hidden = !tick.textContent.toLocaleLowerCase("de").includes(wanted);
  }
}

const berlin = (options) => new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", ...options });
const dayFormat = berlin({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const timeFormat = berlin({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
let clockBegan = 0;

function startClock() {
  clockBegan = performance.now();
  tick();
}

function tick() {
  const now = $(".now");
  const elapsed = "frozen" in now.dataset ? 0 : performance.now() - clockBegan;
  const moment = new Date(Number(now.dataset.epoch) + elapsed);
  $("[data-day]", now).textContent = dayFormat.format(moment);
  $("[data-time]", now).textContent = timeFormat.format(moment);
}

function toggleSidebar(open) {
  const sidebar = $("#sidebar");
  sidebar.classList.toggle("open", open);
  const opener = $("[data-sidebar=open]");
  opener?.setAttribute("aria-expanded", String(open));
  (open ? $("[data-sidebar=close]") : opener)?.focus();
}

// ---- what people do -----------------------------------------------------------------------

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
  if (form.matches("[data-composer], [data-jump], [data-view]")) event.preventDefault();
  if (form.matches("[data-composer]")) say(form);
  else if (form.matches("[data-jump]")) send("/page/clock", { day: form.elements.day.value });
  else if (form.matches(".modal-form")) submit(form);
});

document.addEventListener("input", (event) => {
  const { target } = event;
  touch(target);
  count(target);
  if (target.closest("[data-composer]")) suggestCommands(target);
  if ("filter" in target.dataset) filterList(target);
  const combo = target.closest("[data-combo]");
  if (combo && target.role === "combobox") later(target, 250, () => suggest(combo, target));
  if (target.dataset.dispatch === "input") later(target, 400, () => press(target));
});

document.addEventListener("change", ({ target }) => {
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

function keyInComposer(event, composer, list) {
  const area = event.target;
  const word = area.value.split(" ")[0];
  const typedOut = list && !list.hidden && list.options[list.active]?.text === word;
  const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (list && !(enter && typedOut) && !(event.key === "Tab" && typedOut) && keyInList(event, area, list)) return;
  if (!enter) return;
  event.preventDefault();
  say(composer);
}

document.addEventListener("focusout", ({ target }) => {
  const combo = target.closest?.("[data-combo]");
  if (combo && target.role === "combobox") leaveCombo(combo, target);
  if (target.closest?.("[data-composer]") && target.tagName === "TEXTAREA") {
    const list = document.getElementById(target.getAttribute("aria-controls") ?? "");
    if (list) showOptions(target, list, [], list.pick);
  }
});

document.addEventListener("visibilitychange", markRead);
modal?.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal(false);
});

// ---- the beginning ------------------------------------------------------------------------

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
