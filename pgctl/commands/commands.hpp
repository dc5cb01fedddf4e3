#pragma once
// Every verb of pgctl on one page. Each is one file, <noun>_<verb>.cpp.

#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

void add_commands(CommandTree& tree);

void add_db_migrate(CommandTree& tree);
void add_db_status(CommandTree& tree);
void add_db_check(CommandTree& tree);
void add_merchant_add(CommandTree& tree);
void add_merchant_list(CommandTree& tree);
void add_merchant_show(CommandTree& tree);
void add_merchant_update(CommandTree& tree);
void add_merchant_suspend(CommandTree& tree);
void add_merchant_resume(CommandTree& tree);
void add_key_issue(CommandTree& tree);
void add_key_list(CommandTree& tree);
void add_key_revoke(CommandTree& tree);
void add_key_rotate(CommandTree& tree);
void add_key_verify(CommandTree& tree);
void add_tx_search(CommandTree& tree);
void add_tx_export(CommandTree& tree);
void add_tx_show(CommandTree& tree);
void add_tx_cancel(CommandTree& tree);
void add_tx_refund(CommandTree& tree);
void add_refund(CommandTree& tree);
void add_payment_list(CommandTree& tree);
void add_payment_resolve(CommandTree& tree);
void add_payment_timeline(CommandTree& tree);
void add_user_add(CommandTree& tree);
void add_user_lock(CommandTree& tree);
void add_user_unlock(CommandTree& tree);
void add_user_reset_password(CommandTree& tree);
void add_holiday_load(CommandTree& tree);
void add_holiday_list(CommandTree& tree);
void add_settle_run(CommandTree& tree);
void add_settle_list(CommandTree& tree);
void add_settle_show(CommandTree& tree);
void add_settle_trust(CommandTree& tree);
void add_payout_list(CommandTree& tree);
void add_payout_send(CommandTree& tree);
void add_payout_confirm(CommandTree& tree);
void add_payout_return(CommandTree& tree);
void add_webhook_list(CommandTree& tree);
void add_webhook_resend(CommandTree& tree);
void add_webhook_verify(CommandTree& tree);
void add_webhook_listen(CommandTree& tree);
void add_day_close(CommandTree& tree);
void add_day_status(CommandTree& tree);
void add_reconcile_run(CommandTree& tree);
void add_reconcile_list(CommandTree& tree);
void add_reconcile_show(CommandTree& tree);
void add_reconcile_close(CommandTree& tree);
void add_dispute_list(CommandTree& tree);
void add_dispute_show(CommandTree& tree);
void add_dispute_accept(CommandTree& tree);
void add_dispute_contest(CommandTree& tree);
void add_sandbox_close_day(CommandTree& tree);
void add_sandbox_start(CommandTree& tree);
void add_sandbox_fault(CommandTree& tree);
void add_vault_status(CommandTree& tree);
void add_vault_rotate(CommandTree& tree);
void add_secrets_reseal(CommandTree& tree);
void add_audit_list(CommandTree& tree);
void add_audit_verify(CommandTree& tree);
void add_doctor(CommandTree& tree);
void add_man(CommandTree& tree);
void add_completion(CommandTree& tree);
void add_version(CommandTree& tree);

}  // namespace pay200::pgctl
