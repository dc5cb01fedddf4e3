import { account } from "./ko/account.ts";
import { common } from "./ko/common.ts";
import { integration } from "./ko/integration.ts";
import { member } from "./ko/member.ts";
import { payment } from "./ko/payment.ts";
import { transaction } from "./ko/transaction.ts";

export const ko = {
  ...common,
  ...account,
  ...transaction,
  ...payment,
  ...integration,
  ...member,
};
