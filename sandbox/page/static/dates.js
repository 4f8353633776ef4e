// Says a chosen day in words beside its field: the field itself speaks the browser's language, whatever the page's is.

const day = new Intl.DateTimeFormat("de-DE", { weekday: "short", day: "numeric", month: "long", year: "numeric" });

export function sayDate(control) {
  const said = control.id && document.getElementById(`${control.id}-said`);
  if (!said) return;
  const [date, time] = control.value.split("T");
  const moment = new Date(`${date}T12:00:00`);
  const words = date && !Number.isNaN(moment.getTime()) ? day.format(moment) : "";
  said.textContent = words && time ? `${words}, ${time} Uhr` : words;
}
