
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
    ...own(people, clue).flatMap((each) => ["role", "name", "number"].map((name) => shown(people[name], each))),
    ...own(evidence, clue).map((each) => shown(evidence.line, each)),
    ...own(sources, clue).flatMap((each) => ["role", "source", "sheet"].map((name) => shown(sources[name], each))),
  ].join("\n").toLowerCase();
  return haystacks[clue];
}

const places = new Map();
function sorter(name) {
  if (name === "money") return (a, b) => (findings.cents[b] ?? -1) - (findings.cents[a] ?? -1) || a - b;
  if (name === "village") {
    const order = new Intl.Collator("zh-CN");
    if (!places.size)
      [...villages.keys()]
        .sort((a, b) => order.compare(villages[a], villages[b]))
        .forEach((code, at) => places.set(code, at));
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
