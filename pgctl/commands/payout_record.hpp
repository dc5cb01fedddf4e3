#pragma once
// Payouts as the verbs of `payout` show them.

#include <functional>
#include <string>
#include <vector>

#include "core/settlement/payout_service.hpp"
#include "pgctl/command_tree.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

/// `number_of`: the account number that a payout goes to; none: only what it ends in is shown.
using NumberOf = std::function<std::string(const Payout&)>;
Listing listing_of(const std::vector<Payout>& payouts, const NumberOf& number_of = {});
Details details_of(const Payout& payout);

/// Opens each number under the gateway's key. Failure if that is another one than it was sealed
/// under.
NumberOf account_numbers(Session& session);

/// Takes out those whose account nobody has verified, and names them: what is left may be an order
/// to the bank. False: there were some.
bool leave_out_unverified(Session& session, std::vector<Payout>& payouts);

/// "the test payout of 12,300 KRW to 한빛서점 (pyo_...)"
std::string description_of(const Payout& payout);
/// "made"
std::string state_text(PayoutState state);

/// kNotFound, or kNotAllowed if it is of the other mode.
Payout payout_from(Session& session, const std::string& text);

struct PayoutEndOptions {
  std::string payout, reference;
  std::optional<std::string> day;
  bool yes = false, dry_run = false;
};
void add_payout_end_options(Command& command, PayoutEndOptions& options, const char* reference);

/// What the bank has said of a payout that was sent: asks, does it, shows the payout.
struct PayoutEnding {
  const char* verb;         ///< "confirm"
  const char* consequence;  ///< for whoever is asked
  Result<PayoutService::Outcome> (PayoutService::*act)(const PayoutKey&,
                                                       std::chrono::year_month_day,
                                                       const std::string&, const std::string&);
};
ExitStatus end_payout(Session& session, const PayoutEndOptions& options,
                      const PayoutEnding& ending);

}  // namespace pay200::pgctl
