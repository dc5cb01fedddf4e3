#include "pgctl/commands/commands.hpp"

namespace pay200::pgctl {

void add_commands(CommandTree& tree) {
  tree.noun("merchant", "Merchants: add, list, show");
  add_merchant_add(tree);
  add_merchant_list(tree);
  add_merchant_show(tree);

  tree.noun("key", "API keys of a merchant: issue, list, revoke");
  add_key_issue(tree);
  add_key_list(tree);
  add_key_revoke(tree);

  tree.noun("tx", "Transactions and their ledger entries: search, show");
  add_tx_search(tree);
  add_tx_show(tree);

  tree.noun("payment", "Payments: timeline");
  add_payment_timeline(tree);

  tree.noun("user", "Accounts: add, lock, unlock, reset-password");
  add_user_add(tree);
  add_user_lock(tree);
  add_user_unlock(tree);
  add_user_reset_password(tree);

  tree.noun("db", "The database: migrate, status, check");
  add_db_migrate(tree);
  add_db_status(tree);
  add_db_check(tree);

  add_version(tree);
}

}  // namespace pay200::pgctl
