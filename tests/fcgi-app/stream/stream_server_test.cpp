// The server itself, with readers as nginx makes them and a timeline of the test's own in place of
// the database.

#include "fcgi-app/stream/stream_server.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

#include "core/payment/page_token.hpp"
#include "fcgi-app/master/unix_listener.hpp"
#include "tests/fcgi-app/fcgi_call.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::stream {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::FcgiCall;
using enum PageEventType;

const std::string kTokenKey(32, 'k');
constexpr milliseconds kNotLong{200};

/// What the database would say.
class Timelines {
 public:
  void add(const PaymentKey& key, PageEventType type) {
    const std::lock_guard lock(mutex_);
    auto& events = timelines_[key];
    events.push_back({.number = static_cast<int>(events.size()) + 1,
                      .type = type,
                      .status = PublicStatus::kInProgress,
                      .at = system_clock().now()});
  }

  std::vector<std::vector<PageEvent>> read(const std::vector<PageEventCursor>& cursors) {
    ++reads;
    if (away) throw std::runtime_error("the database is away");
    const std::lock_guard lock(mutex_);
    std::vector<std::vector<PageEvent>> found(cursors.size());
    for (std::size_t i = 0; i < cursors.size(); ++i) {
      const auto& events = timelines_[cursors[i].key];
      const auto after = std::min(static_cast<std::size_t>(cursors[i].after), events.size());
      found[i].assign(events.begin() + static_cast<std::ptrdiff_t>(after), events.end());
    }
    return found;
  }

  std::atomic<int> reads{0};
  std::atomic<bool> away{false};

 private:
  std::mutex mutex_;
  std::map<PaymentKey, std::vector<PageEvent>> timelines_;
};

class StreamServerTest : public ::testing::Test {
 protected:
  StreamServerTest() { open_change_hints(path("hints")); }
  void TearDown() override { stop(); }

  void start(const std::function<void(StreamSettings&)>& change = [](StreamSettings&) {}) {
    StreamSettings settings{.door = {kTokenKey, "https://pay.example"},
                            .hint_socket = path("hints"),
                            // Where a test is not about it, nothing is found by the poll.
                            .poll_interval = std::chrono::minutes(5)};
    change(settings);
    server_ = std::make_unique<StreamServer>(
        listener_.fd(), settings,
        Sources{.events = [this](const auto& cursors) { return timelines_.read(cursors); },
                .origin_is_allowed =
                    [this](MerchantId, const std::string& origin) {
                      ++origin_questions_;
                      return origin == "https://shop.example";
                    }});
    thread_ = std::thread([this] { server_->run(stop_.get()); });
  }

