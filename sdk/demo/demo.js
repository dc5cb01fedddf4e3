// The demonstration's page. What it has of pay200 is in ways/: one file for each way in.
import { nameOf, orderName } from "./order_name.js";
import { picture } from "./pictures.js";
import { texts } from "./texts.js";

const { way } = document.body.dataset;
const menu = JSON.parse(document.body.dataset.menu);
const { buy } = await import(`./ways/${way}.js`);
const ways = ["one_line", "server_created", "server_confirmed"];
const counts = Object.fromEntries(menu.map(({ id }) => [id, id === "americano" ? 2 : 0]));

let language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "ko";

const byId = (id) => document.getElementById(id);

function make(name, className, ...children) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

const total = () => menu.reduce((sum, { id, price }) => sum + price * counts[id], 0);

function step(sign, label, change) {
  const button = make("button", "step", sign);
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", change);
  return button;
}

function change(id, by) {
  counts[id] = Math.min(9, Math.max(0, counts[id] + by));
  byId("result").hidden = true;
  render();
}

function card(item) {
  const t = texts[language];
  const count = make("span", "count", `${counts[item.id]}`);
  const steps = make(
    "div",
    "steps",
    step("−", t.fewer(nameOf(item, language)), () => change(item.id, -1)),
    count,
    step("+", t.more(nameOf(item, language)), () => change(item.id, 1)),
  );
  const words = make(
    "div",
    "words",
    make("h2", "", nameOf(item, language)),
    make("p", "", t.won(item.price)),
  );
  const made = make(
    "article",
    "card",
    make("div", `art ${item.id}`, picture(item.id)),
    words,
    steps,
  );
  made.classList.toggle("chosen", counts[item.id] > 0);
  return made;
}

function line(item) {
  const words = make("span", "", `${nameOf(item, language)} × ${counts[item.id]}`);
  return make("li", "", words, make("span", "", texts[language].won(item.price * counts[item.id])));
}

function tab(name) {
  const link = make("a", "tab", texts[language].names[name]);
  link.href = `?way=${name}${language === "en" ? "&lang=en" : ""}`;
  if (name === way) link.setAttribute("aria-current", "page");
  return link;
}

/** Keeps the focus where it was: on the same button of the same card. */
function replace(parent, children) {
  const buttons = () => [...parent.querySelectorAll("button")];
  const focused = buttons().indexOf(document.activeElement);
  parent.replaceChildren(...children);
  if (focused >= 0) buttons()[focused]?.focus();
}

function render() {
  const t = texts[language];
  document.documentElement.lang = language;
  document.title = t.page;
  document.cookie = `lang=${language}; path=/demo/; SameSite=Lax`; // for the shop's server
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = t[element.dataset.text];
  }
  const chosen = menu.filter(({ id }) => counts[id] > 0);
  replace(byId("menu"), menu.map(card));
  replace(byId("lines"), chosen.length ? chosen.map(line) : [make("li", "empty", t.empty)]);
  replace(byId("ways"), ways.map(tab));
  byId("total").textContent = t.won(total());
  byId("pay").textContent = t.pay(t.won(total()));
  byId("pay").disabled = total() === 0;
  byId("way-note").textContent = t.notes[way];
  byId("language").textContent = t.other;
  byId("language").lang = language === "en" ? "ko" : "en";
}

function tell(kind, text) {
  const result = byId("result");
  result.className = `result ${kind}`;
  result.textContent = text;
  result.hidden = false;
}

/** The shop's server says what an order costs; without a server the page does. */
async function order() {
  const items = { ...counts };
  const chosen = menu
    .filter(({ id }) => items[id] > 0)
    .map((item) => ({ ...item, count: items[item.id] }));
  const own = {
    items,
    id: `kiosk-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
    name: orderName(chosen, language),
    amount: total(),
  };
  if (way !== "server_confirmed") return own;
  const answer = await fetch("/demo/api/orders", {
    method: "POST",
    body: JSON.stringify({ items }),
  });
  if (!answer.ok) throw await answer.json();
  const made = await answer.json();
  return { items, id: made.orderId, name: made.orderName, amount: made.amount };
}

async function pay() {
  byId("result").hidden = true;
  byId("pay").disabled = true;
  try {
    const ordered = await order();
    let orderId = ordered.id;
    const undo = Pay200.on("change", (payment) => (orderId = payment.orderId));
    try {
      await buy(ordered);
    } finally {
      undo();
    }
    tell("good", texts[language].paid(orderId));
    for (const id of Object.keys(counts)) counts[id] = 0;
  } catch (failed) {
    tell(
      failed.code === "PAY_PROCESS_CANCELED" ? "calm" : "bad",
      `${failed.message} (${failed.code})`,
    );
  }
  render();
}

byId("pay").addEventListener("click", () => void pay());
byId("language").addEventListener("click", () => {
  language = language === "en" ? "ko" : "en";
  byId("result").hidden = true;
  render();
});
render();

const source = await (await fetch(`/demo/ways/${way}.js`)).text();
byId("source").textContent = source.slice(source.indexOf("\n")).trim(); // the note says the first line
