// What the shop's server does with pay200: three requests, with the secret key that no page ever sees.
import { orderName } from "./order_name.js";

const gateway = process.env.PAY200_GATEWAY;
const secretKey = process.env.PAY200_SECRET_KEY;

async function pay200(path, body, language) {
  const answer = await fetch(gateway + path, {
    method: "POST",
    headers: {
      Authorization: "Basic " + Buffer.from(secretKey + ":").toString("base64"),
      "Content-Type": "application/json",
      "Accept-Language": language,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

export const menu = [
  { id: "americano", name: "아메리카노", english: "Americano", price: 4500 },
  { id: "latte", name: "카페 라떼", english: "Caffè latte", price: 5200 },
  { id: "coldbrew", name: "콜드브루", english: "Cold brew", price: 5500 },
  { id: "madeleine", name: "레몬 마들렌", english: "Lemon madeleine", price: 3800 },
];

const refusals = {
  EMPTY_ORDER: { ko: "주문할 메뉴를 골라 주세요.", en: "Choose something from the menu." },
  WRONG_AMOUNT: { ko: "주문 금액이 일치하지 않습니다.", en: "That is not what the order costs." },
};
const refuse = (code, language) => ({
  status: 400,
  body: { code, message: refusals[code][language] },
});

/** What is ordered costs what the shop says, whatever a page may say. */
function order(items, language) {
  const lines = menu.map((item) => ({ ...item, count: Number(items?.[item.id]) || 0 }));
  const bought = lines.filter(
    (line) => Number.isInteger(line.count) && line.count > 0 && line.count < 100,
  );
  if (bought.length === 0) return undefined;
  return {
    orderId: `cafe-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
    orderName: orderName(bought, language),
    amount: bought.reduce((sum, line) => sum + line.price * line.count, 0),
  };
}

// A real shop keeps its orders in a database.
const orders = new Map();

export function makeOrder({ items }, language) {
  const made = order(items, language);
  if (!made) return refuse("EMPTY_ORDER", language);
  orders.set(made.orderId, made);
  if (orders.size > 1000) orders.delete(orders.keys().next().value);
  return { status: 200, body: made };
}

export async function createPayment({ items }, language) {
  const made = makeOrder({ items }, language);
  if (made.status !== 200) return made;
  const answer = await pay200("/v1/payments", made.body, language);
  if (answer.status !== 200) return answer;
  const { mId, pageToken, orderId } = answer.body;
  return { status: 200, body: { mId, pageToken: pageToken.token, orderId } };
}

export async function confirmPayment({ paymentKey, orderId, amount }, language) {
  const ordered = orders.get(orderId);
  if (!ordered || ordered.amount !== amount) return refuse("WRONG_AMOUNT", language);
  const answer = await pay200("/v1/payments/confirm", { paymentKey, orderId, amount }, language);
  if (answer.status !== 200) {
    const { code, message } = answer.body;
    return { status: answer.status, body: { code, message } };
  }
  return { status: 200, body: { status: answer.body.status, orderId } };
}
