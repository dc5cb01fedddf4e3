// What must not be kept anywhere goes every way there is, and is then looked for in everything
// that a machine keeps: logs, temporary files, the sandbox's journal, the database's files with
// their WAL, and a dump.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "core/platform/crypto/crypto.hpp"
#include "core/staff/one_time_text.hpp"
#include "core/staff/totp.hpp"
#include "dev/accounts.hpp"
#include "dev/authenticator.hpp"
#include "dev/process.hpp"
#include "dev/staff_client.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kPan = "4242424242424242";
constexpr const char* kWrongPan = "4242424242424241";
constexpr const char* kCvc = "739";

class CanaryTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  /// Also as PostgreSQL shows bytes, and as it travels in JSON and headers.
  void look_for(const std::string& what, const std::string& value) {
    ASSERT_FALSE(value.empty()) << what;
    canaries_[value] = what;
    canaries_[crypto::to_hex(value)] = what + ", in hex";
    canaries_[crypto::base64_encode(value)] = what + ", in base64";
  }

  /// Values so short that they are everywhere are looked for where they would stand.
  void look_for_short(const std::string& what, const std::string& name, const std::string& value) {
    for (const char* between : {R"(":")", R"(": ")", "=", R"(\":\")"}) {
      canaries_[name + between + value] = what;
    }
    canaries_["'" + value + "'"] = what + ", in SQL";
  }

  void look_for_cookies(const dev::ApiClient& client) {
    for (const auto& [name, value] : client.http().cookies()) look_for("the cookie", value);
  }

  /// Made and made anew, each used once to sign.
  void send_webhooks(const WebhookReceiver& receiver) {
    const auto made = dev::expect_ok(
        shop().api().post("/v1/webhook-endpoints", {{"url", receiver.url()}}), "an endpoint");
    const std::string path = "/v1/webhook-endpoints/" + made.text("endpointId");
    std::string secret = made.text("secret");
    for (std::size_t count = 1; count <= 2; ++count) {
      look_for("a webhook's secret", secret);
      look_for("a webhook's key", *crypto::base64_decode(secret.substr(secret.find('_') + 1)));
      dev::expect_ok(shop().api().send("POST", path + "/test", std::nullopt), "a webhook");
      ASSERT_TRUE(comes_true([&] { return receiver.count() >= count; }));
      const auto signature = receiver.received().back().header("webhook-signature");
      look_for("a webhook's signature", signature.substr(0, signature.find(' ')));
      secret = dev::expect_ok(shop().api().post(path + "/rotate-secret", {{"overlapHours", 24}}),
                              "rotate")
                   .text("secret");
    }
    look_for("a webhook's secret", secret);
  }

  /// Of a shopper who is logged in.
  void change_password_and_pin(dev::ShopperClient& client, const std::string& password) {
    constexpr const char* kNewPin = "907531";
    const std::string changed = "changed " + crypto::to_hex(crypto::random_bytes(12));
    look_for("the new password", changed);
    look_for_short("the new PIN", "newPin", kNewPin);
    const json no_pin = {{"password", changed}, {"newPin", kNewPin}};
    EXPECT_FALSE(client.api().post("/v1/shopper/pin", no_pin).ok());
    dev::expect_ok(client.api().post("/v1/shopper/password",
                                     {{"password", password}, {"newPassword", changed}}),
                   "change the password");
    dev::expect_ok(client.api().post("/v1/shopper/pin", no_pin), "change the PIN");
    look_for_cookies(client.api());
  }

  /// Of staff who are logged in.
  void renew_recovery_codes(dev::StaffClient& staff, const dev::StaffAccount& account) {
    const auto code =
        dev::authenticator_code(account.totp_secret, system_clock().now() + kTotpStep);
    const auto renewed = dev::expect_ok(
        staff.api().post("/backoffice/v1/recovery-codes", {{"code", code}}), "renew");
    for (const std::string one : renewed.body.at("recoveryCodes")) {
      look_for("a recovery code", one);
      look_for("a recovery code, as it is typed", typed_groups(one));
    }
    const std::string changed = "changed " + crypto::to_hex(crypto::random_bytes(12));
    look_for("the staff's new password", changed);
    dev::expect_ok(staff.api().post("/backoffice/v1/password",
                                    {{"password", account.password}, {"newPassword", changed}}),
                   "change the password");
  }

  json operate(std::vector<std::string> words) {
    words.insert(words.end(), {"--output", "json"});
    const auto ended = stack().pgctl(words);
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
    return json::parse(ended.out);
  }
  void operate_with_secrets() {
    const std::string merchant = shop_account().merchant_id;
    const auto issued = operate({"key", "issue", "--merchant", merchant, "--kind", "secret"});
    look_for("an operator's key", issued.at("secret"));
    const auto rotated = operate({"key", "rotate", issued.at("key"), "--yes"});
    look_for("an operator's new key", rotated.at("secret"));
    const std::string login = "canary" + dev::unused_order_id() + "@example.com";
    look_for("an operator's one-time password",
             operate({"user", "add", "--staff", "--login", login, "--name", "점원", "--merchant",
                      merchant, "--role", "viewer"})
                 .at("oneTimePassword"));
    look_for("another one-time password",
             operate({"user", "reset-password", "--staff", "--login", login, "--yes"})
                 .at("oneTimePassword"));
    look_for("an account's number", "31415926535897");
    look_for("an account's number, as it was typed", "314159-26-535897");
    const auto with_account = [&](const std::string& account) {
      return std::vector<std::string>{"merchant",         "update", merchant,
                                      "--payout-account", account,  "--payout-account-holder",
                                      "카나리아",         "--yes"};
    };
    operate(with_account("004-314159-26-535897"));
    EXPECT_EQ(stack().pgctl(with_account("004-314159-26-535897-")).status, 2);
  }

  /// "log/fcgi.log: the password", one a line, of all files below `folder`.
  std::string found_below(const fs::path& folder) const {
    std::string found;
    for (const auto& file : files_with_any(folder)) {
      std::ifstream in(file, std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      for (const auto& [value, what] : canaries_) {
        if (text.find(value) != std::string::npos) {
          found += file.lexically_relative(folder).string() + ": " + what + "\n";
        }
      }
    }
    return found;
  }

  /// Into a file of the directory.
  static void dump_database() {
    const auto dumped = dev::run(
        {.argv = {stack().postgres().binaries() / "pg_dump", stack().conninfo("pay200_owner"),
                  "--file=" + (stack().directory() / "dump.sql").string()}});
    ASSERT_EQ(dumped.status, 0) << dumped.err;
  }

 private:
  /// grep reads the WAL's hundred megabytes quickly.
  std::vector<fs::path> files_with_any(const fs::path& folder) const {
    const TemporaryDirectory own;
    const fs::path patterns = own.path() / "patterns";
    std::ofstream out(patterns);
    for (const auto& [value, what] : canaries_) out << value << "\n";
    out.close();
    const auto grep =
        dev::run({.argv = {*dev::find_program("grep"), "-r", "-l", "-a", "-F",
                           "--exclude=secrets.toml", "-D", "skip", "-f", patterns, folder}},
                 std::chrono::seconds(120));
    std::vector<fs::path> files;
    for (std::size_t at = 0; at < grep.out.size();) {
      const auto end = grep.out.find('\n', at);
      files.emplace_back(grep.out.substr(at, end - at));
      at = end + 1;
    }
    return files;
  }

  std::map<std::string, std::string> canaries_;
};

