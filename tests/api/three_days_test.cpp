// The gateway over three business days, a holiday among them, with nobody there but cron: what is
// sold, taken back, lost on the way and disputed is reconciled, settled and paid out.
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/platform/clock.hpp"
#include "core/reconciliation/clearing_file.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "dev/moved_clock.hpp"
#include "sandbox/clearing_file.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/webhook_receiver.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using Received = WebhookReceiver::Received;

/// What cron runs here: the acquirer's file comes, deploy/night.sh does the day, the bank is told
/// and pays. The words are the day that is over, and disputes that the acquirer reverses.
constexpr const char* kCron = R"sh(set -eu
day=$1; shift
if [ "$day" != none ]; then
  come=$("$PGCTL" sandbox close-day --control "$CONTROL" --day "$day" "$@" --output json)
  cp "$(echo "$come" | tr , '\n' | sed -n 's/.*"file": *"\([^"]*\)".*/\1/p')" "$FILES/sandbox/$day.part"
  mv "$FILES/sandbox/$day.part" "$FILES/sandbox/$day.clr"
  [ ! -e "$SPOILT" ] || sh "$SPOILT" "$FILES/sandbox/$day.clr"
fi
sh "$NIGHT" "$FILES"
"$PGCTL" payout send --yes --output csv | tail -n +2 | cut -d, -f1 | while read -r payout; do
  "$PGCTL" payout confirm "$payout" --reference "$payout-paid" --yes
done
"$PGCTL" settle trust
"$PGCTL" db check
)sh";

/// What a merchant gets: 250 basis points and VAT on them less.
constexpr std::int64_t of_sold(std::int64_t amount_minor) { return amount_minor / 10'000 * 9'725; }

class ThreeDaysTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryDirectory>();
    clock_ = std::make_unique<dev::MovedClock>(folder_->path());
    at("2026-12-23T14:00:00+09:00");  // a Wednesday; the Friday is a bank holiday
    dev::StackOptions options;
    options.acquirer_timeout_ms = 2'000;
    options.recovery_grace_ms = 300;
    options.recovery_poll_ms = 50;
    options.refund_settle_ms = 500;
    start_stack(options);
    fs::create_directories(folder_->path() / "files/sandbox");
    std::ofstream(folder_->path() / "cron") << kCron;
  }
  static void TearDownTestSuite() {
    WholeStackTest::TearDownTestSuite();
    clock_.reset();
    folder_.reset();
  }
  void SetUp() override {
    WholeStackTest::SetUp();
    const std::string merchant = shop_account().merchant_id;
    expect_done({"merchant", "update", merchant, "--payout-account", "004-123456-01-789012",
                 "--payout-account-holder", "시험 가게", "--yes"});
    expect_done({"merchant", "update", merchant, "--payout-account-verified", "--yes"});
  }
  /// The acquirer's files and our books have been compared by then, and more than the oracle knows
  /// of.
  void TearDown() override { stack().sandbox().clear(); }

  static void at(const char* instant) { clock_->put_to(from_iso8601(instant).value()); }

  static json expect_done(std::vector<std::string> words) {
    words.insert(words.end(), {"--output", "json"});
    const auto ended = stack().pgctl(words);
    EXPECT_EQ(ended.status, 0) << ended.out << ended.err;
    return json::parse(ended.out, nullptr, false);
  }

  /// cron's turn, in the early morning of the day that the clock is put to.
  static dev::Finished cron(const char* instant, std::vector<std::string> words) {
    at(instant);
    const fs::path folder = folder_->path();
    words.insert(words.begin(), {"sh", folder / "cron"});
    return dev::run({.argv = words,
                     .env = {{"PGCTL", PAY200_BIN_DIR "/pgctl"},
                             {"PAY200_CONFIG", stack().config_path()},
                             {"CONTROL", stack().control_path()},
                             {"FILES", folder / "files"},
                             {"NIGHT", PAY200_SOURCE_DIR "/deploy/night.sh"},
                             {"NIGHT_PAUSE_S", "0"},
                             {"SPOILT", folder / "spoil"}}});
  }
  static void expect_night(const char* instant, std::vector<std::string> words) {
    const auto night = cron(instant, std::move(words));
    EXPECT_EQ(night.status, 0) << night.out << night.err;
  }

  static void arm(const std::string& kind, const std::string& mti, std::int64_t amount,
                  int count = 1) {
    dev::FaultOrder fault;
    fault.kind = kind;
    fault.mti = mti;
    fault.amount_minor = amount;
    fault.count = count;
    stack().sandbox().arm(fault);
  }

  App new_app_with_disputed_card() {
    App app = new_app();
    app.card_ids = dev::register_cards(app.client, {{"4000000000000259", "3012", "123"}});
    return app;
  }
  std::string sold(App& app, std::int64_t amount, const std::string& card = kGoodCard) {
    const std::string key = held_by(app, amount);
    dev::expect_ok(app.confirm(key, card), "confirm");
    return key;
  }
  void give_back(const std::string& key, std::optional<std::int64_t> amount) {
    const auto answer = shop().cancel_payment(key, "asked for", "give-back-" + key, amount);
    EXPECT_TRUE(answer.ok()) << answer.summary();
  }

  /// Keeps its secret.
  void register_endpoint(const WebhookReceiver& receiver, const std::vector<std::string>& types) {
    const auto made = shop().api().post("/v1/webhook-endpoints",
                                        {{"url", receiver.url()}, {"eventTypes", types}});
    webhook_secret_ = dev::expect_ok(made, "register").text("secret");
  }
  /// What the shop's server was told, genuine all of it, in the order in which it came; waits until
  /// there are so many.
  std::vector<json> told_of(const WebhookReceiver& receiver, const std::string& type,
                            std::size_t count) {
    std::vector<json> bodies;
    EXPECT_TRUE(comes_true(
        [&] {
          bodies.clear();
          for (const Received& received : receiver.received()) {
            const json body = json::parse(received.body);
            if (body.at("eventType") == type) bodies.push_back(body);
          }
          return bodies.size() >= count;
        },
        std::chrono::seconds(60)))
        << bodies.size() << " of " << type;
    for (const Received& received : receiver.received()) {
      const Time sent{std::chrono::seconds(std::stoll(received.header("webhook-timestamp")))};
      EXPECT_EQ(verify_webhook(webhook_secret_, received.signed_webhook(), sent),
                WebhookVerdict::kGenuine);
    }
    return bodies;
  }
  /// As docs/webhooks.md has it, and with what the operator sees of each.
  void expect_told_of_disputes(const WebhookReceiver& server, const std::vector<json>& disputes,
                               const std::vector<std::string>& payments) {
    std::vector<json> expected;
    for (std::size_t i = 0; i < disputes.size(); ++i) {
      const json& seen = disputes[i];
      expected.push_back({{"disputeId", seen.at("dispute")},
                          {"paymentKey", payments[i]},
                          {"orderId", shop().get_payment(payments[i]).text("orderId")},
                          {"disputeAmount", seen.at("amount")},
                          {"disputeStatus", "OPEN"},
                          {"reference", seen.at("reference")},
                          {"openedDate", seen.at("openedOn")},
                          {"respondByDate", seen.at("respondBy")}});
    }
    std::vector<json> told;
    for (const json& body : told_of(server, "DISPUTE_OPENED", disputes.size())) {
      EXPECT_EQ(body.at("version"), "2022-11-16");
      told.push_back(body.at("data"));
    }
    EXPECT_THAT(told, testing::UnorderedElementsAreArray(expected));
  }
  /// Of the three days; of the first in full, to which what was voided in time is nothing.
  void expect_told_of_settlements(const WebhookReceiver& server) {
    const auto settlements =
        expect_done({"settle", "list", "--merchant", shop_account().merchant_id});
    const auto told = told_of(server, "SETTLEMENT_CREATED", 3);
    ASSERT_EQ(told.size(), 3U);
    std::map<std::string, std::int64_t> paid_out;
    for (const json& body : told) {
      const json& data = body.at("data");
      paid_out[data.at("soldDate")] = data.at("payOutAmount").get<std::int64_t>();
      if (data.at("soldDate") != "2026-12-23") continue;
      EXPECT_EQ(data, (json{{"settlementId", settlements.at("items").back().at("settlement")},
                            {"mId", shop_account().merchant_id},
                            {"soldDate", "2026-12-23"},
                            {"paidOutDate", "2026-12-28"},
                            {"currency", "KRW"},
                            {"paymentAmount", 140'000},
                            {"cancelAmount", 0},
                            {"refundAmount", 0},
                            {"supplyAmount", 3'500},
                            {"vat", 350},
                            {"disputeAmount", 0},
                            {"returnedAmount", 0},
                            {"carriedInAmount", 0},
                            {"netAmount", of_sold(140'000)},
                            {"payOutAmount", of_sold(140'000)},
                            {"carriedOutAmount", 0},
                            {"payOutStatus", "MADE"},
                            {"lineCount", 4},
                            {"createdAt", body.at("createdAt")}}));
    }
    EXPECT_EQ(paid_out, (std::map<std::string, std::int64_t>{
                            {"2026-12-23", of_sold(140'000)},
                            {"2026-12-24", of_sold(70'000 - 10'000 - 30'000)},
                            {"2026-12-25", of_sold(80'000) - 50'000}}));
  }

  std::vector<std::int64_t> payouts() {
    std::vector<std::int64_t> amounts;
    const auto list = expect_done(
        {"payout", "list", "--state", "confirmed", "--merchant", shop_account().merchant_id});
    for (const auto& payout : list.at("items")) amounts.push_back(payout.at("amount"));
    return amounts;
  }
  std::string balance(const std::string& account) {
    std::string text = stack().postgres().execute(
        "SELECT coalesce(sum(amount_minor), 0) FROM pay200.ledger_entry WHERE account = '" +
            account + "'",
        "pay200");
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
  }

  std::string webhook_secret_;
  static std::unique_ptr<TemporaryDirectory> folder_;
  static std::unique_ptr<dev::MovedClock> clock_;
};

std::unique_ptr<TemporaryDirectory> ThreeDaysTest::folder_;
std::unique_ptr<dev::MovedClock> ThreeDaysTest::clock_;

TEST_F(ThreeDaysTest, FromTheFirstPaymentToThePayoutWithoutAPerson) {
  // Wednesday: two sales, two that will be disputed, one voided, one declined, and one whose reply
  // is lost and whose reversals are too, so that nobody knows of it when the day ends.
  WebhookReceiver server([](const Received&) { return WebhookReceiver::Reply{}; },
                         WebhookReceiver::Wire::kHttp);
  register_endpoint(server, {"DISPUTE_OPENED", "SETTLEMENT_CREATED"});
  App app = new_app_with_disputed_card();
  const std::string partly_back = sold(app, 40'000);
  const std::string all_back = sold(app, 30'000);
  const std::string won = sold(app, 20'000, "0259");
  const std::string lost = sold(app, 50'000, "0259");
  give_back(sold(app, 10'000), std::nullopt);
  EXPECT_EQ(app.confirm(held_by(app, 10'000), kDeclinedCard).status, 402);
  const std::string unknown = held_by(app, 60'000);
  arm("lose_reply", "0200", 60'000);
  for (const char* reversal : {"0420", "0421"}) arm("lose_request", reversal, 60'000, 0);
  EXPECT_EQ(app.confirm(unknown).status, 504);
  EXPECT_EQ(status_of(unknown), "UNKNOWN");
  expect_night("2026-12-24T05:00:00+09:00", {"2026-12-23"});
  EXPECT_EQ(status_of(unknown), "ABORTED");
  stack().sandbox().clear();
  EXPECT_TRUE(comes_true([&] { return dev::count_unsettled(stack().postgres()) == 0; }));
  EXPECT_EQ(refunds_of(60'000).size(), 1U);  // the late charge went back by itself

  // Thursday: refunds of what the acquirer has cleared, one of them without an answer.
  at("2026-12-24T14:00:00+09:00");
  dev::expect_ok(app.client.log_in(app.account.login_id, app.account.password), "log in");
  sold(app, 70'000);
  give_back(partly_back, 10'000);
  arm("lose_reply", "0200", 30'000);
  give_back(all_back, std::nullopt);
  EXPECT_TRUE(becomes(all_back, "CANCELED"));
  EXPECT_EQ(refunds_of(30'000).size(), 1U);
  expect_night("2026-12-25T05:00:00+09:00", {"2026-12-24"});

  // Friday, a holiday: the file had two disputes; the merchant gives in to one, the acquirer in the
  // other.
  at("2026-12-25T14:00:00+09:00");
  dev::expect_ok(app.client.log_in(app.account.login_id, app.account.password), "log in");
  sold(app, 80'000);
  const auto disputes = expect_done({"dispute", "list"}).at("items");
  ASSERT_EQ(disputes.size(), 2U);
  const auto of_amount = [&](std::int64_t amount) {
    return disputes.at(disputes[0]["amount"] == amount ? 0 : 1);
  };
  expect_told_of_disputes(server, {of_amount(20'000), of_amount(50'000)}, {won, lost});
  expect_done({"dispute", "accept", of_amount(50'000)["dispute"], "--yes"});
  expect_night("2026-12-26T05:00:00+09:00",
               {"2026-12-25", "--reverse-dispute", of_amount(20'000)["reference"]});
  EXPECT_EQ(balance("dispute_hold"), "0");
  EXPECT_EQ(balance("acquirer_receivable"), "0");  // it has paid for all that it has taken
  EXPECT_EQ(balance("shopper_payable"), "0");
  EXPECT_EQ(payouts(), std::vector<std::int64_t>{});

  // Two bank days after Wednesday is Monday; after Thursday and Friday, Tuesday.
  expect_night("2026-12-28T05:00:00+09:00", {"none"});
  EXPECT_EQ(payouts(), std::vector<std::int64_t>{of_sold(140'000)});
  expect_night("2026-12-29T05:00:00+09:00", {"none"});
  EXPECT_EQ(payouts(),
            (std::vector<std::int64_t>{of_sold(80'000) - 50'000, of_sold(70'000 - 10'000 - 30'000),
                                       of_sold(140'000)}));
  EXPECT_EQ(balance("merchant_payable"), "0");
  EXPECT_EQ(balance("payout_in_transit"), "0");
  expect_told_of_settlements(server);
}

/// Writes the file anew, so that all its sums are right.
void forge(const fs::path& path,
           const std::function<void(std::vector<sandbox::ClearingRecord>&)>& change) {
  ClearingFile file(path);
  const auto header = file.header().value();
  std::vector<sandbox::ClearingRecord> records;
  for (ClearingRecord read; file.next(read).value();) {
    sandbox::ClearingRecord record;
    record.merchant = to_text(read.merchant_id);
    record.terminal = read.terminal_id;
    const std::string stan = std::to_string(read.stan);
    record.stan = std::string(6 - stan.size(), '0') + stan;
    record.time = read.transmitted;
    record.rrn = read.rrn;
    record.approval = read.approval_code;
    record.amount_minor = read.amount_minor;
    record.fee_minor = read.fee_minor;
    records.push_back(record);
  }
  change(records);
  sandbox::ClearingText text;
  text.header(header.acquirer_id, header.day, header.file_id);
  for (const auto& record : records) text.record(record);
  text.trailer();
  std::ofstream(path, std::ios::binary) << text.text();
}

TEST_F(ThreeDaysTest, ATamperedFileEndsEightAndEachDifferenceIsNamed) {
  at("2026-12-30T14:00:00+09:00");
  App app = new_app();
  for (const std::int64_t amount : {11'000, 22'000, 33'000, 44'000}) sold(app, amount);
  const fs::path file = folder_->path() / "files/sandbox/2026-12-30.clr";
  const fs::path spoil = folder_->path() / "spoil";

  // A byte of it: nothing of it is taken.
  std::ofstream(spoil) << "sed -i 's/000000022000/000000022001/' \"$1\"\n";
  const auto refused = cron("2026-12-31T05:00:00+09:00", {"2026-12-30"});
  fs::remove(spoil);
  EXPECT_EQ(refused.status, 8) << refused.out << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("refused as a whole"));
  EXPECT_TRUE(fs::exists(file));  // until it comes again
  EXPECT_EQ(stack().pgctl({"reconcile", "show", "--day", "2026-12-30"}).status, 4);

  // All of it, sums and hash as well.
  fs::remove(file);
  const auto whole = expect_done(
      {"sandbox", "close-day", "--control", stack().control_path(), "--day", "2026-12-30"});
  fs::copy_file(whole["file"].get<std::string>(), file);
  forge(file, [](auto& records) {
    ASSERT_EQ(records.size(), 4U);
    records[0].amount_minor = 11'001;
    records.push_back(records[2]);
    records.push_back(records[3]);
    records.back().stan = "999999";
    records.back().rrn = "636512999999";
    records.erase(records.begin() + 1);
  });
  const auto night = cron("2026-12-31T05:10:00+09:00", {"none"});
  EXPECT_EQ(night.status, 8) << night.out << night.err;
  EXPECT_THAT(night.out, testing::AllOf(HasSubstr("amount_differs"), HasSubstr("missing_there"),
                                        HasSubstr("duplicate"), HasSubstr("missing_here")));
  const auto shown = expect_done({"reconcile", "show", "--day", "2026-12-30"});
  std::vector<std::string> found;
  for (const auto& item : shown.at("items")) {
    found.push_back(item["kind"].get<std::string>() + " " + item["line"].dump() + " " +
                    item["ours"].dump() + " " + item["theirs"].dump());
  }
  EXPECT_THAT(found, testing::UnorderedElementsAre(
                         "amount_differs 2 11000 11001", "duplicate 5 33000 33000",
                         "missing_here 6 null 44000", "missing_there null 22000 null"));
  EXPECT_TRUE(fs::exists(file.parent_path() / "done/2026-12-30.clr"));
  EXPECT_EQ(payouts(), std::vector<std::int64_t>{});
}

}  // namespace
}  // namespace pay200::test
