
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
  const others = rest.reduce((sum, each) => sum + each[1], 0);
  if (rest.length)
    content.push(make("p", "note", `另有 ${count(rest.length)} 个村（社区）共 ${count(others)} 条。`));
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
    const parts = data.statuses.map((name, status) => `${name} ${count(list.ids[status])} 行`);
    line.title = `${list.file}：${parts.filter((_, status) => list.ids[status]).join("，")}`;
    return line;
  });
  const legend = data.statuses
    .map((name, status) => make("span", "", make("i", `status-${status}`), name))
    .filter((_, status) => present[status]);
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
  const heads = ["文件", "类别", "采用行数", "未采用行数", "请留意"].map((text) =>
    make("th", text.endsWith("行数") ? "number" : "", text),
  );
  const rows = data.lists.map((list) => make("tr", "", ...cells(list)));
  const unread = data.unread.map(([file, reason]) =>
    make("tr", "", ...[told(file), "未读取", "", "", told(reason)].map((part) => make("td", "", part))),
  );
  const table = make("table", "", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows, ...unread));
  byId("lists").append(make("div", "scroll", table));
}
