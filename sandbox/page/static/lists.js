// Lists to choose from with mouse or keyboard, below the box that has the focus.

import { $, $$ } from "./dom.js";

export function showOptions(input, list, options, pick) {
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
export function keyInList(event, input, list) {
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

const timers = new WeakMap();

export function later(key, milliseconds, run) {
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(run, milliseconds));
}

export function never(key) {
  clearTimeout(timers.get(key));
}

export function filterList(input) {
  const wanted = input.value.toLocaleLowerCase("de");
  for (const tick of $$(".tick", $("[data-list]", input.parentElement))) {
    tick.hidden = !tick.textContent.toLocaleLowerCase("de").includes(wanted);
  }
}
