// 1. 서버 없이: 결제를 요청하고, 결과를 받습니다.
export async function buy(order) {
  const result = await Pay200.requestPayment({
    orderId: order.id,
    orderName: order.name,
    amount: order.amount,
  });
  return result.status; // "DONE"
}
