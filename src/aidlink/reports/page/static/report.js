
const BATCH = 40; // clues that are put on the page at a time
const MOST_OPEN = 10; // unfolded clues that the address names
const UNKNOWN = "村名不详";
const { findings, people, evidence, sources, grades, kinds } = data;
const total = findings.id.length;
const kindOf = findings.grade.map((grade) => grades[grade].kind);
const villages = findings.village.values;
const villageName = (code) => (code < 0 ? UNKNOWN : villages[code]);
const yuan = (cents) =>
  cents === null ? "" : `${(cents / 100).toLocaleString("zh-CN", { minimumFractionDigits: cents % 100 ? 2 : 0 })}元`;
const gradeName = (grade) => (grade.text.length === 1 ? `${grade.text}级` : grade.text);
/** The positions of a clue's own entries in a column of lists. */
const own = (lists, clue) => {
  const from = clue ? lists.ends[clue - 1] : 0;
  return Array.from({ length: lists.ends[clue] - from }, (_, nth) => from + nth);
};

// ---- what is asked for, kept in the address after the # ----

const nothing = { kind: "", grade: "", village: "", text: "", sort: "gravity" };
const asked = { ...nothing };
const open = new Set();
let unfolded = false;
let chosen = []; // the clues asked for, in their order
let drawn = 0; // how many of them are on the page

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(nothing)) asked[name] = given.get(name) ?? nothing[name];
  if (!["gravity", "money", "village"].includes(asked.sort)) asked.sort = "gravity";
  for (const [name, list] of [["kind", kinds], ["grade", grades]])
    if (!list.some((_, at) => String(at) === asked[name])) asked[name] = "";
  const named = (given.get("open") ?? "").split(",").map((id) => findings.id.indexOf(id)).filter((at) => at >= 0);
  named.forEach((at) => open.add(at));
  return named[0];
}

let waiting = 0;
function writeAddress() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const given = new URLSearchParams();
    for (const [name, value] of Object.entries(asked)) if (value !== nothing[name]) given.set(name, value);
    if (open.size && open.size <= MOST_OPEN) given.set("open", [...open].map((clue) => findings.id[clue]).join(","));
    const hash = String(given);
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", `#${hash}`);
  }, 150);
}

// ---- choosing ----

const haystacks = new Array(total);
function haystack(clue) {
  haystacks[clue] ??= [
    findings.id[clue],
    villageName(findings.village.codes[clue]),
    kinds[kindOf[clue]],
    grades[findings.grade[clue]].text,
    shown(findings.reason, clue),
    ...own(people, clue).flatMap((each) => [shown(people.role, each), shown(people.name, each), shown(people.number, each)]),
    ...own(evidence, clue).map((each) => shown(evidence.line, each)),
    ...own(sources, clue).flatMap((each) => [shown(sources.role, each), shown(sources.source, each), shown(sources.sheet, each)]),
  ].join("\n").toLowerCase();
  return haystacks[clue];
}

const places = new Map();
function sorter(name) {
  if (name === "money") return (a, b) => (findings.cents[b] ?? -1) - (findings.cents[a] ?? -1) || a - b;
  if (name === "village") {
    if (!places.size) [...villages.keys()].sort((a, b) => villages[a].localeCompare(villages[b], "zh-CN")).forEach((code, at) => places.set(code, at));
    const place = (clue) => places.get(findings.village.codes[clue]) ?? Infinity;
    return (a, b) => (place(a) === place(b) ? a - b : place(a) - place(b));
  }
  return null;
}

