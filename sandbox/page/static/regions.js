// Reloads parts of the page when the server says that they changed; what has not changed stays as it is.

import { $$, page } from "./dom.js";
import { act } from "./sending.js";

const last = new Map(); // region → its last HTML as the server sent it
const running = new Map(); // region → { again, done }

// How a region of this name takes its new content; others name their own way here.
export const patches = { toasts: patchToasts };

export function reload(region) {
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
  const patch = patches[region.dataset.region];
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
    if (kept?.dataset.rev === child.dataset.rev) return kept;
    if (kept?.open) child.open = true;
    return child;
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

export function markRead() {
  if (document.visibilityState === "visible" && page.channel) {
    act("read", { channel: page.channel }, { quiet: true });
  }
}
