#pragma once
// A shop that has sold on 23 November 2026, cleared and not settled yet, and pgctl beside it.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/settlement/settlement.hpp"
#include "tests/pgctl/pgctl.hpp"
#include "tests/support/cleared_day.hpp"
#include "tests/support/payment_world.hpp"

namespace pay200::test {

class SettledWorld {
 public:
  SettledWorld() { sell_on("2026-11-23"); }

  void sell_on(const std::string& business_day) {
    world_.business_day = day_from_text(business_day).value();
    world_.bring_to(PaymentState::kApproved);
    clear_day(world_.database(), {business_day});
  }
  dev::Finished pgctl(const std::vector<std::string>& arguments) { return pgctl_.run(arguments); }
  dev::Finished at_terminal(const std::vector<std::string>& arguments,
                            std::vector<std::string> answers) {
    return pgctl_.at_terminal(arguments, std::move(answers));
  }
  /// A field of the first that a list answers.
  std::string first(std::vector<std::string> arguments, const std::string& field) {
    arguments.insert(arguments.end(), {"--output", "json"});
    return nlohmann::json::parse(pgctl(arguments).out)["items"][0][field];
  }
  /// Of everything sold until now.
  std::string settled() {
    pgctl({"settle", "run", "--day", "2026-12-31"});
    return first({"settle", "list"}, "settlement");
  }
  std::string payout() { return first({"payout", "list"}, "payout"); }
  void add_verified_account() {
    pgctl({"merchant", "update", merchant(), "--payout-account", "004-123456-01-789012",
           "--payout-account-holder", "데모 상점", "--yes"});
    pgctl({"merchant", "update", merchant(), "--payout-account-verified", "--yes"});
  }
  std::string merchant() const { return to_text(world_.merchant_id); }
  PaymentWorld& world() { return world_; }
  TestDatabase& database() { return world_.database(); }

 private:
  PaymentWorld world_;
  Pgctl pgctl_{world_.database()};
};

}  // namespace pay200::test
