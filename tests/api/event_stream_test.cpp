// The event stream as a shop's page reads it, through nginx, from the real gateway.

#include "dev/event_stream.hpp"

#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/support/comes_true.hpp"
#include "tests/support/openapi.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using dev::EventStream;
using std::chrono::milliseconds;
using std::chrono::seconds;

class EventStreamTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() { start_stack(); }

  struct Followed {
    std::string payment_key, qr_token, page_token;
  };

  Followed new_payment() {
    const auto made = created();
    return {made.text("paymentKey"), made.body.at("qr").at("token"),
            made.body.at("pageToken").at("token")};
  }

  static EventStream follow(const Followed& payment, const std::string& last_event_id = {},
                            std::vector<std::pair<std::string, std::string>> headers = {}) {
    return EventStream({.port = stack().port(),
                        .token = payment.page_token,
                        .last_event_id = last_event_id,
                        .headers = std::move(headers)});
  }

  /// The next event's type; "" if none came. It must be as documented.
  static std::string next(EventStream& stream, std::string* id = nullptr) {
    const auto event = stream.next();
    if (!event) return {};
    const auto data = nlohmann::json::parse(event->data);
    const auto& schema = openapi_document().at("components").at("schemas").at("PageEvent");
    EXPECT_EQ(schema_complaints(schema, data), std::vector<std::string>());
    EXPECT_EQ(data.at("id"), event->id);
    EXPECT_EQ(data.at("type"), event->type);
    if (id != nullptr) *id = event->id;
    return event->type;
  }

  static dev::ApiAnswer poll(const std::string& token, int wait, const std::string& last = {}) {
    dev::ApiClient client(stack().base_url());
    std::vector<std::pair<std::string, std::string>> headers = {
        {"Authorization", "Bearer " + token}};
    if (!last.empty()) headers.emplace_back("Last-Event-ID", last);
    auto answer = client.send("GET", "/v1/events?wait=" + std::to_string(wait), {}, headers);
    expect_matches_openapi("GET", "/v1/events", answer.status, answer.raw.body);
    return answer;
  }

  /// SIGKILL to the role; the master starts another.
  static void kill_role() {
    const auto before = stack().pids_of("stream");
    ASSERT_EQ(before.size(), 1U);
    ::kill(before.front(), SIGKILL);
    ASSERT_TRUE(comes_true([&] {
      const auto now = stack().pids_of("stream");
      return now.size() == 1 && now != before;
    }));
  }
};

TEST_F(EventStreamTest, APurchaseIsToldStepByStepAndTheStreamEndsWithIt) {
  auto app = new_app();
  const Followed payment = new_payment();
  EventStream stream = follow(payment);
  EXPECT_EQ(next(stream), "payment.ready");
  app.client.scan(payment.qr_token);
  EXPECT_EQ(next(stream), "payment.scanned");
  app.confirm(payment.payment_key, kEmptyCard);
  EXPECT_EQ(next(stream), "payment.authorizing");
  EXPECT_EQ(next(stream), "payment.declined");
  app.confirm(payment.payment_key);
  EXPECT_EQ(next(stream), "payment.authorizing");
  EXPECT_EQ(next(stream), "payment.approved");
  EXPECT_TRUE(stream.ends());
  EXPECT_TRUE(stream.ended_properly());
}

TEST_F(EventStreamTest, AnApprovalIsHeardLongBeforeThePollWouldFindIt) {
  auto app = new_app();
  // Each event waits for the poll if hints do not arrive: half a second each, on average.
  milliseconds quickest = seconds(60);
  for (int i = 0; i < 5; ++i) {
    const Followed payment = new_payment();
    EventStream stream = follow(payment);
    EXPECT_EQ(next(stream), "payment.ready");
    app.client.scan(payment.qr_token);
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(next(stream), "payment.scanned");
    quickest = std::min(quickest, std::chrono::duration_cast<milliseconds>(
                                      std::chrono::steady_clock::now() - begin));
    shop().cancel_payment(payment.payment_key, "그만");
    EXPECT_EQ(next(stream), "payment.canceled");
  }
  EXPECT_LT(quickest, milliseconds(100));
}

TEST_F(EventStreamTest, AReaderThatComesAgainMissesNothing) {
  auto app = new_app();
  const Followed payment = new_payment();
  std::string last;
  {
    EventStream stream = follow(payment);
    EXPECT_EQ(next(stream, &last), "payment.ready");
  }
  app.client.scan(payment.qr_token);
  app.confirm(payment.payment_key, kEmptyCard);
  app.confirm(payment.payment_key);
  EventStream again = follow(payment, last);
  for (const char* type : {"payment.scanned", "payment.authorizing", "payment.declined",
                           "payment.authorizing", "payment.approved"}) {
    EXPECT_EQ(next(again, &last), type);
  }
  EXPECT_TRUE(again.ends());
  EXPECT_EQ(follow(payment, last).status(), 204);
  EventStream anew = follow(payment);
  EXPECT_EQ(next(anew), "payment.approved");
}

