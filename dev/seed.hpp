#pragma once
// The demonstration's shop and shopper in a running Stack: made on the first start, found again on
// later ones. The shop's keys are shown once and then only known to var/dev.json, so that is where
// they are found; without it new ones are issued.

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "dev/accounts.hpp"
#include "dev/shopper_client.hpp"
#include "dev/stack.hpp"
#include "dev/staff_client.hpp"

namespace pay200::dev {

struct Seeded {
  ShopAccount shop;
  ShopAccount kiosk;  ///< the same shop's machine, whose page has no server
  ShopperAccount shopper;
  StaffAccount staff;                           ///< owns both shops
  std::map<std::string, std::string> card_ids;  ///< by the last four digits
};

/// `earlier` is what dev.json said, or null. Cards are registered over HTTP, as the shopper.
/// Throws std::runtime_error or HttpFailure.
Seeded seed(Stack& stack, const nlohmann::json& earlier);

/// Registers the cards that the shopper does not have yet. The shopper is logged in.
std::map<std::string, std::string> register_cards(ShopperClient& shopper,
                                                  const std::vector<CardDetails>& cards);

}  // namespace pay200::dev
