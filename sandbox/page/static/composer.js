// The box for messages and commands.

import { $, page } from "./dom.js";
import { keyInList, showOptions } from "./lists.js";
import { act } from "./sending.js";

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

export async function say(form) {
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
