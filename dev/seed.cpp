#include "dev/seed.hpp"

#include <optional>

#include "dev/demo_data.hpp"
#include "dev/shop_client.hpp"
#include "dev/shopper_client.hpp"

namespace pay200::dev {
namespace {

constexpr std::size_t kLastDigits = 4;

/// The shop of an earlier start, if its secret key still opens this gateway.
std::optional<ShopAccount> earlier_shop(const Stack& stack, const nlohmann::json& earlier) {
  if (!earlier.is_object() || !earlier.contains("merchant") || !earlier.contains("keys")) {
    return std::nullopt;
  }
  ShopAccount shop;
  shop.merchant_id = earlier["merchant"].value("id", "");
  shop.name = earlier["merchant"].value("name", "");
  shop.secret_key = earlier["keys"].value("secret", "");
  shop.client_key = earlier["keys"].value("client", "");
  ShopClient client(stack.base_url(), shop.secret_key);
  constexpr int kNotFound = 404;  // authenticated, and there is no such order
  if (client.get_payment_by_order(unused_order_id()).status != kNotFound) return std::nullopt;
  return shop;
}

/// Who is there from an earlier start logs in with the app's secret that dev.json knows; without it
/// the app is set up anew.
StaffAccount add_owner(const Stack& stack, Accounts& accounts,
                       const std::vector<const ShopAccount*>& shops,
                       const nlohmann::json& earlier) {
  StaffAccount owner{kDemoStaffLoginId, kDemoStaffName, kDemoStaffPassword};
  std::string one_time_password;
  for (const ShopAccount* shop : shops) {
    const auto made = accounts.add_member(*shop, owner.login_id, owner.name, "owner");
    if (made && !made->empty()) one_time_password = *made;
    // The second shop takes nobody who has not logged in yet.
    if (!one_time_password.empty() && owner.totp_secret.empty()) {
      StaffClient(stack.base_url()).begin(owner, one_time_password);
    }
  }
  if (!owner.totp_secret.empty()) return owner;
  const nlohmann::json::json_pointer known("/logins/staff/totpSecret");
  if (earlier.is_object() && earlier.contains(known)) {
    owner.totp_secret = earlier.at(known).get<std::string>();
  } else {
    StaffClient(stack.base_url()).begin(owner, accounts.reset_staff(owner.login_id));
  }
  return owner;
}

std::string last_four_of(const std::string& number) {
  return number.substr(number.size() - kLastDigits);
}

std::map<std::string, std::string> cards_of(ShopperClient& shopper) {
  const ApiAnswer listed = shopper.list_cards();
  std::map<std::string, std::string> ids;
  for (const auto& card : expect_ok(listed, "list cards").body.at("cards")) {
    ids[last_four_of(card.at("number"))] = card.at("cardId");
  }
  return ids;
}

}  // namespace

std::map<std::string, std::string> register_cards(ShopperClient& shopper,
                                                  const std::vector<CardDetails>& cards) {
  auto ids = cards_of(shopper);
  for (const auto& card : cards) {
    const std::string last_four = last_four_of(card.number);
    if (ids.contains(last_four)) continue;
    const ApiAnswer added = shopper.add_card(card);
    ids[last_four] = expect_ok(added, "register card ..." + last_four).text("cardId");
  }
  return ids;
}

Seeded seed(Stack& stack, const nlohmann::json& earlier) {
  Accounts accounts(stack);
  Seeded seeded;
  const auto found = earlier_shop(stack, earlier);
  const auto kiosk =
      earlier_shop(stack, earlier.is_object() ? earlier.value("kiosk", nlohmann::json()) : earlier);
  seeded.shop =
      found ? *found : accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints);
  seeded.kiosk =
      kiosk ? *kiosk : accounts.add_kiosk(kDemoKioskName, kDemoKioskNumber, kDemoFeeBasisPoints);
  // Their pages are opened under either name of this machine; the port may be another each time.
  for (const char* host : {"127.0.0.1", "localhost"}) {
    const std::string origin = std::string("http://") + host + ":" + std::to_string(stack.port());
    for (const ShopAccount* shop : {&seeded.shop, &seeded.kiosk}) {
      accounts.allow_origin(*shop, origin);
    }
  }
  seeded.shopper = {kDemoLoginId, kDemoShopperName, kDemoPassword, kDemoPin};
  accounts.add_shopper(seeded.shopper);
  seeded.staff = add_owner(stack, accounts, {&seeded.shop, &seeded.kiosk}, earlier);
  ShopperClient shopper(stack.base_url());
  const ApiAnswer logged_in = shopper.log_in(kDemoLoginId, kDemoPassword);
  expect_ok(logged_in, "log in");
  std::vector<CardDetails> cards;
  for (const auto& card : demo_cards()) cards.push_back(card.details);
  seeded.card_ids = register_cards(shopper, cards);
  return seeded;
}

}  // namespace pay200::dev