function choose() {
  const words = asked.text.toLowerCase().split(/\s+/).filter(Boolean);
  const tally = { kind: new Map(), grade: new Map(), village: new Map() };
  chosen = [];
  for (let clue = 0; clue < total; clue += 1) {
    if (words.length && !words.every((word) => haystack(clue).includes(word))) continue;
    const village = villageName(findings.village.codes[clue]);
    const fits = {
      kind: asked.kind === "" || kindOf[clue] === Number(asked.kind),
      grade: asked.grade === "" || findings.grade[clue] === Number(asked.grade),
      village: asked.village === "" || village === asked.village,
    };
    if (fits.grade && fits.village) raise(tally.kind, kindOf[clue]);
    if (fits.kind && fits.village) raise(tally.grade, findings.grade[clue]);
    if (fits.kind && fits.grade) raise(tally.village, village);
    if (fits.kind && fits.grade && fits.village) chosen.push(clue);
  }
  const compare = sorter(asked.sort);
  if (compare) chosen.sort(compare);
  return tally;
}

const raise = (tally, key) => tally.set(key, (tally.get(key) ?? 0) + 1);

function show() {
  const tally = choose();
  drawKinds(tally.kind);
  drawGrades(tally.grade);
  drawVillages(tally.village);
  if (byId("text").value !== asked.text) byId("text").value = asked.text;
  byId("sort").value = asked.sort;
  const cents = chosen.reduce((sum, clue) => sum + (findings.cents[clue] ?? 0), 0);
  byId("shown").textContent =
    `共 ${count(chosen.length)} 条${chosen.length < total ? `（全部 ${count(total)} 条）` : ""}` +
    `${cents ? `，涉及 ${yuan(cents)}` : ""}`;
  byId("chosen").textContent = choiceText();
  document.body.classList.toggle("filtered", chosen.length < total);
  byId("list").replaceChildren();
  drawn = 0;
  if (chosen.length) draw();
  else byId("list").append(make("li", "none", total ? "没有符合条件的线索，请放宽筛选。" : "本月没有发现线索。"));
  writeAddress();
}

function choiceText() {
  const parts = [];
  if (asked.kind !== "") parts.push(`类别：${kinds[asked.kind]}`);
  if (asked.grade !== "") parts.push(`等级：${gradeName(grades[asked.grade])}`);
  if (asked.village !== "") parts.push(`村（社区）：${asked.village}`);
  if (asked.text !== "") parts.push(`查找：${asked.text}`);
  return parts.length ? `筛选条件：${parts.join("；")}` : "";
}

function ask(changed) {
  Object.assign(asked, changed);
  show();
}

// ---- the filters ----

function drawKinds(tally) {
  const group = byId("kinds");
  if (!group.childElementCount)
    ["全部", ...kinds].forEach((_, nth) => {
      const button = make("button", nth ? `kind-${nth - 1}` : "");
      button.type = "button";
      const wanted = nth ? String(nth - 1) : "";
      button.addEventListener("click", () => ask({ kind: wanted, grade: "" }));
      group.append(button);
    });
  const all = [...tally.values()].reduce((sum, each) => sum + each, 0);
  [...group.children].forEach((button, nth) => {
    button.textContent = nth ? `${kinds[nth - 1]} ${count(tally.get(nth - 1) ?? 0)}` : `全部 ${count(all)}`;
    button.setAttribute("aria-pressed", String(asked.kind === (nth ? String(nth - 1) : "")));
  });
}

function option(value, text) {
  const made = make("option", "", text);
  made.value = value;
  return made;
}

function drawGrades(tally) {
  const select = byId("grade");
  const groups = kinds.map((kind, at) => {
    const group = document.createElement("optgroup");
    group.label = kind;
    grades.forEach((grade, code) => {
      if (grade.kind === at && (tally.get(code) || String(code) === asked.grade))
        group.append(option(String(code), `${gradeName(grade)}（${count(tally.get(code) ?? 0)}）`));
    });
    return group;
  });
  select.replaceChildren(option("", "全部"), ...groups.filter((group) => group.childElementCount));
  select.value = asked.grade;
}

function drawVillages(tally) {
  const names = [...tally.keys()];
  if (asked.village !== "" && !tally.has(asked.village)) names.push(asked.village);
  const order = new Intl.Collator("zh-CN");
  names.sort((a, b) => (a === UNKNOWN) - (b === UNKNOWN) || order.compare(a, b));
  byId("village").replaceChildren(
    option("", "全部"),
    ...names.map((name) => option(name, `${name}（${count(tally.get(name) ?? 0)}）`)),
  );
  byId("village").value = asked.village;
}

