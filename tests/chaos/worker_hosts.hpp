#pragma once
// Two hosts of workers behind one nginx, and people who buy there while something happens to them.

#include <arpa/inet.h>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <utility>
#include <vector>

#include "core/platform/unique_fd.hpp"
#include "dev/free_port.hpp"
#include "dev/nginx_config.hpp"
#include "dev/private_file.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {

/// A whole pay200-fcgi on a host of its own: its own address, link, streams and folder; database
/// and card network are everybody's. As far as one machine can show it.
class WorkerHost {
 public:
  struct Place {
    std::string address = "127.0.0.1";
    std::vector<std::string> enter = {};  ///< what its program is started by
  };

  WorkerHost(dev::Stack& stack, const std::string& name, Place place)
      : stack_(stack),
        place_(std::move(place)),
        config_(stack.directory() / (name + ".toml")),
        log_(stack.directory() / (name + ".log")) {
    const std::filesystem::path folder = stack.run_directory() / name;
    std::filesystem::create_directories(folder);
    std::string text = dev::read_file(stack.config_path());
    replace(text, (stack.run_directory() / "fcgi.socket").string(), address());
    for (const char* socket : {"link.socket", "stream.socket", "stream-hints.socket"}) {
      replace(text, (stack.run_directory() / socket).string(), (folder / socket).string());
    }
    dev::write_private_file(config_, text);
    launch();
  }

  static void replace(std::string& text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    text.replace(at, what.size(), with);
  }

  std::string address() const { return place_.address + ":" + std::to_string(port_); }
  void launch() {
    std::vector<std::string> argv = place_.enter;
    argv.insert(argv.end(), {stack_.program("pay200-fcgi").string(), "--config", config_.string()});
    process_ = dev::Process::start({.argv = argv, .output = log_});
  }
  bool listens() const {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    ::inet_pton(AF_INET, place_.address.c_str(), &address.sin_addr);
    const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  dev::Process& process() { return process_; }
  int logged(const std::string& text) const {
    std::ifstream file(log_);
    int count = 0;
    for (std::string line; std::getline(file, line);) count += line.find(text) != line.npos;
    return count;
  }
  int served() const { return logged("\"event\":\"request\""); }

 private:
  dev::Stack& stack_;
  Place place_;
  int port_ = dev::find_free_port();
  std::filesystem::path config_, log_;
  dev::Process process_;
};

/// Two hosts of workers behind one nginx, under load, and one of them goes.
class WorkerHosts : public WholeStackTest {
 protected:
  static constexpr int kClients = 6;

  /// Where the first (0) and the second (1) host is.
  virtual WorkerHost::Place place_of(int /*which*/) { return {}; }
  /// How long nginx leaves one alone that has failed.
  virtual std::string fail_timeout() const { return "30s"; }

  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.api_connections = 4;
    options.acquirer_timeout_ms = 3'000;
    options.recovery_grace_ms = 1'000;
    start_stack(options);
  }

  void SetUp() override {
    WholeStackTest::SetUp();
    static int tests = 0;
    const std::string name = std::to_string(++tests);
    first_ = std::make_unique<WorkerHost>(stack(), "a" + name, place_of(0));
    second_ = std::make_unique<WorkerHost>(stack(), "b" + name, place_of(1));
    const std::filesystem::path folder = stack().directory() / ("nginx" + name);
    port_ = dev::find_free_port();
    std::filesystem::create_directories(folder);
    dev::write_nginx_config({.directory = folder,
                             .log_directory = folder,
                             .fcgi_socket = "/of/nobody",
                             .stream_socket = "/of/no/stream",
                             .port = port_,
                             .requests = 40});
    std::string site = dev::read_file(folder / "nginx.conf");
    WorkerHost::replace(
        site, "server unix:/of/nobody;",
        "server " + first_->address() + " max_fails=1 fail_timeout=" + fail_timeout() +
            "; server " + second_->address() + " max_fails=1 fail_timeout=" + fail_timeout() + ";");
    WorkerHost::replace(site, "include snippets/locations.conf;",
                        "include snippets/locations.conf;" + metrics_of("first", *first_) +
                            metrics_of("second", *second_));
    dev::write_private_file(folder / "nginx.conf", site);
    // Each of nginx's processes would leave alone for 30 s who refuses it before it has begun.
    ASSERT_TRUE(comes_true([&] { return first_->listens() && second_->listens(); },
                           std::chrono::seconds(60)));
    nginx_ = dev::Process::start(
        {.argv = {"nginx", "-p", folder.string() + "/", "-c", (folder / "nginx.conf").string(),
                  "-e", (folder / "error.log").string()},
         .output = folder / "out.log"});
    // Both are there and signed on, before load comes.
    ASSERT_TRUE(comes_true(
        [&] {
          return !dev::is_port_free(port_) && ready() && first_->logged("/readyz") > 2 &&
                 second_->logged("/readyz") > 2;
        },
        std::chrono::seconds(60)));
  }

