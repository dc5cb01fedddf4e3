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

  tree.noun("tx", "Transactions: search, export, show, cancel, refund");
  add_tx_search(tree);
  add_tx_export(tree);
  add_tx_show(tree);
  add_tx_cancel(tree);
  add_tx_refund(tree);

  tree.noun("payment", "Payments: list, timeline, resolve");
  add_payment_list(tree);
  add_payment_timeline(tree);
  add_payment_resolve(tree);

  tree.noun("day", "Business days: close, status");
  add_day_close(tree);
  add_day_status(tree);

  tree.noun("reconcile", "Clearing files and our books: run, list, show, close");
  add_reconcile_run(tree);
  add_reconcile_list(tree);
  add_reconcile_show(tree);
  add_reconcile_close(tree);

  tree.noun("dispute", "Disputed sales: list, show, accept, contest");
  add_dispute_list(tree);
  add_dispute_show(tree);
  add_dispute_accept(tree);
  add_dispute_contest(tree);

  tree.noun("settle", "Settlement: run, list, show, trust");
  add_settle_run(tree);
  add_settle_list(tree);
  add_settle_show(tree);
  add_settle_trust(tree);

  tree.noun("payout", "Payouts: list, send, confirm, return");
  add_payout_list(tree);
  add_payout_send(tree);
  add_payout_confirm(tree);
  add_payout_return(tree);

  tree.noun("holiday", "Bank holidays: load, list");
  add_holiday_load(tree);
  add_holiday_list(tree);

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

  tree.noun("sandbox", "The card network of test mode: start, close-day, fault");
  add_sandbox_start(tree);
  add_sandbox_close_day(tree);
  add_sandbox_fault(tree);

  tree.noun("vault", "The card vault: rotate, status");
  add_vault_rotate(tree);
  add_vault_status(tree);

  tree.noun("secrets", "What the keys of the secrets file seal: reseal");
  add_secrets_reseal(tree);

  tree.noun("audit", "What operators and staff have done: list, verify");
  add_audit_list(tree);
  add_audit_verify(tree);

  add_refund(tree);
  add_doctor(tree);
  add_man(tree);
  add_completion(tree);
  add_version(tree);
}

}  // namespace pay200::pgctl
