// The log of the wire: filtered while one types, payloads fetched when one looks.

import { $ } from "./dom.js";
import { reload } from "./regions.js";

export function filterWire(form) {
  const wanted = new URLSearchParams(new FormData(form));
  const region = $("[data-region=wire]");
  region.dataset.src = `/wire/fragment?${wanted}`;
  history.replaceState(null, "", `/wire?${wanted}`);
  reload(region);
}

export async function showPayload(details) {
  const place = details.open && $("[data-payload]", details);
  if (!place || place.childElementCount) return;
  const answer = await fetch(place.dataset.payload);
  if (answer.ok) place.innerHTML = await answer.text();
}
