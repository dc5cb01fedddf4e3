#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {

void add_commands(CommandTree& tree) {
  tree.noun("merchant", "Merchants: add, list, show, update, suspend, resume");
  add_merchant_add(tree);
  add_merchant_list(tree);
  add_merchant_show(tree);
  add_merchant_update(tree);
  add_merchant_suspend(tree);
  add_merchant_resume(tree);

  tree.noun("key", "API keys: issue, list, rotate, revoke, verify");
  add_key_issue(tree);
  add_key_list(tree);
  add_key_rotate(tree);
  add_key_revoke(tree);
  add_key_verify(tree);

  tree.noun("tx", "Transactions: search, show, cancel, refund");
  add_tx_search(tree);
  add_tx_show(tree);
  add_tx_cancel(tree);
  add_tx_refund(tree);

  tree.noun("payment", "Payments: timeline, resolve");
  add_payment_timeline(tree);
  add_payment_resolve(tree);

  tree.noun("user", "Accounts: add, lock, unlock, reset-password");
  add_user_add(tree);
  add_user_lock(tree);
  add_user_unlock(tree);
  add_user_reset_password(tree);

  tree.noun("webhook", "Webhooks: list, resend, verify, listen");
  add_webhook_list(tree);
  add_webhook_resend(tree);
  add_webhook_verify(tree);
  add_webhook_listen(tree);

  tree.noun("db", "The database: migrate, status, check");
  add_db_migrate(tree);
  add_db_status(tree);
  add_db_check(tree);

  tree.noun("audit", "What operators and staff have done: list, verify");
  add_audit_list(tree);
  add_audit_verify(tree);

  add_refund(tree);
  add_doctor(tree);
  add_version(tree);
}

}  // namespace pay200::pgctl
