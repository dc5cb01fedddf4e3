// 3. 페이지가 결제를 요청하고, 상점 서버가 금액을 확인한 뒤 승인합니다.
export async function buy(order) {
  const { paymentKey, orderId, amount } = await Pay200.requestPayment({
    orderId: order.id,
    orderName: order.name,
    amount: order.amount,
  });

  const answer = await fetch("/demo/api/confirm", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ paymentKey, orderId, amount }),
  });
  const payment = await answer.json();
  if (!answer.ok) throw payment; // { code, message }
  return payment.status; // "DONE"
}