// ---- the list ----

const near = new IntersectionObserver(
  (seen) => seen.some((each) => each.isIntersecting) && drawn < chosen.length && draw(),
  { rootMargin: "1200px" },
);

function draw(until = drawn + BATCH) {
  const batch = document.createDocumentFragment();
  for (; drawn < Math.min(until, chosen.length); drawn += 1) batch.append(drawClue(chosen[drawn]));
  byId("list").append(batch);
  near.unobserve(byId("more")); // asked anew, it answers anew: a high screen may hold several batches
  near.observe(byId("more"));
}

function drawClue(clue) {
  const first = own(people, clue)[0];
  const has = first !== undefined;
  const grade = grades[findings.grade[clue]];
  const head = make(
    "button",
    "head",
    make("span", "kind", kinds[grade.kind]),
    make("span", "grade", gradeName(grade)),
    told(has ? shown(people.name, first) || "姓名不详" : "", "who"),
    told(has ? shown(people.number, first) || "无证件号" : "", "number"),
    told(villageName(findings.village.codes[clue]), "village"),
    make("span", "money", yuan(findings.cents[clue])),
    make("span", "id", findings.id[clue]),
  );
  head.type = "button";
  const item = make("li", `clue kind-${grade.kind}`, head, make("p", "reason data", shown(findings.reason, clue)));
  item.dataset.clue = clue;
  unfold(item, unfolded || open.has(clue));
  return item;
}

function unfold(item, wanted) {
  item.classList.toggle("open", wanted);
  item.firstChild.setAttribute("aria-expanded", String(wanted));
  const detail = item.querySelector(".detail");
  if (wanted && !detail) item.append(drawDetail(Number(item.dataset.clue)));
  else if (detail) detail.hidden = !wanted;
}

function drawDetail(clue) {
  const grade = grades[findings.grade[clue]];
  const facts = make("dl", "");
  const fact = (name, ...content) => content.length && facts.append(make("dt", "", name), make("dd", "", ...content));
  fact("等级", `${gradeName(grade)}：${grade.meaning}`);
  fact("建议核查", ...[shown(findings.check, clue)].filter(Boolean).map((text) => told(text)));
  if (findings.cents[clue] !== null)
    fact("涉及金额", `${yuan(findings.cents[clue])}${findings.months[clue] ? `（${findings.months[clue]}个月）` : ""}，以核实为准`);
  fact("有关人员", ...own(people, clue).map((each) => make("div", "", `${shown(people.role, each)}：`, told([shown(people.name, each), shown(people.number, each)].filter(Boolean).join("　")))));
  const lines = own(evidence, clue).map((each) => make("li", "data", shown(evidence.line, each)));
  if (lines.length) fact("依据", make("ul", "", ...lines));
  return make("div", "detail", facts, ...drawSides(clue));
}

/** The clue's records, a column each, the one in question first; what agrees with the first that tells it. */
function drawSides(clue) {
  const columns = own(sources, clue).sort((a, b) => sources.rank[a] - sources.rank[b] || a - b);
  if (!columns.length) return [];
  const heads = columns.map((each) => {
    const sheet = shown(sources.sheet, each);
    const file = shown(sources.source, each);
    const where = sheet && !file.startsWith(`${sheet}.`) ? `${file}“${sheet}”` : file;
    const head = make("th", "", told(shown(sources.role, each)), make("span", "place data", `${where}第${sources.row[each]}行`));
    head.scope = "col";
    return head;
  });
  const rows = data.fields.map((field) => drawField(field, columns)).filter(Boolean);
  const table = make(
    "table",
    "sides",
    make("thead", "", make("tr", "", make("th", "", "并列对照"), ...heads)),
    make("tbody", "", ...rows),
  );
  const key = make("p", "key", "颜色：", make("span", "same", "＝ 与前面的相同"), " ", make("span", "other", "≠ 与前面的不同"), "　要看全称，请按文件、工作表、行号查原表。");
  const scroll = make("div", "scroll", table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "并列对照");
  return columns.length > 1 && rows.length ? [scroll, key] : [scroll];
}

