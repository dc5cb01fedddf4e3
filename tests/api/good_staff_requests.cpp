#include "tests/api/good_staff_requests.hpp"

#include "core/staff/totp.hpp"
#include "dev/authenticator.hpp"
#include "tests/support/cleared_day.hpp"

namespace pay200::test {
namespace {

using Path = std::map<std::string, std::string>;

Path at_shop(RequestWorld& world, Path more = {}) {
  more["mId"] = world.shop_account().merchant_id;
  return more;
}

GoodRequest at_the_shop(RequestWorld& world) {
  return {.path = at_shop(world), .names_what_is_owned = true};
}

/// What the shop's server asks by another operation.
std::function<GoodRequest(RequestWorld&)> by_staff(const std::string& operation) {
  return [operation](RequestWorld& world) {
    GoodRequest request = good_requests().at(operation)(world);
    request.path["mId"] = world.shop_account().merchant_id;
    request.names_what_is_owned = true;
    return request;
  };
}

GoodRequest as(GoodRequest request, const dev::StaffClient& client) {
  request.staff_session = client.session();
  request.staff_csrf_token = client.csrf_token();
  return request;
}

GoodRequest log_in_staff(RequestWorld& world) {
  const auto [account, password] = world.invited();
  return {.body = {{"loginId", account.login_id}, {"password", password}}};
}

GoodRequest enroll_staff_totp(RequestWorld& world) {
  auto client = RequestWorld::new_staff_client();
  const auto [account, password] = world.invited();
  dev::expect_ok(client.log_in(account.login_id, password), "log in");
  return as({}, client);
}

GoodRequest confirm_staff_totp(RequestWorld& world) {
  auto client = RequestWorld::new_staff_client();
  const auto [account, password] = world.invited();
  dev::expect_ok(client.log_in(account.login_id, password), "log in");
  const auto begun = client.api().send("POST", "/backoffice/v1/login/totp/enroll", std::nullopt);
  const std::string secret = dev::expect_ok(begun, "set up an app").text("secret");
  return as({.body = {{"code", dev::authenticator_code(secret, system_clock().now())}}}, client);
}

/// Somebody who has logged in before. The code of the next step has not been used.
std::pair<dev::StaffClient, std::string> at_work(RequestWorld& world,
                                                 dev::StaffAccount* whose = nullptr) {
  auto client = RequestWorld::new_staff_client();
  auto [account, password] = world.invited();
  client.begin(account, password);
  if (whose != nullptr) *whose = account;
  return {std::move(client),
          dev::authenticator_code(account.totp_secret, system_clock().now() + kTotpStep)};
}

GoodRequest log_in_staff_totp(RequestWorld& world) {
  dev::StaffAccount account;
  auto [client, code] = at_work(world, &account);
  dev::expect_ok(client.log_in(account.login_id, account.password), "log in");
  return as({.body = {{"code", code}}}, client);
}

GoodRequest log_out_staff(RequestWorld& world) { return as({}, at_work(world).first); }

GoodRequest change_staff_password(RequestWorld& world) {
  dev::StaffAccount account;
  const auto client = at_work(world, &account).first;
  return as({.body = {{"password", account.password}, {"newPassword", "another umbrella"}},
             .narrowed = {"newPassword"}},
            client);
}

GoodRequest renew_recovery_codes(RequestWorld& world) {
  const auto [client, code] = at_work(world);
  return as({.body = {{"code", code}}}, client);
}

Path listing_filter() {
  return {{"search", "커피"}, {"from", "2026-01-01"}, {"to", "2099-12-31"}, {"type", "PAYMENT"}};
}

GoodRequest get_backoffice_totals(RequestWorld& world) {
  return {.path = at_shop(world), .query = listing_filter(), .names_what_is_owned = true};
}

GoodRequest list_backoffice_transactions(RequestWorld& world) {
  auto request = get_backoffice_totals(world);
  request.query["cursor"] = "older_068kx2v9cd7nvw8eh4ah2k9qzr";
  request.query["limit"] = "10";
  return request;
}

GoodRequest export_backoffice_transactions(RequestWorld& world) {
  auto request = get_backoffice_totals(world);
  request.query["lang"] = "en";
  return request;
}

GoodRequest get_backoffice_changes(RequestWorld& world) {
  return {.path = at_shop(world),
          .query = {{"since", "txn_068kx2v9cd7nvw8eh4ah2k9qzr"}},
          .names_what_is_owned = true};
}

GoodRequest get_overview(RequestWorld& world) {
  return {.path = at_shop(world), .query = {{"days", "7"}}, .names_what_is_owned = true};
}

GoodRequest list_backoffice_settlements(RequestWorld& world) {
  return {.path = at_shop(world),
          .query = {{"from", "2026-01-01"},
                    {"to", "2099-12-31"},
                    {"startingAfter", "stl_0000000g" + std::string(26, '0')},
                    {"limit", "10"}},
          .names_what_is_owned = true};
}

/// Of today's sales; a shop has one a day.
std::string settlement(RequestWorld& world) {
  const std::string shop = world.shop_account().merchant_id;
  const std::string path = "/backoffice/v1/merchants/" + shop + "/settlements";
  const auto known = dev::expect_ok(world.staff().api().get(path), "list settlements");
  if (!known.body.at("settlements").empty()) {
    return known.body.at("settlements").at(0).at("settlementId");
  }
  world.paid_by(world.app());
  const auto execute = [](const std::string& sql) {
    return RequestWorld::stack().postgres().execute(sql, "pay200");
  };
  std::string day = execute("SELECT max(business_day) FROM pay200.transaction");
  day.pop_back();
  for (const char* acquirer : {"sandbox", "sandbox2"}) {
    clear_day(execute, {.business_day = day, .acquirer = acquirer});
  }
  execute("SET search_path = pay200; SELECT settle_business_day(" +
          std::to_string(merchant_id_from_text(shop).value().value) +
          ", uuid_v7(now()), uuid_v7(now()), '" + day + "', date '" + day + "' + 2, now())");
  return settlement(world);
}

GoodRequest get_backoffice_settlement(RequestWorld& world) {
  return {.path = at_shop(world, {{"settlementId", settlement(world)}}),
          .query = {{"startingAfter", "sln_" + std::string(26, '0')}, {"limit", "10"}},
          .names_what_is_owned = true};
}

GoodRequest export_backoffice_settlement(RequestWorld& world) {
  auto request = get_backoffice_settlement(world);
  request.query = {{"lang", "en"}};
  return request;
}

GoodRequest issue_api_key(RequestWorld& world) {
  return {.path = at_shop(world), .body = {{"kind", "secret"}}, .names_what_is_owned = true};
}

std::string new_api_key(RequestWorld& world) {
  const auto issued = world.staff().api().post(
      "/backoffice/v1/merchants/" + world.shop_account().merchant_id + "/api-keys",
      {{"kind", "client"}});
  return dev::expect_ok(issued, "issue a key").text("keyId");
}

GoodRequest revoke_api_key(RequestWorld& world) {
  return {.path = at_shop(world, {{"keyId", new_api_key(world)}}), .names_what_is_owned = true};
}

GoodRequest rotate_api_key(RequestWorld& world) {
  auto request = revoke_api_key(world);
  request.body = {{"overlapHours", 24}};
  return request;
}

GoodRequest allow_origin(RequestWorld& world) {
  return {.path = at_shop(world),
          .body = {{"origin", "https://shop.example"}},
          .narrowed = {"origin"},
          .names_what_is_owned = true};
}

GoodRequest remove_origin(RequestWorld& world) {
  return {.path = at_shop(world),
          .query = {{"origin", "https://shop.example"}},
          .names_what_is_owned = true};
}

GoodRequest add_member(RequestWorld& world) {
  return {.path = at_shop(world),
          .body = {{"loginId", dev::unused_order_id() + "@shop.example"},
                   {"name", "김미나"},
                   {"role", "viewer"}},
          .narrowed = {"loginId"},
          .names_what_is_owned = true};
}

GoodRequest remove_member(RequestWorld& world) {
  const auto added = world.staff().api().post(
      "/backoffice/v1/merchants/" + world.shop_account().merchant_id + "/members",
      add_member(world).body);
  return {.path = at_shop(world, {{"staffId", dev::expect_ok(added, "add").text("staffId")}}),
          .names_what_is_owned = true};
}

GoodRequest change_member(RequestWorld& world) {
  auto request = remove_member(world);
  request.body = {{"role", "manager"}};
  return request;
}

GoodRequest get_staff_account(RequestWorld&) { return {}; }

}  // namespace

const GoodRequests& good_staff_requests() {
  static const GoodRequests requests = {
      {"logInStaff", log_in_staff},
      {"logInStaffTotp", log_in_staff_totp},
      {"enrollStaffTotp", enroll_staff_totp},
      {"confirmStaffTotp", confirm_staff_totp},
      {"logOutStaff", log_out_staff},
      {"getStaffAccount", get_staff_account},
      {"changeStaffPassword", change_staff_password},
      {"renewRecoveryCodes", renew_recovery_codes},
      {"getOverview", get_overview},
      {"listBackofficeTransactions", list_backoffice_transactions},
      {"getBackofficeTotals", get_backoffice_totals},
      {"getBackofficeChanges", get_backoffice_changes},
      {"exportBackofficeTransactions", export_backoffice_transactions},
      {"getBackofficePayment", by_staff("getPayment")},
      {"cancelBackofficePayment", by_staff("cancelPayment")},
      {"listBackofficeSettlements", list_backoffice_settlements},
      {"getBackofficeSettlement", get_backoffice_settlement},
      {"exportBackofficeSettlement", export_backoffice_settlement},
      {"listApiKeys", at_the_shop},
      {"issueApiKey", issue_api_key},
      {"rotateApiKey", rotate_api_key},
      {"revokeApiKey", revoke_api_key},
      {"listOrigins", at_the_shop},
      {"allowOrigin", allow_origin},
      {"removeOrigin", remove_origin},
      {"listBackofficeWebhookEndpoints", at_the_shop},
      {"createBackofficeWebhookEndpoint", by_staff("createWebhookEndpoint")},
      {"getBackofficeWebhookEndpoint", by_staff("getWebhookEndpoint")},
      {"updateBackofficeWebhookEndpoint", by_staff("updateWebhookEndpoint")},
      {"deleteBackofficeWebhookEndpoint", by_staff("getWebhookEndpoint")},
      {"rotateBackofficeWebhookSecret", by_staff("rotateWebhookSecret")},
      {"sendBackofficeTestWebhook", by_staff("getWebhookEndpoint")},
      {"listBackofficeWebhooks", by_staff("listWebhooks")},
      {"getBackofficeWebhook", by_staff("getWebhook")},
      {"resendBackofficeWebhook", by_staff("getWebhook")},
      {"listMembers", at_the_shop},
      {"addMember", add_member},
      {"changeMember", change_member},
      {"removeMember", remove_member},
  };
  return requests;
}

}  // namespace pay200::test
