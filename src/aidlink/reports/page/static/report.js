
// ---- the hands ----

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, select");
  if (event.key === "/" && !typing) {
    byId("text").focus();
    event.preventDefault();
  } else if (event.key === "Escape" && event.target === byId("text")) {
    ask({ text: "" });
    event.preventDefault();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.target.matches("select, .scroll")) {
    move(event.key === "ArrowDown" ? 1 : -1, event);
  }
}

function move(step, event) {
  const items = byId("list").children;
  const now = event.target.closest?.(".clue");
  if (!now && (event.target !== byId("text") || step < 0)) return; // elsewhere the arrows scroll
  const at = now ? [...items].indexOf(now) + step : 0;
  if (at >= drawn) draw();
  if (at < 0) byId("text").focus();
  else items[at]?.querySelector(".head")?.focus();
  event.preventDefault();
}

function start() {
  const day = data.as_of.split("-").map(Number);
  byId("as-of").textContent = `资料截至：${day[0]}年${day[1]}月${day[2]}日`;
  drawTiles();
  byId("charts").append(drawGradeChart(), drawVillageChart(), drawStatusChart());
  drawLists();
  byId("grade").addEventListener("change", (event) => ask({ grade: event.target.value }));
  byId("village").addEventListener("change", (event) => ask({ village: event.target.value }));
  byId("sort").addEventListener("change", (event) => ask({ sort: event.target.value }));
  byId("text").addEventListener("input", (event) => ask({ text: event.target.value }));
  byId("clear").addEventListener("click", () => ask(nothing));
  byId("unfold").addEventListener("click", () => unfoldAll(!unfolded));
  byId("print").addEventListener("click", () => print());
  byId("list").addEventListener("click", (event) => {
    const head = event.target.closest(".head");
    if (head) toggle(head.parentElement);
  });
  addEventListener("keydown", onKey);
  addEventListener("beforeprint", () => draw(chosen.length));
  addEventListener("hashchange", restore);
  restore();
}

function restore() {
  const wanted = readAddress();
  show();
  const at = chosen.indexOf(wanted);
  if (at < 0) return;
  draw(Math.max(drawn, at + 1));
  byId("list").children[at].scrollIntoView({ block: "center" });
}

start();
