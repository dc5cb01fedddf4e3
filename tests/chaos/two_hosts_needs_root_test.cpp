#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <set>
#include <system_error>

#include "tests/chaos/worker_hosts.hpp"

namespace pay200::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A network of its own, joined to this machine's by a cable that can be pulled. PostgreSQL is
/// reached by its unix socket; the card network, which listens on this machine's loopback, by a
/// tunnel.
class NetworkNamespace {
 public:
  NetworkNamespace(int number, int acquirer_port)
      : name_("pay200-" + std::to_string(::getpid()) + "-" + std::to_string(number)),
        cable_("p2" + std::to_string(::getpid() % 100'000) + "x" + std::to_string(number)),
        subnet_("10.177." + std::to_string(16 + number) + "."),
        acquirer_port_(acquirer_port) {
    ip({"netns", "add", name_});
    ip({"link", "add", cable_, "type", "veth", "peer", "name", "eth0", "netns", name_});
    ip({"addr", "add", subnet_ + "1/24", "dev", cable_});
    ip({"link", "set", cable_, "up"});
    ip({"-n", name_, "addr", "add", address() + "/24", "dev", "eth0"});
    ip({"-n", name_, "link", "set", "eth0", "up"});
    ip({"-n", name_, "link", "set", "lo", "up"});
    tunnel_ = std::thread([this] { carry(); });
  }
  ~NetworkNamespace() {
    stopping_ = true;
    tunnel_.join();
    dev::run({.argv = {"ip", "link", "del", cable_}});
    dev::run({.argv = {"ip", "netns", "del", name_}});
  }
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;

  std::string address() const { return subnet_ + "2"; }
  WorkerHost::Place place() const {
    return {.address = address(), .enter = {"nsenter", "--net=/run/netns/" + name_}};
  }
  void pull_cable() {
    cut_ = true;
    ip({"link", "set", cable_, "down"});
  }
  void plug_cable() {
    ip({"link", "set", cable_, "up"});
    cut_ = false;
  }

 private:
  static void ip(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "ip");
    const auto done = dev::run({.argv = arguments});
    if (done.status != 0) throw std::runtime_error("ip: " + done.err);
  }

  /// A socket belongs to the network in which it is made, whoever uses it.
  UniqueFd listen_inside() const {
    const UniqueFd inside(::open(("/run/netns/" + name_).c_str(), O_RDONLY | O_CLOEXEC));
    if (::setns(inside.get(), CLONE_NEWNET) != 0) return {};
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto address = loopback(acquirer_port_);
    if (fd.get() < 0 ||
        ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
        ::listen(fd.get(), 64) != 0) {
      return {};
    }
    return fd;
  }

  struct Pair {
    UniqueFd inner, outer;
  };

  static bool pass_on(int from, int to) {
    std::array<char, 16'384> buffer{};
    const auto got = ::recv(from, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    return ::send(to, buffer.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
  }

  void carry() {
    const UniqueFd outside(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    const UniqueFd listener = listen_inside();
    ::setns(outside.get(), CLONE_NEWNET);
    std::vector<Pair> pairs;
    while (!stopping_) {
      if (cut_) pairs.clear();
      std::vector<pollfd> polled = {{listener.get(), POLLIN, 0}};
      for (const auto& pair : pairs) {
        polled.push_back({pair.inner.get(), POLLIN, 0});
        polled.push_back({pair.outer.get(), POLLIN, 0});
      }
      ::poll(polled.data(), polled.size(), 20);
      for (std::size_t i = pairs.size(); i-- > 0;) {
        auto& pair = pairs[i];
        const bool lives =
            (polled[1 + 2 * i].revents == 0 || pass_on(pair.inner.get(), pair.outer.get())) &&
            (polled[2 + 2 * i].revents == 0 || pass_on(pair.outer.get(), pair.inner.get()));
        if (!lives) pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (polled[0].revents == 0) continue;
      Pair pair{UniqueFd(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)),
                UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
      const auto address = loopback(acquirer_port_);
      if (cut_ || !pair.inner ||
          ::connect(pair.outer.get(), reinterpret_cast<const sockaddr*>(&address),
                    sizeof(address)) != 0) {
        continue;
      }
      pairs.push_back(std::move(pair));
    }
  }

  const std::string name_, cable_, subnet_;
  const int acquirer_port_;
  std::atomic<bool> stopping_{false}, cut_{false};
  std::thread tunnel_;
};

/// Two worker hosts with addresses and networks of their own behind one nginx, under load.
class TwoHostsNeedsRootTest : public WorkerHosts {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root: it makes network namespaces";
    const auto may = dev::run({.argv = {"ip", "netns", "add", "pay200-may"}});
    if (may.status != 0) GTEST_SKIP() << "needs network namespaces: " << may.err;
    dev::run({.argv = {"ip", "netns", "del", "pay200-may"}});
    const int port = acquirer_port();
    for (int number : {0, 1}) {
      networks_.push_back(std::make_unique<NetworkNamespace>(number, port));
    }
    WorkerHosts::SetUp();
  }
  void TearDown() override {
    if (networks_.empty()) return;
    WorkerHosts::TearDown();
    networks_.clear();
  }

  WorkerHost::Place place_of(int which) override {
    return networks_.at(static_cast<std::size_t>(which))->place();
  }
  std::string fail_timeout() const override { return "2s"; }

  static int acquirer_port() {
    const std::string config = dev::read_file(stack().config_path());
    const auto at = config.find("port = ", config.find("[[acquirer]]"));
    return std::stoi(config.substr(at + 7));
  }

  /// A host is given work again.
  static bool serves_again(const WorkerHost& host) {
    const int before = host.served();
    return comes_true([&] { return host.served() > before + 10; }, seconds(60));
  }

  std::vector<std::unique_ptr<NetworkNamespace>> networks_;
};

TEST_F(TwoHostsNeedsRootTest, OneIsStoppedAndCutOffAndComesBackAndNoPaymentIsLostOrDoubled) {
  Seen seen;
  const std::int64_t amount = unused_amount();
  under_load(seen, amount, milliseconds(100), [&] {
    first_->process().signal(SIGTERM);
    EXPECT_EQ(first_->process().wait(seconds(30)), 0);
    int paid = seen.paid;
    EXPECT_TRUE(comes_true([&] { return seen.paid > paid + kClients; }, seconds(60)));
    first_->launch();
    EXPECT_TRUE(serves_again(*first_));

    networks_[1]->pull_cable();
    std::this_thread::sleep_for(seconds(4));
    paid = seen.paid;
    EXPECT_TRUE(comes_true([&] { return seen.paid > paid; }, seconds(60)))
        << "the other goes on meanwhile";
    networks_[1]->plug_cable();
    EXPECT_TRUE(serves_again(*second_));
  });
  std::set<std::string> approvals;
  for (const auto& told : seen.told) approvals.insert(told.payment_key);
  EXPECT_EQ(approvals.size(), static_cast<std::size_t>(seen.paid)) << "each is another payment";
}

}  // namespace
}  // namespace pay200::test
