
const ANSWERS = ["同一人", "不是同一人", "无法判断"];
const HEADERS = ["核对码", "左工作表", "左行号", "右工作表", "右行号", "结论", "标注人", "标注时间"];
const { pairs } = data;
const place = `aidlink-label-${data.records}-${data.seed}-${pairs.length}`;
let state = { who: "", at: 0, given: {} }; // given: a pair's number -> [answer, when]
let kept = true;

try {
  state = { ...state, ...JSON.parse(localStorage.getItem(place) ?? "{}") };
} catch {
  kept = false;
}
if (!(state.at in pairs)) state.at = 0;

function keep() {
  try {
    localStorage.setItem(place, JSON.stringify(state));
  } catch {
    kept = false;
  }
}

const two = (number) => String(number).padStart(2, "0");
function clock() {
  const now = new Date();
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `${day} ${two(now.getHours())}:${two(now.getMinutes())}`;
}

const answered = () => Object.keys(state.given).length;

/** The next pair without an answer, from a place on and round again; -1 if there is none. */
function unanswered(from) {
  for (let step = 0; step < pairs.length; step += 1) {
    const at = (from + step) % pairs.length;
    if (!(at in state.given)) return at;
  }
  return -1;
}

function pieces(marks) {
  return make("td", "", ...marks.map(([text, look]) => make("i", `data ${look}`, text)));
}

function show(said = "") {
  const pair = pairs[state.at];
  byId("title").textContent = `第 ${state.at + 1} 对（共 ${count(pairs.length)} 对）`;
  ["left", "right"].forEach((side, nth) => {
    const [sheet, row] = pair.places[nth];
    const sheetTold = sheet && !data.names[nth].startsWith(`${sheet}.`); // a text file's one sheet bears its name
    const where = `${sheetTold ? `“${sheet}”` : ""}第${row}行`;
    byId(side).replaceChildren(told(data.names[nth]), make("span", "place data", where));
  });
  byId("fields").replaceChildren(
    ...pair.fields.map(([label, left, right]) => {
      const head = make("th", "", label);
      head.scope = "row";
      return make("tr", "", head, pieces(left), pieces(right));
    }),
  );
  const given = state.given[state.at];
  for (const button of document.querySelectorAll("[data-answer]"))
    button.setAttribute("aria-pressed", String(Boolean(given) && given[0] === Number(button.dataset.answer)));
  const done = answered();
  byId("done").textContent = `已标 ${count(done)} 对，还剩 ${count(pairs.length - done)} 对`;
  byId("progress").max = pairs.length;
  byId("progress").value = done;
  say(said || (kept ? "" : "这个浏览器不能保存进度：关闭页面前请先保存答案。"), !kept);
  keep();
}

function say(text, wrong = false) {
  byId("told").textContent = text;
  byId("told").classList.toggle("wrong", wrong);
}

function answer(number) {
  state.given[state.at] = [number, clock()];
  const next = unanswered(state.at + 1);
  if (next >= 0) state.at = next;
  show(next < 0 ? "全部标完了，请按“保存答案”。" : "");
}

function move(step) {
  state.at = Math.min(Math.max(state.at + step, 0), pairs.length - 1);
  show();
}

/** A cell of the file: quoted, and never taken for a formula. */
function cell(value) {
  const text = String(value);
  return `"${(/^[=+\-@\t\r']/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function save() {
  if (!state.who.trim()) {
    say("请先填写标注人，再保存。", true);
    byId("who").focus();
    return;
  }
  if (!answered()) {
    say("还没有标注任何一对。", true);
    return;
  }
  const rows = Object.entries(state.given).map(([at, [number, when]]) => {
    const { key, places } = pairs[at];
    return [key, ...places.flat(), ANSWERS[number - 1], state.who.trim(), when];
  });
  const text = [HEADERS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  const link = make("a", "");
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
  link.download = `标注-${clock().replace(" ", "-").replace(":", "")}.csv`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(`已保存 ${count(rows.length)} 对的答案到文件“${link.download}”。`);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  if (["1", "2", "3"].includes(event.key)) answer(Number(event.key));
  else if (event.key === "ArrowLeft") move(-1);
  else if (event.key === "ArrowRight") move(1);
  else return;
  event.preventDefault();
}

byId("who").value = state.who;
byId("who").addEventListener("input", (event) => {
  state.who = event.target.value;
  keep();
});
byId("save").addEventListener("click", save);
byId("back").addEventListener("click", () => move(-1));
byId("next").addEventListener("click", () => move(1));
byId("open").addEventListener("click", () => {
  const next = unanswered(state.at + 1);
  if (next >= 0) state.at = next;
  show(next < 0 ? "全部标完了，请按“保存答案”。" : "");
});
for (const button of document.querySelectorAll("[data-answer]"))
  button.addEventListener("click", () => answer(Number(button.dataset.answer)));
addEventListener("keydown", onKey);
show();
