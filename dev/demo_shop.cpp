#include "dev/demo_shop.hpp"

#include <chrono>

namespace pay200::dev {
namespace {

/// One that ends so soon would only end again and again.
constexpr std::chrono::seconds kBetweenStarts{5};

}  // namespace

DemoShop::DemoShop(const Stack& stack, const Seeded& people) : stack_(stack), people_(people) {
  start();
}

void DemoShop::keep_running() {
  if (process_.pid() == 0 || process_.running()) return;
  if (std::chrono::steady_clock::now() - started_ < kBetweenStarts) return;
  start();
}

void DemoShop::start() {
  started_ = std::chrono::steady_clock::now();
  if (!find_program("node")) return;
  process_ = Process::start({
      .argv = {"node", PAY200_SOURCE_DIR "/sdk/demo/server.mjs"},
      .env = {{"PAY200_GATEWAY", stack_.base_url()},
              {"PAY200_SECRET_KEY", people_.shop.secret_key},
              {"PAY200_CLIENT_KEY", people_.shop.client_key},
              {"PAY200_KIOSK_CLIENT_KEY", people_.kiosk.client_key},
              {"LISTEN", stack_.demo_socket().string()}},
      .output = stack_.directory() / "log/demo.log",
  });
}

}  // namespace pay200::dev
