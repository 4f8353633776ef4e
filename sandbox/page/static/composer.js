// The box for messages and commands.

import { $, page } from "./dom.js";
import { keyInList, showOptions } from "./lists.js";
import { act, upload } from "./sending.js";

const commands = JSON.parse(page.commands ?? "[]");

export function suggestCommands(area) {
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

const chosen = new WeakMap(); // composer → the files that go along with its next message

function show(form, files) {
  chosen.set(form, files);
  const list = $("[data-composer-files]", form);
  list.hidden = files.length === 0;
  list.replaceChildren(...files.map((file, index) => {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "file-text", textContent: file.name });
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "btn btn-small", textContent: "Entfernen", ariaLabel: `Entfernen: ${file.name}`,
    });
    button.dataset.putAside = index;
    row.append(name, button);
    return row;
  }));
}

const add = (form, files) => show(form, [...(chosen.get(form) ?? []), ...files]);

export function pick(form, picker) {
  add(form, [...picker.files]);
  picker.value = "";
  $("textarea", form).focus();
}

export function paste(event, form) {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  add(form, files);
}

export function putAside(button) {
  const form = button.closest("form");
  show(form, chosen.get(form).filter((_, index) => index !== Number(button.dataset.putAside)));
  $("textarea", form).focus();
}

function send(form, text, files) {
  const message = { channel: page.channel, text, thread: form.dataset.thread };
  if (!files.length) return act("say", message);
  const data = new FormData();
  for (const [name, value] of Object.entries(message)) data.set(name, value);
  for (const file of files) data.append("file", file);
  return upload("share", data);
}

export async function say(form) {
  const area = $("textarea", form);
  const text = area.value;
  const files = chosen.get(form) ?? [];
  if (!text.trim() && !files.length) return;
  area.value = "";
  show(form, []);
  suggestCommands(area);
  const scroll = $(form.dataset.thread ? "#scroll-thread" : "#scroll-main");
  scroll.scrollTop = scroll.scrollHeight;
  const answer = await send(form, text, files);
  if (!answer.refused) return;
  if (!area.value) area.value = text;
  if (!chosen.get(form)?.length) show(form, files);
}

export function keyInComposer(event, composer, list) {
  const area = event.target;
  const word = area.value.split(" ")[0];
  const typedOut = list && !list.hidden && list.options[list.active]?.text === word;
  const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (list && !(enter && typedOut) && !(event.key === "Tab" && typedOut) && keyInList(event, area, list)) return;
  if (!enter) return;
  event.preventDefault();
  say(composer);
}