  void stop() {
    const std::uint64_t one = 1;
    if (!thread_.joinable()) return;
    EXPECT_EQ(::write(stop_.get(), &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
    thread_.join();
    server_.reset();
  }

  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

  PaymentKey new_payment() {
    const PaymentKey key{MerchantId{7}, PaymentId::make(system_clock().now())};
    timelines_.add(key, kReady);
    return key;
  }

  /// Commits a change, and says so.
  void happens(const PaymentKey& key, PageEventType type) {
    timelines_.add(key, type);
    hint_change(key);
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  FcgiCall follow(const PaymentKey& key, Headers headers = {}, const std::string& query = "",
                  Time requested_at = system_clock().now()) {
    const auto token = page_token(kTokenKey, key, requested_at);
    headers.emplace_back("Authorization", "Bearer " + token.text);
    return FcgiCall(path("socket"), "GET", "/v1/events" + query, headers);
  }

  /// The numbers of the events in what came: "1 2 3 ".
  static std::string ids(const std::string& output) {
    std::string text;
    for (std::size_t at = 0; (at = output.find("\nid: ", at)) != std::string::npos;) {
      at += 5;
      text += output.substr(at, output.find('\n', at) - at) + " ";
    }
    return text;
  }

  test::TemporaryDirectory directory_;
  master::UnixListener listener_{(directory_.path() / "socket").string(), 0600};
  UniqueFd stop_{::eventfd(0, EFD_CLOEXEC)};
  Timelines timelines_;
  std::atomic<int> origin_questions_{0};
  std::unique_ptr<StreamServer> server_;
  std::thread thread_;
};

TEST_F(StreamServerTest, TellsTheStateAsItIsAndThenEachChangeUntilTheEnd) {
  start();
  const PaymentKey key = new_payment();
  timelines_.add(key, kScanned);
  FcgiCall stream = follow(key);
  ASSERT_TRUE(stream.says("event: payment.scanned")) << stream.output();
  EXPECT_TRUE(stream.output().starts_with("Status: 200 OK\r\n")) << stream.output();
  EXPECT_NE(stream.output().find("Content-Type: text/event-stream; charset=utf-8\r\n"),
            std::string::npos);
  EXPECT_NE(stream.output().find("retry: 1000\n"), std::string::npos);
  happens(key, kAuthorizing);
  ASSERT_TRUE(stream.says("event: payment.authorizing"));
  happens(key, kDeclined);
  ASSERT_TRUE(stream.says("event: payment.declined"));
  EXPECT_FALSE(stream.ends(milliseconds(50)));
  happens(key, kAuthorizing);
  happens(key, kApproved);
  ASSERT_TRUE(stream.ends());
  EXPECT_EQ(ids(stream.output()), "2 3 4 5 6 ");
}

TEST_F(StreamServerTest, NoKeyIsInWhatItSays) {
  start();
  const PaymentKey key = new_payment();
  FcgiCall stream = follow(key);
  happens(key, kApproved);
  ASSERT_TRUE(stream.ends());
  for (const std::string& secret :
       {std::string("ptk_"), std::string("pay_"), key.payment_id.to_sql()}) {
    EXPECT_EQ(stream.output().find(secret), std::string::npos);
  }
}

TEST_F(StreamServerTest, WhoComesAgainIsToldWhatItMissedAndNothingTwice) {
  start();
  const PaymentKey key = new_payment();
  for (const auto type : {kScanned, kAuthorizing, kDeclined, kAuthorizing}) {
    timelines_.add(key, type);
  }
  FcgiCall stream = follow(key, {{"Last-Event-ID", "2"}});
  ASSERT_TRUE(stream.says("id: 5"));
  FcgiCall knows_all = follow(key, {{"Last-Event-ID", "5"}});
  ASSERT_TRUE(knows_all.says("retry: "));
  happens(key, kApproved);
  ASSERT_TRUE(stream.ends());
  ASSERT_TRUE(knows_all.ends());
  EXPECT_EQ(ids(stream.output()), "3 4 5 6 ");
  EXPECT_EQ(ids(knows_all.output()), "6 ");
}

TEST_F(StreamServerTest, WhoHasTheLastEventNeedNotComeAgain) {
  start();
  const PaymentKey key = new_payment();
  timelines_.add(key, kExpired);
  EXPECT_EQ(follow(key, {{"Last-Event-ID", "2"}}).answer()->status, 204);
  EXPECT_EQ(follow(key, {{"Last-Event-ID", "2"}}, "?wait=25").answer()->status, 204);
  FcgiCall stream = follow(key, {{"Last-Event-ID", "1"}});
  ASSERT_TRUE(stream.ends());
  EXPECT_EQ(ids(stream.output()), "2 ");
}

TEST_F(StreamServerTest, WhatNoHintToldIsFoundByThePoll) {
  start([](StreamSettings& settings) { settings.poll_interval = milliseconds(50); });
  const PaymentKey key = new_payment();
  FcgiCall stream = follow(key);
  ASSERT_TRUE(stream.says("payment.ready"));
  timelines_.add(key, kScanned);
  EXPECT_TRUE(stream.says("payment.scanned"));
}

TEST_F(StreamServerTest, AllPaymentsAreLookedAtInOneRead) {
  start([](StreamSettings& settings) { settings.poll_interval = milliseconds(100); });
  std::vector<FcgiCall> streams;
  for (int i = 0; i < 50; ++i) streams.push_back(follow(new_payment()));
  for (FcgiCall& stream : streams) ASSERT_TRUE(stream.says("payment.ready"));
  const int before = timelines_.reads;
  std::this_thread::sleep_for(milliseconds(1'000));
  EXPECT_LE(timelines_.reads - before, 15);
  EXPECT_GE(timelines_.reads - before, 1);
}

TEST_F(StreamServerTest, SaysSomethingWhenThereIsNothingToSay) {
  start([](StreamSettings& settings) { settings.heartbeat = milliseconds(50); });
  FcgiCall stream = follow(new_payment());
  ASSERT_TRUE(stream.says("\n:\n\n"));
  EXPECT_TRUE(stream.says("\n:\n\n:\n\n"));
}

TEST_F(StreamServerTest, ALongPollIsAnsweredAtOnceWhereThereIsNews) {
  start();
  const PaymentKey key = new_payment();
  const auto now = follow(key, {}, "?wait=25").answer();
  ASSERT_TRUE(now);
  EXPECT_EQ(now->status, 200);
  const auto body = nlohmann::json::parse(now->body);
  EXPECT_EQ(body.at("events").at(0).at("type"), "payment.ready");
  EXPECT_EQ(body.at("lastEventId"), "1");
}

TEST_F(StreamServerTest, ALongPollWaitsForNewsAndNotForever) {
  start();
  const PaymentKey key = new_payment();
  FcgiCall waiting = follow(key, {{"Last-Event-ID", "1"}}, "?wait=25");
  EXPECT_FALSE(waiting.says("lastEventId", kNotLong));
  happens(key, kScanned);
  const auto news = waiting.answer();
  ASSERT_TRUE(news);
  EXPECT_EQ(nlohmann::json::parse(news->body).at("lastEventId"), "2");

  const auto begin = std::chrono::steady_clock::now();
  const auto nothing = follow(key, {{"Last-Event-ID", "2"}}, "?wait=1").answer();
  ASSERT_TRUE(nothing);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(900));
  EXPECT_EQ(nlohmann::json::parse(nothing->body).at("events").size(), 0U);
  EXPECT_EQ(nlohmann::json::parse(nothing->body).at("lastEventId"), "2");
  EXPECT_EQ(follow(key, {{"Last-Event-ID", "2"}}, "?wait=0").answer()->status, 200);
}

TEST_F(StreamServerTest, OnlyPagesOnTheMerchantsListAreToldAnything) {
  start();
  const PaymentKey key = new_payment();
  const auto evil = follow(key, {{"Origin", "https://evil.example"}}).answer();
  ASSERT_TRUE(evil);
  EXPECT_EQ(evil->status, 403);
  EXPECT_NE(evil->body.find("ORIGIN_NOT_ALLOWED"), std::string::npos);
  EXPECT_EQ(ids(evil->body), "");
  FcgiCall shop = follow(key, {{"Origin", "https://shop.example"}});
  EXPECT_TRUE(shop.says("payment.ready"));
  EXPECT_NE(shop.output().find("Access-Control-Allow-Origin: https://shop.example\r\n"),
            std::string::npos);
  FcgiCall window = follow(key, {{"Origin", "https://pay.example"}});
  EXPECT_TRUE(window.says("payment.ready"));
}

TEST_F(StreamServerTest, APaymentThatDoesNotExistIsNotFound) {
  start();
  const PaymentKey key{MerchantId{7}, PaymentId::make(system_clock().now())};
  EXPECT_EQ(follow(key).answer()->status, 404);
  EXPECT_EQ(follow(key, {}, "?wait=25").answer()->status, 404);
}

TEST_F(StreamServerTest, WithoutATokenNothingIsRead) {
  start();
  const int before = timelines_.reads;
  EXPECT_EQ(FcgiCall(path("socket"), "GET", "/v1/events").answer()->status, 401);
  EXPECT_EQ(timelines_.reads, before);
}

TEST_F(StreamServerTest, WhenItIsFullItSaysWhenToComeAgainAndAPlaceThatIsLeftIsFree) {
  start([](StreamSettings& settings) { settings.most_streams = 2; });
  auto first = std::make_unique<FcgiCall>(follow(new_payment()));
  FcgiCall second = follow(new_payment());
  ASSERT_TRUE(first->says("payment.ready"));
  ASSERT_TRUE(second.says("payment.ready"));
  const auto third = follow(new_payment()).answer();
  ASSERT_TRUE(third);
  EXPECT_EQ(third->status, 503);
  EXPECT_TRUE(std::ranges::count(third->headers,
                                 std::pair<std::string, std::string>("Retry-After", "5")) == 1);
  first.reset();
  EXPECT_TRUE(
      test::comes_true([&] { return follow(new_payment()).says("payment.ready", kNotLong); }));
}

TEST_F(StreamServerTest, AReaderWhoDoesNotReadIsGivenUpAndTheOthersDoNotNotice) {
  start([](StreamSettings& settings) { settings.unsent_bytes = 1'024; });
  const PaymentKey key = new_payment();
  FcgiCall lazy = follow(key);
  FcgiCall busy = follow(key);
  ASSERT_TRUE(busy.says("payment.ready"));
  int last = 1;
  // More than a socket's buffers hold.
  for (int round = 0; round < 8; ++round) {
    for (int i = 0; i < 300; ++i, ++last) timelines_.add(key, i % 2 == 0 ? kScanned : kReady);
    hint_change(key);
    ASSERT_TRUE(busy.says("id: " + std::to_string(last) + "\n")) << round;
  }
  happens(key, kApproved);
  ASSERT_TRUE(busy.ends());
  std::string all;
  for (int i = 1; i <= last + 1; ++i) all += std::to_string(i) + " ";
  EXPECT_EQ(ids(busy.output()), all);
  // Cut, not ended.
  EXPECT_FALSE(lazy.ends());
  EXPECT_LT(ids(lazy.output()).size(), all.size());
  EXPECT_TRUE(all.starts_with(ids(lazy.output())));
}

TEST_F(StreamServerTest, ManyAtOnceAreToldEverythingInOrder) {
  start();
  std::vector<PaymentKey> keys;
  std::vector<FcgiCall> streams;
  for (int i = 0; i < 200; ++i) {
    keys.push_back(new_payment());
    streams.push_back(follow(keys.back()));
  }
  for (FcgiCall& stream : streams) ASSERT_TRUE(stream.says("payment.ready"));
  const auto play = [&](std::size_t begin) {
    for (const auto type : {kScanned, kAuthorizing, kDeclined, kAuthorizing, kApproved}) {
      for (std::size_t i = begin; i < keys.size(); i += 2) {
        happens(keys[i], type);
        if (i % 20 < 2) std::this_thread::sleep_for(milliseconds(1));
      }
    }
  };
  std::thread even(play, 0), odd(play, 1);
  even.join();
  odd.join();
  for (const PaymentKey& key : keys) hint_change(key);  // should one have been lost
  for (FcgiCall& stream : streams) {
    ASSERT_TRUE(stream.ends());
    EXPECT_EQ(ids(stream.output()), "1 2 3 4 5 6 ");
  }
}

TEST_F(StreamServerTest, AStopEndsEveryStreamSoThatItsReaderComesAgain) {
  start();
  const PaymentKey key = new_payment();
  FcgiCall first = follow(key);
  FcgiCall second = follow(key);
  FcgiCall poll = follow(key, {{"Last-Event-ID", "1"}}, "?wait=25");
  ASSERT_TRUE(first.says("payment.ready"));
  ASSERT_TRUE(second.says("payment.ready"));
  EXPECT_FALSE(poll.says("lastEventId", kNotLong));
  stop();
  EXPECT_TRUE(first.ends());
  EXPECT_TRUE(second.ends());
  EXPECT_EQ(poll.answer()->status, 200);
  const auto last_retry = [](const std::string& output) {
    const auto at = output.rfind("retry: ");
    return output.substr(at, output.find('\n', at) - at);
  };
  EXPECT_NE(last_retry(first.output()), "retry: 1000");
}

TEST_F(StreamServerTest, ADatabaseThatIsAwayIsSaidToWhoComesAndWhoIsThereStays) {
  start([](StreamSettings& settings) { settings.poll_interval = milliseconds(50); });
  const PaymentKey key = new_payment();
  FcgiCall stream = follow(key);
  ASSERT_TRUE(stream.says("payment.ready"));
  timelines_.away = true;
  const auto refused = follow(key).answer();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  happens(key, kScanned);
  EXPECT_FALSE(stream.says("payment.scanned", kNotLong));
  timelines_.away = false;
  EXPECT_TRUE(stream.says("payment.scanned"));
}

TEST_F(StreamServerTest, WhatNobodyWaitsForAnyMoreIsNotAskedWhenTheDatabaseIsBack) {
  start();
  timelines_.away = true;
  for (int i = 0; i < 5; ++i) {
    const auto refused = follow(new_payment(), {{"Origin", "https://shop.example"}}).answer();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
  }
  timelines_.away = false;
  const int before = origin_questions_;
  FcgiCall stream = follow(new_payment(), {{"Origin", "https://shop.example"}});
  EXPECT_TRUE(stream.says("payment.ready"));
  EXPECT_EQ(origin_questions_ - before, 1);
}

TEST_F(StreamServerTest, NobodyIsToldForLongerThanTheTokenIsGood) {
  // Nothing else wakes them: neither a heartbeat nor the poll's own end.
  start([](StreamSettings& settings) { settings.heartbeat = std::chrono::minutes(1); });
  const PaymentKey key = new_payment();
  const Time almost_an_hour_ago = system_clock().now() - std::chrono::hours(1) + seconds(3);
  FcgiCall stream = follow(key, {}, "", almost_an_hour_ago);
  FcgiCall poll = follow(key, {{"Last-Event-ID", "1"}}, "?wait=25", almost_an_hour_ago);
  FcgiCall longer = follow(key);
  ASSERT_TRUE(stream.says("payment.ready"));
  EXPECT_TRUE(stream.ends());
  EXPECT_TRUE(poll.ends());
  EXPECT_TRUE(longer.says("payment.ready"));
  EXPECT_FALSE(longer.ends(kNotLong));
}

TEST_F(StreamServerTest, WhatIsNoRequestIsDroppedAndOthersAreServed) {
  start();
  {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path("socket").copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    ASSERT_EQ(::send(fd.get(), "GET / HTTP/1.1\r\n", 16, MSG_NOSIGNAL), 16);
    char byte = 0;
    EXPECT_LE(::recv(fd.get(), &byte, 1, 0), 0);
  }
  EXPECT_TRUE(follow(new_payment()).says("payment.ready"));
}

}  // namespace
}  // namespace pay200::stream
