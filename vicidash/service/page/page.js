// The floor, live from the stream. All text of the dialer goes in as text, never as markup.
"use strict";

const STALE_AFTER = 20; // seconds since the agents were polled, after which the picture greys
const SILENT_AFTER = 40; // seconds without a byte, after which the stream is opened anew
const UNKNOWN = "—";
const KEY = "vicidash-token";
const MASKED = "***";

const byId = (id) => document.getElementById(id);
let picture = null;
let lastId = "";
let ahead = 0; // milliseconds by which the service's clock is ahead of ours
let problem = "";
let heard = Date.now();
let token = sessionStorage.getItem(KEY) || "";
let streaming = null;

// The stream

function applied(before, changes) {
  // a JSON Patch of add, remove and replace; what it does not touch is shared
  const copied = new Map([["", { ...before }]]);
  const plain = (step) => step.replaceAll("~1", "/").replaceAll("~0", "~");
  const own = (path) => {
    if (!copied.has(path)) {
      const at = path.lastIndexOf("/");
      const holder = own(path.slice(0, at));
      const name = plain(path.slice(at + 1));
      copied.set(path, { ...holder[name] });
      holder[name] = copied.get(path);
    }
    return copied.get(path);
  };
  for (const change of changes) {
    const at = change.path.lastIndexOf("/");
    const holder = own(change.path.slice(0, at));
    const name = plain(change.path.slice(at + 1));
    if (change.op === "remove") delete holder[name];
    else {
      holder[name] = change.value;
      copied.delete(change.path);
    }
  }
  return copied.get("");
}

function take(block) {
  let kind = "";
  let data = "";
  let id = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) kind = line.slice(7);
    else if (line.startsWith("data: ")) data = line.slice(6);
    else if (line.startsWith("id: ")) id = line.slice(4);
  }
  if (kind === "snapshot") picture = JSON.parse(data);
  else if (kind === "difference") picture = applied(picture, JSON.parse(data));
  else return;
  lastId = id;
  draw();
}

async function follow(signal) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (lastId && picture) headers["Last-Event-ID"] = lastId;
  const answer = await fetch("api/stream", { headers, signal, cache: "no-store" });
  if (answer.status === 401 || answer.status === 403) {
    const said = (await answer.json().catch(() => ({}))).title;
    return ask(token ? said || "The token is refused" : "");
  }
  if (!answer.ok) throw new Error(`the service answers ${answer.status}`);
  const date = Date.parse(answer.headers.get("Date") || "");
  if (!Number.isNaN(date)) ahead = date - Date.now();
  show(true);
  problem = "";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the service has ended the stream");
    heard = Date.now();
    rest += value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      take(rest.slice(0, end));
      rest = rest.slice(end + 2);
    }
  }
}

async function keepFollowing() {
  let wait = 1;
  for (;;) {
    streaming = new AbortController();
    heard = Date.now();
    try {
      await follow(streaming.signal);
      return; // a token is asked for
    } catch (error) {
      if (!problem) wait = 1;
      problem = "connection to the service lost";
      tick();
    }
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    wait = Math.min(30, wait * 2);
  }
}

// The token

function show(there) {
  byId("floor").hidden = !there;
  byId("login").hidden = there;
}

function ask(why) {
  picture = null;
  lastId = "";
  token = "";
  sessionStorage.removeItem(KEY);
  byId("refused").textContent = why;
  byId("link").textContent = "";
  show(false);
  byId("token").focus();
}

byId("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  byId("token").value = "";
  sessionStorage.setItem(KEY, token);
  keepFollowing();
});

// Figures as text

const now = () => Date.now() + ahead;
const number = (value) => (value === null || value === undefined ? UNKNOWN : value.toLocaleString("en"));
const percent = (value) => (value === null || value === undefined ? UNKNOWN : `${value.toFixed(2)}%`);
const level = (value) => (value === null || value === undefined ? UNKNOWN : value.toString());

function duration(since) {
  if (!since) return UNKNOWN;
  const seconds = Math.max(0, Math.floor((now() - Date.parse(since)) / 1000));
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest.replace(/^0/, "");
}

const LOOKS = ["", "warn", "bad"];
const SIGNS = ["", " !", " !!"]; // never by colour alone

function dropGrade(value) {
  const { drop_warn, drop_critical } = picture.limits;
  return value === null ? 0 : value >= drop_critical ? 2 : value >= drop_warn ? 1 : 0;
}
const dropClass = (value) => LOOKS[dropGrade(value)];
const drop = (value) => percent(value) + SIGNS[dropGrade(value)];
const MARKS = { exact: "", at_least: "≥", about: "~" };
const STATE_CLASSES = { in_call: "busy", waiting: "good", paused: "warn", dead: "bad", dispo: "" };

// By table: title, class of the cells, text, class of the text

const CAMPAIGNS = [
  ["Campaign", "text", (row) => row.campaign_id],
  ["Agents", "", (row) => number(row.agents_logged_in)],
  ["Call", "", (row) => number(row.agents_incall)],
  ["Wait", "", (row) => number(row.agents_waiting)],
  ["Paused", "wide", (row) => number(row.agents_paused)],
  ["Queue", "", (row) => number(row.calls_in_queue)],
  ["Level", "wide", (row) => level(row.dial_level)],
  ["Calls", "wide", (row) => number(row.calls_today)],
  ["Drop", "", (row) => drop(row.drop_percent), (row) => dropClass(row.drop_percent)],
  ["30 days", "wide", (row) => drop(row.drop_percent_30_days), (row) => dropClass(row.drop_percent_30_days)],
  ["Hopper", "wide", (row) => number(row.hopper_level)],
];
const QUEUES = [
  ["In-group", "text", (row) => row.id],
  ["Waiting", "", (row) => number(row.calls_waiting)],
  ["Longest", "", (row) => (row.calls_waiting === 0 ? "0:00" : duration(row.longest_wait_since))],
  ["Calls", "wide", (row) => number(row.calls_today)],
  ["Service level", "", (row) => percent(row.service_level_1)],
];
const AGENTS = [
  ["Agent", "text", (row) => row.user],
  ["Name", "text wide", (row) => (row.full_name === MASKED ? "" : row.full_name || "")],
  ["Campaign", "text", (row) => row.campaign_id],
  ["State", "text", stateWords, (row) => STATE_CLASSES[row.state] || ""],
  ["Time", "", (row) => `${MARKS[row.state_exactness]}${duration(row.state_since)}`],
  ["Calls", "wide", (row) => number(row.calls_today)],
];

