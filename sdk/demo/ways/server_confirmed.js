// 3. 페이지가 결제를 요청하고, 상점 서버가 금액을 확인한 뒤 승인합니다.
export async function buy(order) {
  const result = await Pay200.requestPayment({
    orderId: order.id,
    orderName: order.name,
    amount: order.amount,
    confirm: async (confirmed) => {
      const answer = await fetch("/demo/api/confirm", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(confirmed), // { paymentKey, orderId, amount }
      });
      // Declined (another card may follow), or not known yet: the window says so. All else is a refusal.
      if (answer.ok || [402, 504].includes(answer.status)) return;
      throw await answer.json();
    },
  });
  return result.status; // "DONE"
}