function drawField(field, columns) {
  const codes = columns.map((each) => (sources.record[each] < 0 ? -1 : field.codes[sources.record[each]]));
  const first = codes.findIndex((code) => code >= 0);
  if (first < 0) return null;
  const head = make("th", "", field.label);
  head.scope = "row";
  return make("tr", "", head, ...codes.map((code, nth) => drawCell(field, code, nth > first ? codes[first] : null)));
}

function drawCell(field, code, first) {
  if (code < 0) return make("td", "");
  const text = field.values[code];
  if (!field.compared || first === null) return make("td", "", told(text));
  if (field.unclear.includes(code) || field.unclear.includes(first))
    return make("td", "", told(text), make("span", "hint", "有字看不清，不作比较"));
  const group = (each) => (field.groups ? field.groups[each] : each); // one village may be written in two ways
  const same = group(code) === group(first);
  const cell = make("td", same ? "same" : "other", make("span", "mark", same ? "＝" : "≠"), told(text));
  if (!same && field.values[first] === text) cell.append(make("span", "hint", "没有显示的部分不同"));
  return cell;
}

function toggle(item) {
  const clue = Number(item.dataset.clue);
  const wanted = item.firstChild.getAttribute("aria-expanded") !== "true";
  if (wanted) open.add(clue);
  else open.delete(clue);
  unfold(item, wanted);
  writeAddress();
}

function unfoldAll(wanted) {
  unfolded = wanted;
  if (!wanted) open.clear();
  byId("unfold").textContent = wanted ? "全部收起" : "全部展开";
  byId("unfold").setAttribute("aria-pressed", String(wanted));
  for (const item of byId("list").querySelectorAll(".clue")) unfold(item, wanted);
  writeAddress();
}

// ---- the overview ----

function tile(name, number, note) {
  return make("div", "tile", name, make("b", "", number), make("span", "note", note));
}

function drawTiles() {
  const cents = findings.cents.reduce((sum, each) => sum + (each ?? 0), 0);
  const of = kinds.map((_, at) => kindOf.filter((kind) => kind === at).length);
  const own_lists = data.lists.filter((list) => !list.earlier);
  const sum = (name) => own_lists.reduce((all, list) => all + list[name], 0);
  byId("tiles").append(
    tile("线索", `${count(total)} 条`, data.quiet ? `另有 ${count(data.quiet)} 条以前已核实销号，不再列出` : "全部待核实"),
    ...kinds.map((kind, at) => {
      const made = tile(kind, `${count(of[at])} 条`, strongest(at));
      made.classList.add(`kind-${at}`);
      return made;
    }),
    tile("涉及金额", yuan(cents), "各条相加；同一笔钱可能在几条里"),
    tile("读取的资料", `${count(own_lists.length)} 份`, `采用 ${count(sum("used"))} 行，未采用 ${count(sum("aside"))} 行`),
  );
}

function strongest(kind) {
  const at = findings.grade.findIndex((grade) => grades[grade].kind === kind);
  if (at < 0) return "本月没有发现";
  const grade = findings.grade[at];
  const number = findings.grade.filter((each) => each === grade).length;
  return `其中${gradeName(grades[grade])} ${count(number)} 条`;
}

/** A line of a bar chart; pressed, it asks for its clues. */
function bar(name, number, most, title, asks) {
  const fill = make("span", "fill");
  fill.style.width = `${(100 * number) / most}%`;
  const line = make("button", "bar", told(name, "name"), make("span", "track", fill), make("span", "number", count(number)));
  line.type = "button";
  line.title = title;
  line.addEventListener("click", () => {
    ask({ ...nothing, ...asks });
    byId("clues-title").scrollIntoView();
  });
  return line;
}