function stateWords(row) {
  const words = row.state.replace("_", " ");
  return row.state === "paused" && row.pause_code ? `${words} ${row.pause_code}` : words;
}

// Drawing

function fill(table, columns, rows, key) {
  if (!table.tHead.rows.length) {
    const head = table.tHead.insertRow();
    for (const [title, kind] of columns) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.className = kind;
      cell.textContent = title;
      head.append(cell);
    }
  }
  const body = table.tBodies[0];
  const known = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  rows.forEach((data, place) => {
    const name = data[key];
    let row = known.get(name);
    known.delete(name);
    if (!row) {
      row = document.createElement("tr");
      row.dataset.key = name;
      columns.forEach(() => row.insertCell());
    }
    if (body.rows[place] !== row) body.insertBefore(row, body.rows[place] || null);
    columns.forEach(([, kind, text, look], index) => {
      const cell = row.cells[index];
      const words = text(data);
      if (cell.textContent !== words) cell.textContent = words;
      const classes = look ? `${kind} ${look(data)}` : kind;
      if (cell.className !== classes) cell.className = classes;
    });
  });
  for (const row of known.values()) row.remove();
}

function drawTotals() {
  const sums = picture.totals;
  const queues = Object.values(picture.queues || {});
  const waiting = [sums.calls_in_queue, ...queues.map((each) => each.calls_waiting)];
  const calls = waiting.includes(null) ? null : waiting.reduce((sum, each) => sum + each, 0);
  const tiles = [
    ["Agents", number(sums.agents_logged_in), ""],
    ["In call", number(sums.agents_incall), "busy"],
    ["Waiting", number(sums.agents_waiting), "good"],
    ["Paused", number(sums.agents_paused), "warn"],
    ["Dead", number(sums.agents_dead), sums.agents_dead ? "bad" : ""],
    ["Calls waiting", number(calls), calls ? "bad" : ""],
    ["Drop today", drop(sums.drop_percent), dropClass(sums.drop_percent)],
    ["Calls today", number(sums.calls_today), ""],
  ];
  const list = byId("totals");
  tiles.forEach(([title, words, look], place) => {
    let tile = list.children[place];
    if (!tile) {
      tile = document.createElement("div");
      tile.append(document.createElement("dt"), document.createElement("dd"));
      list.append(tile);
    }
    tile.children[0].textContent = title;
    tile.children[1].textContent = words;
    tile.children[1].className = look;
  });
}

function drawAlerts() {
  const alerts = Object.values(picture.alerts);
  byId("alerts-section").hidden = !alerts.length;
  const list = byId("alerts");
  list.replaceChildren(
    ...alerts.map((alert) => {
      const item = document.createElement("li");
      const quiet = alert.over || alert.acknowledged_by || alert.snoozed_until;
      item.className = `${alert.severity}${quiet ? " quiet" : ""}`;
      const remedy = document.createElement("small");
      remedy.textContent = alert.remedy;
      item.append(`${alert.severity === "critical" ? "!!" : "!"} ${alert.words}`, remedy);
      return item;
    }),
  );
}

function shownAgents() {
  const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  return Object.values(picture.agents || {}).filter((row) => {
    const text = [row.user, row.full_name, row.campaign_id, stateWords(row)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function draw() {
  if (!picture) return;
  drawTotals();
  drawAlerts();
  fill(byId("campaigns"), CAMPAIGNS, Object.values(picture.campaigns || {}), "campaign_id");
  const queues = Object.values(picture.queues || {});
  byId("queues-section").hidden = !queues.length;
  fill(byId("queues"), QUEUES, queues, "id");
  const agents = shownAgents();
  fill(byId("agents"), AGENTS, agents, "user");
  byId("count").textContent = `${agents.length} of ${Object.keys(picture.agents || {}).length}`;
  tick();
}

function tick() {
  if (!picture) {
    if (problem) byId("link").textContent = problem;
    return;
  }
  const polled = picture.polled.agents;
  const age = polled ? Math.max(0, Math.floor((now() - Date.parse(polled)) / 1000)) : null;
  const words = { live: "live", connecting: "connecting", retrying: "the dialer does not answer", stopped: "polling has stopped" };
  const bad = problem || picture.link.state === "retrying" || picture.link.state === "stopped";
  const stale = bad || age === null || age > STALE_AFTER;
  const link = byId("link");
  link.textContent = `${problem || words[picture.link.state]}${age === null ? "" : ` · ${age} s ago`}`;
  link.className = stale ? "bad" : "";
  link.title = picture.link.problem || "";
  document.body.classList.toggle("stale", Boolean(stale));
}

byId("filter").addEventListener("input", draw);
setInterval(() => {
  if (Date.now() - heard > SILENT_AFTER * 1000 && streaming) streaming.abort();
  if (!document.hidden) draw();
  else tick();
}, 1000);
keepFollowing();