TEST_F(EventStreamTest, AKilledRoleLosesNoEventOfAnyone) {
  auto app = new_app();
  constexpr int kStreams = 20;
  std::vector<Followed> payments;
  std::vector<EventStream> streams;
  std::vector<std::string> last(kStreams);
  for (std::size_t i = 0; i < kStreams; ++i) {
    payments.push_back(new_payment());
    streams.push_back(follow(payments[i]));
    EXPECT_EQ(next(streams[i], &last[i]), "payment.ready");
  }
  kill_role();
  for (const Followed& payment : payments) app.client.scan(payment.qr_token);
  for (std::size_t i = 0; i < kStreams; ++i) {
    EXPECT_TRUE(streams[i].ends());
    std::optional<EventStream> again;
    ASSERT_TRUE(comes_true([&] {
      again.emplace(follow(payments[i], last[i]));
      return again->status() == 200;
    }));
    EXPECT_EQ(next(*again), "payment.scanned");
    shop().cancel_payment(payments[i].payment_key, "그만");
    EXPECT_EQ(next(*again), "payment.canceled");
  }
}

TEST_F(EventStreamTest, AReloadEndsStreamsProperlyAndTheyGoOnWithTheNextRole) {
  const Followed payment = new_payment();
  EventStream stream = follow(payment);
  std::string last;
  EXPECT_EQ(next(stream, &last), "payment.ready");
  ::kill(stack().pid(dev::Part::kGateway), SIGHUP);
  EXPECT_TRUE(stream.ends(seconds(60)));
  EXPECT_TRUE(stream.ended_properly());
  ASSERT_TRUE(stack().wait_until_ready(seconds(60)));
  EventStream again = follow(payment, last);
  ASSERT_EQ(again.status(), 200);
  shop().cancel_payment(payment.payment_key, "그만");
  EXPECT_EQ(next(again), "payment.canceled");
}

TEST_F(EventStreamTest, TheSweepIsHeardToo) {
  const Followed payment = new_payment();
  EventStream stream = follow(payment);
  EXPECT_EQ(next(stream), "payment.ready");
  stack().postgres().execute(
      "UPDATE pay200.payment SET expires_at = now() - interval '1 second' "
      "WHERE payment_id IN (SELECT payment_id FROM pay200.payment "
      "ORDER BY payment_id DESC LIMIT 1)",
      "pay200");
  EXPECT_EQ(next(stream), "payment.expired");
  EXPECT_TRUE(stream.ends());
}

TEST_F(EventStreamTest, WhatNobodyHintsAtIsFoundByThePoll) {
  const Followed payment = new_payment();
  EventStream stream = follow(payment);
  EXPECT_EQ(next(stream), "payment.ready");
  // By nobody who hints.
  stack().postgres().execute(
      "SELECT pay200.expire_payment(merchant_id, payment_id, now() + interval '1 hour') "
      "FROM (SELECT * FROM pay200.payment ORDER BY payment_id DESC LIMIT 1) p",
      "pay200");
  EXPECT_EQ(next(stream), "payment.expired");
}

TEST_F(EventStreamTest, ALongPollHearsTheSame) {
  auto app = new_app();
  const Followed payment = new_payment();
  const auto first = poll(payment.page_token, 25);
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.body.at("events").at(0).at("type"), "payment.ready");
  std::thread shopper([&] { app.client.scan(payment.qr_token); });
  const auto second = poll(payment.page_token, 25, first.text("lastEventId"));
  shopper.join();
  EXPECT_EQ(second.body.at("events").at(0).at("type"), "payment.scanned");
  EXPECT_EQ(poll(payment.page_token, 0, second.text("lastEventId")).body.at("events").size(), 0U);
}

TEST_F(EventStreamTest, OnlyItsOwnTokenOpensAPayment) {
  Followed mine = new_payment();
  const Followed other = new_payment();
  EventStream stream = follow(other);
  EXPECT_EQ(next(stream), "payment.ready");
  shop().cancel_payment(mine.payment_key, "그만");
  EXPECT_FALSE(stream.next(milliseconds(500)));  // hears nothing of mine
  for (const std::string& token :
       {std::string("x"), shop_account().secret_key, shop_account().client_key, mine.qr_token}) {
    mine.page_token = token;
    EXPECT_EQ(follow(mine).status(), 401);
  }
}

TEST_F(EventStreamTest, OnlyAPageOfTheMerchantsListIsToldAnything) {
  const Followed payment = new_payment();
  EXPECT_EQ(follow(payment, {}, {{"Origin", "https://evil.example"}}).status(), 403);
  EventStream window = follow(payment, {}, {{"Origin", stack().base_url()}});
  EXPECT_EQ(next(window), "payment.ready");
}

TEST_F(EventStreamTest, MetricsTellHowManyAreOpen) {
  const Followed payment = new_payment();
  EventStream stream = follow(payment);
  EXPECT_EQ(next(stream), "payment.ready");
  dev::ApiClient client(stack().base_url());
  EXPECT_TRUE(comes_true([&] {
    const std::string all = client.get("/metrics").raw.body;
    const auto at = all.find("pay200_streams_open{role=\"stream\",worker=\"0\",kind=\"stream\"} ");
    return at != std::string::npos && all[all.find("} ", at) + 2] != '0';
  }));
}

}  // namespace
}  // namespace pay200::test