TEST_F(CanaryTest, NothingSecretIsKeptAnywhere) {
  const std::string password = "canary " + crypto::to_hex(crypto::random_bytes(12));
  const std::string login_id = "canary" + dev::unused_order_id() + "@example.com";
  const std::string order_name = "kept " + crypto::to_hex(crypto::random_bytes(8));
  look_for("the card number", kPan);
  look_for("a wrong card number", kWrongPan);
  look_for("the password", password);
  look_for("the secret key", shop_account().secret_key);
  look_for_short("the CVC", "cvc", kCvc);
  look_for_short("the PIN", "pin", kPin);

  // A card: taken, refused, in a field where none belongs, in a body that is not JSON.
  dev::ShopperClient client(stack().base_url());
  dev::expect_ok(client.sign_up(login_id, "카나리아", password, kPin), "sign up");
  EXPECT_FALSE(client.log_in(login_id, password + "x").ok());
  EXPECT_FALSE(client.log_in(login_id + "x", password).ok());
  dev::expect_ok(client.log_in(login_id, password), "log in");
  const auto card = dev::expect_ok(client.add_card({kPan, "3012", kCvc}), "add a card");
  EXPECT_FALSE(client.add_card({kWrongPan, "3012", kCvc}).ok());
  EXPECT_FALSE(client.add_card({kPan, "1912", kCvc}).ok());
  const std::string body = std::string(R"({"cardNumber":")") + kPan + R"(","cvc":")" + kCvc +
                           R"(","password":")" + password + R"(",)";
  const std::vector<std::pair<std::string, std::string>> as_json = {
      {"Content-Type", "application/json"}};
  EXPECT_EQ(client.api().send("POST", "/v1/shopper/cards", body, as_json).status, 400);
  EXPECT_EQ(client.api().send("POST", "/v1/shopper/cards", body).status, 415);
  EXPECT_EQ(client.api().send("POST", "/v1/payments", body, as_json).status / 100, 4);
  EXPECT_FALSE(client.scan(kPan).ok());
  look_for_cookies(client.api());

  // A payment: approved, under a key, with a wrong PIN first, asked for again, given back.
  const dev::ApiAnswer order =
      dev::expect_ok(shop().create_payment({dev::unused_order_id(), order_name, 10'000}), "create");
  const std::string key = order.text("paymentKey");
  const std::string qr = order.body.at("qr").at("token");
  look_for("the QR code's token", qr);
  look_for("the page's token", order.body.at("pageToken").at("token"));
  dev::expect_ok(client.scan(qr), "scan");
  EXPECT_FALSE(client.confirm(key, card.text("cardId"), "135791").ok());
  dev::expect_ok(client.confirm(key, card.text("cardId"), kPin, "canary-confirm"), "confirm");
  dev::expect_ok(client.confirm(key, card.text("cardId"), kPin, "canary-confirm"), "again");
  told(key, dev::Told::What::kApproved);
  dev::expect_ok(shop().cancel_payment(key, "canary", "canary-cancel", 4'000), "cancel a part");
  told(key, dev::Told::What::kPartlyCanceled);

  // Secrets where none belong: in a query and in headers that are logged or kept.
  auto astray = shop_of(shop_account().secret_key);
  astray.api().send("GET", "/v1/transactions?search=" + shop_account().secret_key, std::nullopt);
  astray.api().send("GET", "/v1/payments/pay_x?key=" + std::string(kPan), std::nullopt,
                    {{"Referer", "https://shop.example/?card=" + std::string(kPan)},
                     {"User-Agent", password},
                     {"traceparent", shop_account().secret_key}});

  // The back office.
  dev::Accounts accounts(stack());
  dev::StaffAccount owner{"canary" + dev::unused_order_id() + "@example.com", "점주", password};
  const auto one_time = accounts.add_member(shop_account(), owner.login_id, owner.name, "owner");
  ASSERT_TRUE(one_time && !one_time->empty());
  look_for("the one-time password", *one_time);
  dev::StaffClient staff(stack().base_url());
  staff.begin(owner, *one_time);
  look_for("the authenticator's secret", owner.totp_secret);
  look_for("the back office's cookie", staff.session());
  look_for("the CSRF token", staff.csrf_token());
  renew_recovery_codes(staff, owner);
  change_password_and_pin(client, password);

  // The shop's server, and an operator.
  const WebhookReceiver receiver([](const auto&) { return WebhookReceiver::Reply{}; },
                                 WebhookReceiver::Wire::kHttp);
  send_webhooks(receiver);
  operate_with_secrets();

  stack().postgres().execute("CHECKPOINT", "pay200");
  dump_database();
  EXPECT_EQ(found_below(stack().directory()), "");

  // And the search does find what is there: in the dump, in the WAL, in the database's files.
  look_for("the order's name", order_name);
  const std::string kept = found_below(stack().directory());
  EXPECT_NE(kept.find("dump.sql: the order's name"), std::string::npos) << kept;
  EXPECT_NE(kept.find("pg_wal/"), std::string::npos) << kept;
  EXPECT_NE(kept.find("/base/"), std::string::npos) << kept;
}

}  // namespace
}  // namespace pay200::test
