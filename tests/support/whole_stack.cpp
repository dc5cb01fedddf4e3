#include "tests/support/whole_stack.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <thread>

#include "core/platform/crypto/crypto.hpp"
#include "dev/demo_data.hpp"
#include "dev/read_journals.hpp"
#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kPassword = "a password of tests";
constexpr milliseconds kLook{50};

/// Every answer that a test sees is held against the API's document.
template <class Client>
Client watched(Client client) {
  client.api().observe([](const std::string& method, const std::string& path,
                          const dev::HttpResponse& response) {
    expect_matches_openapi(method, path.substr(0, path.find('?')), response.status, response.body);
  });
  return client;
}

}  // namespace

std::unique_ptr<TemporaryDirectory> WholeStackTest::directory_;
std::unique_ptr<dev::Stack> WholeStackTest::stack_;

WholeStackTest::App WholeStackTest::App::another() const {
  App same{watched(dev::ShopperClient(client.api().base_url())), account, card_ids};
  same.client.api().http().set_cookies(client.api().http().cookies());
  return same;
}

void WholeStackTest::start_stack(dev::StackOptions options) {
  directory_ = std::make_unique<TemporaryDirectory>();
  options.directory = directory_->path();
  options.bin_directory = PAY200_BIN_DIR;
  options.durable = false;
  stack_ = std::make_unique<dev::Stack>(options);
}

void WholeStackTest::TearDownTestSuite() {
  stack_.reset();
  directory_.reset();
}

void WholeStackTest::SetUp() {
  accounts_ = std::make_unique<dev::Accounts>(stack());
  shop_account_ = new_shop_account();
  shop_ = std::make_unique<dev::ShopClient>(same_shop());
}

void WholeStackTest::TearDown() {
  if (!compared_ && !HasFatalFailure()) expect_books_agree();
}

dev::ShopClient WholeStackTest::shop_of(const std::string& secret_key) {
  return watched(dev::ShopClient(stack().base_url(), secret_key));
}

dev::ShopAccount WholeStackTest::new_shop_account() {
  return accounts_->add_shop("시험 가게", dev::kDemoBusinessNumber, 250);
}

WholeStackTest::App WholeStackTest::new_app() {
  App app{watched(dev::ShopperClient(stack().base_url())), {}, {}};
  app.account.login_id = "s" + crypto::to_hex(crypto::random_bytes(8)) + "@example.com";
  app.account.name = "시험 구매자";
  app.account.password = kPassword;
  app.account.pin = kPin;
  accounts_->add_shopper(app.account);
  dev::expect_ok(app.client.log_in(app.account.login_id, kPassword), "log in");
  std::vector<dev::CardDetails> cards;
  for (const auto& card : dev::demo_cards()) cards.push_back(card.details);
  app.card_ids = dev::register_cards(app.client, cards);
  return app;
}

dev::ApiAnswer WholeStackTest::created(std::int64_t amount_minor) {
  dev::NewOrder order;
  order.order_id = dev::unused_order_id();
  order.order_name = "시험 주문";
  order.amount_minor = amount_minor;
  dev::ApiAnswer answer = shop().create_payment(order);
  dev::expect_ok(answer, "create");
  told(answer.text("paymentKey"), dev::Told::What::kCreated);
  return answer;
}

std::string WholeStackTest::held_by(App& app, std::int64_t amount_minor) {
  const auto answer = created(amount_minor);
  dev::expect_ok(app.client.scan(answer.body.at("qr").at("token")), "scan");
  return answer.text("paymentKey");
}

std::string WholeStackTest::paid_by(App& app, std::int64_t amount_minor) {
  const std::string payment_key = held_by(app, amount_minor);
  dev::expect_ok(app.confirm(payment_key), "confirm");
  told(payment_key, dev::Told::What::kApproved);
  return payment_key;
}

std::string WholeStackTest::status_of(const std::string& payment_key) {
  return dev::expect_ok(shop().get_payment(payment_key), "get payment").text("status");
}

bool WholeStackTest::becomes(const std::string& payment_key, const std::string& status,
                             milliseconds patience) {
  const auto deadline = steady_clock::now() + patience;
  std::string now = status_of(payment_key);
  while (now != status && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLook);
    now = status_of(payment_key);
  }
  EXPECT_EQ(now, status) << "after " << patience.count() << " ms";
  return now == status;
}

std::vector<sandbox::JournalRecord> WholeStackTest::records_of(sandbox::Kind kind,
                                                               std::int64_t amount_minor) {
  std::vector<sandbox::JournalRecord> records;
  for (const auto& journal : dev::read_journals(stack())) {
    std::ranges::copy_if(journal.records, std::back_inserter(records), [&](const auto& record) {
      return record.kind == kind && !record.repeat && record.amount_minor == amount_minor;
    });
  }
  return records;
}

std::vector<sandbox::JournalRecord> WholeStackTest::purchases_of(std::int64_t amount_minor) {
  return records_of(sandbox::Kind::kPurchase, amount_minor);
}

std::vector<sandbox::JournalRecord> WholeStackTest::reversals_of(std::int64_t amount_minor) {
  return records_of(sandbox::Kind::kReversal, amount_minor);
}

std::vector<sandbox::JournalRecord> WholeStackTest::voids_of(std::int64_t amount_minor) {
  return records_of(sandbox::Kind::kVoid, amount_minor);
}

std::vector<sandbox::JournalRecord> WholeStackTest::refunds_of(std::int64_t amount_minor) {
  return records_of(sandbox::Kind::kRefund, amount_minor);
}

void WholeStackTest::told(const std::string& payment_key, dev::Told::What what) {
  told_.push_back({payment_key, what});
}

void WholeStackTest::expect_books_agree(milliseconds patience) {
  compared_ = true;
  const auto deadline = steady_clock::now() + patience;
  while (dev::count_unsettled(stack().postgres()) > 0 && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLook);
  }
  const auto verdict =
      dev::judge(dev::read_books(stack().postgres()), dev::read_journals(stack()), told_);
  EXPECT_TRUE(verdict.clean()) << dev::to_text(verdict);
  const auto checked = stack().pgctl({"db", "check"});
  EXPECT_EQ(checked.status, 0) << checked.out << checked.err;
}

std::int64_t unused_amount() {
  static std::atomic<std::int64_t> next{100'001};
  return next++;
}

}  // namespace pay200::test
