import { account } from "./en/account.ts";
import { everywhere } from "./en/everywhere.ts";
import { integration } from "./en/integration.ts";
import { member } from "./en/member.ts";
import { payment } from "./en/payment.ts";
import { settlement } from "./en/settlement.ts";
import { transaction } from "./en/transaction.ts";
import type { Texts } from "./i18n.ts";

export const en: Texts = {
  ...everywhere,
  ...account,
  ...transaction,
  ...payment,
  ...settlement,
  ...integration,
  ...member,
};