  void TearDown() override {
    WholeStackTest::TearDown();
    nginx_.stop();
    first_->process().stop(std::chrono::seconds(30));
    second_->process().stop(std::chrono::seconds(30));
  }

  /// As docs/metrics.md has it.
  static std::string metrics_of(const std::string& name, const WorkerHost& host) {
    return "location = /metrics/" + name +
           " { rewrite ^ /metrics break; include snippets/machines_only.conf; include "
           "snippets/fastcgi.conf; fastcgi_pass " +
           host.address() + "; }";
  }

  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  bool ready() { return dev::HttpClient().send({.url = base_url() + "/readyz"}).status == 200; }

  struct Seen {
    std::atomic<int> paid{0}, ended{0}, unavailable{0}, unknown{0};
    std::mutex mutex;
    std::vector<dev::Told> told;         // guarded
    std::vector<std::string> surprises;  // guarded
  };

  /// As an honest client does it: the same request under the same key, until it is told an end.
  template <class Act>
  static dev::ApiAnswer until_told(Seen& seen, const std::string& what, Act act) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(40);
    dev::ApiAnswer answer;
    while (std::chrono::steady_clock::now() < end) {
      answer = act();
      if (answer.ok() || answer.code() == "ABORTED_PAYMENT") return answer;
      const bool unknown = answer.status == 504 && answer.code() == "OUTCOME_UNKNOWN";
      const bool unavailable = answer.status == 503 && answer.raw.header("retry-after") != nullptr;
      const bool under_way = answer.status == 409;
      seen.unknown += unknown ? 1 : 0;
      seen.unavailable += unavailable ? 1 : 0;
      if (!unknown && !unavailable && !under_way) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    const std::lock_guard lock(seen.mutex);
    seen.surprises.push_back(what + ": " + answer.summary());
    return answer;
  }

  void buy(Seen& seen, dev::ShopClient& shop, dev::ShopperClient& shopper, const App& app,
           std::int64_t amount) {
    const dev::NewOrder order{dev::unused_order_id(), "부하", amount, std::nullopt};
    const auto created =
        until_told(seen, "create", [&] { return shop.create_payment(order, order.order_id); });
    if (!created.ok()) return;
    const std::string key = created.text("paymentKey");
    const std::string token = created.body.at("qr").at("token");
    if (!until_told(seen, "scan", [&] { return shopper.scan(token); }).ok()) return;
    const auto confirmed = until_told(seen, "confirm", [&] {
      return shopper.confirm(key, app.card_ids.at(kGoodCard), kPin, "c" + order.order_id);
    });
    ++seen.ended;
    if (!confirmed.ok()) return;
    ++seen.paid;
    const std::lock_guard lock(seen.mutex);
    seen.told.push_back({key, dev::Told::What::kApproved});
  }

  /// The card network answers after `reply_delay`. `goes`: what happens to the hosts meanwhile.
  /// Every purchase comes to an end that its client is told, and the card network has seen one
  /// purchase for each of them.
  template <class Act>
  void under_load(Seen& seen, std::int64_t amount, std::chrono::milliseconds reply_delay,
                  Act goes) {
    std::vector<App> apps;
    for (int i = 0; i < kClients; ++i) apps.push_back(new_app());
    stack().sandbox().set_reply_delay_ms(static_cast<int>(reply_delay.count()));
    std::atomic<bool> stopping{false};
    std::vector<std::thread> threads;
    for (auto& app : apps) {
      threads.emplace_back([&] {
        dev::ShopClient shop(base_url(), shop_account().secret_key);
        dev::ShopperClient shopper(base_url());
        shopper.api().http().set_cookies(app.client.api().http().cookies());
        while (!stopping) buy(seen, shop, shopper, app, amount);
      });
    }
    const bool begun = comes_true([&] { return seen.paid > kClients; }, std::chrono::seconds(60));
    if (begun) goes();
    stopping = true;
    for (auto& thread : threads) thread.join();
    stack().sandbox().set_reply_delay_ms(0);
    EXPECT_TRUE(begun);
    EXPECT_GT(first_->served(), 0);
    EXPECT_GT(second_->served(), 0);
    for (const auto& surprise : seen.surprises) ADD_FAILURE() << surprise;
    for (const auto& one : seen.told) told(one.payment_key, one.what);
    RecordProperty("paid", seen.paid);
    RecordProperty("unavailable", seen.unavailable);
    RecordProperty("unknown", seen.unknown);
    expect_books_agree(std::chrono::minutes(1));
  }

  std::unique_ptr<WorkerHost> first_, second_;
  dev::Process nginx_;
  int port_ = 0;
};

}  // namespace pay200::test