function chart(title, ...content) {
  return make("div", "chart", make("h3", "", title), ...content);
}

function drawGradeChart() {
  const number = grades.map((_, code) => findings.grade.filter((grade) => grade === code).length);
  const most = Math.max(...number, 1);
  const parts = kinds.flatMap((kind, at) => {
    const bars = grades.flatMap((grade, code) =>
      grade.kind === at && number[code]
        ? [bar(gradeName(grade), number[code], most, grade.meaning, { kind: String(at), grade: String(code) })]
        : [],
    );
    return bars.length ? [make("div", `kind-${at}`, make("h4", "", kind), ...bars)] : [];
  });
  return chart("各类各级线索", ...(parts.length ? parts : ["本月没有发现线索。"]));
}

function drawVillageChart() {
  const tally = new Map();
  findings.village.codes.forEach((code) => raise(tally, villageName(code)));
  const ordered = [...tally].filter(([name]) => name !== UNKNOWN).sort((a, b) => b[1] - a[1]);
  const most = Math.max(...tally.values(), 1);
  const line = ([name, number]) => bar(name, number, most, name, { village: name });
  const top = ordered.slice(0, 14);
  const rest = ordered.slice(14);
  const content = top.map(line);
  if (tally.has(UNKNOWN)) content.push(line([UNKNOWN, tally.get(UNKNOWN)]));
  if (rest.length)
    content.push(make("p", "note", `另有 ${count(rest.length)} 个村（社区）共 ${count(rest.reduce((sum, each) => sum + each[1], 0))} 条。`));
  return chart("各村（社区）线索", ...(content.length ? content : ["本月没有发现线索。"]));
}

function drawStatusChart() {
  const lists = data.lists.filter((list) => list.ids && !list.earlier);
  const present = data.statuses.map((_, status) => lists.some((list) => list.ids[status]));
  const lines = lists.map((list) => {
    const rows = list.ids.reduce((sum, each) => sum + each, 0) || 1;
    const track = make("span", "track");
    list.ids.forEach((number, status) => {
      if (!number) return;
      const part = make("span", `status-${status}`);
      part.style.width = `${(100 * number) / rows}%`;
      part.title = `${data.statuses[status]} ${count(number)} 行`;
      track.append(part);
    });
    const good = Math.floor((1000 * list.ids[1]) / rows) / 10;
    const line = make("div", "bar ids", told(list.file, "name"), track, make("span", "number", `有效 ${good}%`));
    line.title = `${list.file}：${data.statuses.map((name, status) => (list.ids[status] ? `${name} ${count(list.ids[status])} 行` : "")).filter(Boolean).join("，")}`;
    return line;
  });
  const legend = data.statuses.flatMap((name, status) => (present[status] ? [make("span", "", make("i", `status-${status}`), name)] : []));
  return chart("各份资料的身份证号", ...lines, make("div", "legend", ...legend));
}

function drawLists() {
  const cells = (list) => {
    const kind = list.earlier ? `${list.kind}（往月，补查迟报）` : list.kind;
    return [
      make("td", "", told(list.file)),
      make("td", "", kind),
      make("td", "number", count(list.used)),
      make("td", "number", count(list.aside)),
      make("td", "", ...list.notes.map((note) => make("div", "data", note))),
    ];
  };
  const heads = ["文件", "类别", "采用行数", "未采用行数", "请留意"].map((text, at) => make("th", at === 2 || at === 3 ? "number" : "", text));
  const rows = data.lists.map((list) => make("tr", "", ...cells(list)));
  const unread = data.unread.map(([file, reason]) =>
    make("tr", "", make("td", "", told(file)), make("td", "", "未读取"), make("td", ""), make("td", ""), make("td", "data", reason)),
  );
  const table = make("table", "", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows, ...unread));
  byId("lists").append(make("div", "scroll", table));
}

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
