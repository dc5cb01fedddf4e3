// What the shop's server does with pay200: three requests, with the secret key that no page ever sees.
const gateway = process.env.PAY200_GATEWAY;
const secretKey = process.env.PAY200_SECRET_KEY;

async function pay200(path, body) {
  const answer = await fetch(gateway + path, {
    method: "POST",
    headers: {
      Authorization: "Basic " + Buffer.from(secretKey + ":").toString("base64"),
      "Content-Type": "application/json",
      "Accept-Language": "ko",
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

/** What is ordered costs what the shop says, whatever a page may say. */
function order(items) {
  const lines = menu.map((item) => ({ ...item, count: Number(items?.[item.id]) || 0 }));
  const bought = lines.filter(
    (line) => Number.isInteger(line.count) && line.count > 0 && line.count < 100,
  );
  if (bought.length === 0) return undefined;
  const more =
    bought.length > 1
      ? ` 외 ${bought.length - 1}건`
      : bought[0].count > 1
        ? ` ${bought[0].count}개`
        : "";
  return {
    orderId: `cafe-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
    orderName: bought[0].name + more,
    amount: bought.reduce((sum, line) => sum + line.price * line.count, 0),
  };
}

// A real shop keeps its orders in a database.
const orders = new Map();

export function makeOrder({ items }) {
  const made = order(items);
  if (!made)
    return { status: 400, body: { code: "EMPTY_ORDER", message: "주문할 메뉴를 골라 주세요." } };
  orders.set(made.orderId, made);
  if (orders.size > 1000) orders.delete(orders.keys().next().value);
  return { status: 200, body: made };
}

export async function createPayment({ items }) {
  const made = makeOrder({ items });
  if (made.status !== 200) return made;
  const answer = await pay200("/v1/payments", made.body);
  if (answer.status !== 200) return answer;
  const { mId, pageToken, orderId } = answer.body;
  return { status: 200, body: { mId, pageToken: pageToken.token, orderId } };
}

export async function confirmPayment({ paymentKey, orderId, amount }) {
  const ordered = orders.get(orderId);
  if (!ordered || ordered.amount !== amount) {
    return {
      status: 400,
      body: { code: "WRONG_AMOUNT", message: "주문 금액이 일치하지 않습니다." },
    };
  }
  const answer = await pay200("/v1/payments/confirm", { paymentKey, orderId, amount });
  if (answer.status !== 200) {
    const { code, message } = answer.body;
    return { status: answer.status, body: { code, message } };
  }
  return { status: 200, body: { status: answer.body.status, orderId } };
}
