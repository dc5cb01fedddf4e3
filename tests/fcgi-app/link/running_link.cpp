#include "tests/fcgi-app/link/running_link.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "fcgi-app/link/link_role.hpp"

namespace pay200::test {

Config link_config(TestDatabase& database, std::uint16_t sandbox_port, const std::string& socket) {
  Config config;
  config.database.conninfo = database.conninfo("pay200_link");
  config.link.socket = socket;
  Config::Acquirer acquirer;
  acquirer.name = "sandbox";
  acquirer.host = "127.0.0.1";
  acquirer.port = sandbox_port;
  acquirer.connections = 2;
  acquirer.terminals = {"TERM0001", "TERM0002"};
  acquirer.acquirer_id = "12345";
  acquirer.only_test = true;
  config.acquirers = {acquirer};
  return config;
}

Secrets link_secrets() {
  Secrets secrets;
  secrets.key_encryption_key = std::string(32, 'k');
  secrets.pan_hmac_key = std::string(32, 'h');
  return secrets;
}

RunningLink::RunningLink(TestDatabase& database, std::uint16_t sandbox_port,
                         const std::function<void(Config&)>& adjust)
    : config_(link_config(database, sandbox_port, directory_.path() / "link.sock")),
      listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  adjust(config_);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(socket().begin(), socket().end(), std::begin(address.sun_path));
  if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener_.get(), 64) != 0) {
    throw std::runtime_error("cannot listen on " + socket());
  }
  start();
}

RunningLink::~RunningLink() {
  if (result_.valid()) stop();
  // run_link() made this process, which is not its own, undumpable; the leak check needs it.
  ::prctl(PR_SET_DUMPABLE, 1);
}

void RunningLink::start() {
  stop_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  result_ = std::async(std::launch::async, [this] {
    return run_link(config_, link_secrets(), listener_.get(), stop_.get());
  });
}

void RunningLink::ask_to_stop() { ::eventfd_write(stop_.get(), 1); }

int RunningLink::wait() {
  if (result_.wait_for(std::chrono::seconds(20)) != std::future_status::ready) {
    throw std::runtime_error("the link does not end");
  }
  return result_.get();
}

}  // namespace pay200::test
