// Menus that open below a button, and the sidebar of small screens.

import { $, $$ } from "./dom.js";

export function openMenu(button) {
  const menu = document.getElementById(button.dataset.menu);
  if (menu.matches(":popover-open")) return menu.hidePopover();
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`;
  button.setAttribute("aria-expanded", "true");
  menu.message = button.closest("[data-ts]"); // a menu that all messages share needs to know for which it is open
  menu.addEventListener("toggle", function closed(event) {
    if (event.newState !== "closed") return;
    button.setAttribute("aria-expanded", "false");
    menu.removeEventListener("toggle", closed);
  });
  $("[role=menuitem]", menu)?.focus();
}

export function moveInMenu(event, menu) {
  const items = $$("[role=menuitem]", menu);
  const here = items.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}

export function toggleSidebar(open) {
  const sidebar = $("#sidebar");
  sidebar.classList.toggle("open", open);
  const opener = $("[data-sidebar=open]");
  opener?.setAttribute("aria-expanded", String(open));
  (open ? $("[data-sidebar=close]") : opener)?.focus();
}
