#pragma once
// The people of the demonstration: a shop and a shopper of test mode. Their log-ins are no secrets.

#include <string>
#include <vector>

#include "dev/shopper_client.hpp"

namespace pay200::dev {

inline constexpr const char* kDemoShopName = "카페 온도";
/// Made up; its check digit is right.
inline constexpr const char* kDemoBusinessNumber = "123-45-67891";
/// The same shop's vending machine: a page without a server.
inline constexpr const char* kDemoKioskName = "카페 온도 무인점";
inline constexpr const char* kDemoKioskNumber = "220-81-23455";
inline constexpr int kDemoFeeBasisPoints = 250;

inline constexpr const char* kDemoLoginId = "shopper@example.com";
inline constexpr const char* kDemoShopperName = "김온도";
inline constexpr const char* kDemoPassword = "coffee-and-cake";
inline constexpr const char* kDemoPin = "135790";

/// Who owns both shops in the back office; the authenticator app's secret is in dev.json.
inline constexpr const char* kDemoStaffLoginId = "owner@example.com";
inline constexpr const char* kDemoStaffName = "박온도";
inline constexpr const char* kDemoStaffPassword = "coffee-at-the-office";

struct DemoCard {
  std::string korean, english;  ///< what the sandbox does with it
  CardDetails details;
};

/// One that approves, one that is declined, one without money (sandbox/test_card.hpp).
const std::vector<DemoCard>& demo_cards();

}  // namespace pay200::dev
