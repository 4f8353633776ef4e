// The document and what the server wrote on it.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const page = document.body.dataset;
export const modal = $("#modal");
