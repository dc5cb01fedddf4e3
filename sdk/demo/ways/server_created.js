// 2. 상점 서버가 결제를 만들고, 페이지는 결제창만 엽니다.
export async function buy(order) {
  const answer = await fetch("/demo/api/payments", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ items: order.items }),
  });
  if (!answer.ok) throw await answer.json();
  const { mId, pageToken } = await answer.json();

  const result = await Pay200.openPayment({ mId, pageToken });
  return result.status; // "DONE"
}
