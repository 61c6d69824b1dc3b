
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
  const months = findings.months[clue] ? `（${findings.months[clue]}个月）` : "";
  if (findings.cents[clue] !== null) fact("涉及金额", `${yuan(findings.cents[clue])}${months}，以核实为准`);
  const person = (each) => [shown(people.name, each), shown(people.number, each)].filter(Boolean).join("　");
  fact(
    "有关人员",
    ...own(people, clue).map((each) => make("div", "", told(shown(people.role, each)), "：", told(person(each)))),
  );
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
    const place = told(`${where}第${sources.row[each]}行`, "place");
    const head = make("th", "", told(shown(sources.role, each)), place);
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
  const key = make(
    "p",
    "key",
    "颜色：",
    make("span", "same", "＝ 与前面的相同"),
    " ",
    make("span", "other", "≠ 与前面的不同"),
    "　要看全称，请按文件、工作表、行号查原表。",
  );
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
