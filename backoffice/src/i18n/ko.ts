import { account } from "./ko/account.ts";
import { everywhere } from "./ko/everywhere.ts";
import { integration } from "./ko/integration.ts";
import { member } from "./ko/member.ts";
import { payment } from "./ko/payment.ts";
import { settlement } from "./ko/settlement.ts";
import { transaction } from "./ko/transaction.ts";

export const ko = {
  ...everywhere,
  ...account,
  ...transaction,
  ...payment,
  ...settlement,
  ...integration,
  ...member,
};
