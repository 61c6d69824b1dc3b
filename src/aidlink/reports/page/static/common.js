"use strict";
// What is shown of the data goes through textContent alone, so that nothing in them is ever markup.

const data = JSON.parse(document.getElementById("data").textContent);

const byId = (id) => document.getElementById(id);

/** An element with a class and a text or children. */
function make(tag, look, ...content) {
  const made = document.createElement(tag);
  if (look) made.className = look;
  made.append(...content.filter((part) => part !== null && part !== ""));
  return made;
}

/** Text from the data, which keeps its own direction. */
const told = (text, look = "") => make("span", `data ${look}`.trim(), String(text));

const count = (number) => number.toLocaleString("zh-CN");

/** What a coded column shows in a row. */
const shown = (column, row) => (column.codes[row] < 0 ? "" : column.values[column.codes[row]]);
