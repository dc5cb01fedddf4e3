#pragma once
// Which transactions: what tx search and tx export both take.

#include <optional>
#include <string>

#include "core/transaction/transaction_search.hpp"
#include "pgctl/command_tree.hpp"

namespace pay200::pgctl {

struct TransactionOptions {
  std::optional<std::string> merchant, from, to, type, name;
};

void add_transaction_options(Command& command, TransactionOptions& options);

/// Of the mode that was asked for. Failure.
TransactionFilter transaction_filter_from(Session& session, const TransactionOptions& options);

}  // namespace pay200::pgctl
