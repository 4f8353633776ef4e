// The workspace's clock, ticking between two words of the server.

import { sayDate } from "./dates.js";
import { $ } from "./dom.js";
import { patches } from "./regions.js";

const berlin = (options) => new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", ...options });
const dayFormat = berlin({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const timeFormat = berlin({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
let clockBegan = 0;

export function startClock() {
  clockBegan = performance.now();
  tick();
}

export function tick() {
  const now = $(".now");
  const elapsed = "frozen" in now.dataset ? 0 : performance.now() - clockBegan;
  const moment = new Date(Number(now.dataset.epoch) + elapsed);
  $("[data-day]", now).textContent = dayFormat.format(moment);
  $("[data-time]", now).textContent = timeFormat.format(moment);
}

function patchClock(region, fragment) {
  const typed = $("#jump-day", region)?.value;
  region.replaceChildren(fragment);
  if (typed) $("#jump-day", region).value = typed;
  sayDate($("#jump-day", region));
  startClock();
}

patches.clock = patchClock;
