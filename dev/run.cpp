#include "dev/run.hpp"

#include <chrono>
#include <exception>
#include <map>

#include "dev/demo_data.hpp"
#include "dev/demo_shop.hpp"
#include "dev/dev_json.hpp"
#include "dev/payment_text.hpp"
#include "dev/purchase.hpp"
#include "dev/seed.hpp"
#include "dev/stack.hpp"
#include "dev/terminal.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{200};
/// A part that ends again so soon would only end again and again.
constexpr milliseconds kSoon = std::chrono::seconds(10);

void make_one_payment(const Terminal& terminal, const Stack& stack, const Seeded& people) {
  terminal.heading("결제 한 건", "one payment, before your eyes");
  ShopClient shop(stack.base_url(), people.shop.secret_key);
  ShopperClient shopper(stack.base_url());
  expect_ok(shopper.log_in(people.shopper.login_id, people.shopper.password), "log in");
  Purchase purchase(terminal, shop, shopper, people);
  purchase.create("아메리카노 두 잔", 12'300);
  purchase.scan();
  expect_ok(purchase.confirm("4242"), "confirm");
  const auto payment = purchase.tell();
  if (payment.value("status", "") != "DONE") throw std::runtime_error("the payment is not DONE");
}

void print_addresses(const Terminal& terminal, const Stack& stack, const Seeded& people,
                     const std::filesystem::path& dev_json) {
  terminal.heading("주소와 로그인 (테스트 모드)", "addresses and log-ins, test mode only");
  terminal.entry("API", stack.base_url() + "/v1");
  terminal.entry("데모 상점 · demo shop", stack.base_url() + "/demo/");
  terminal.entry("구매자 앱 · shopper's app", stack.base_url() + "/app/");
  terminal.entry("가맹점 관리자 · back office", stack.base_url() + "/backoffice/");
  terminal.entry("API 문서 · API reference", stack.base_url() + "/docs/");
  terminal.entry("OpenAPI", stack.base_url() + "/openapi.json");
  terminal.entry("상태 · health", stack.base_url() + "/readyz");
  terminal.entry("가맹점 · merchant", people.shop.name + "  " + people.shop.merchant_id);
  for (const auto& acquirer : stack.acquirers()) {
    terminal.entry("매입사 · acquirer",
                   acquirer.name + "  가중치 · weight " + std::to_string(acquirer.weight));
  }
  terminal.entry("시크릿 키 · secret key", people.shop.secret_key);
  terminal.entry("클라이언트 키 · client key", people.shop.client_key);
  terminal.entry("구매자 · shopper", people.shopper.login_id + "  비밀번호 · password " +
                                         people.shopper.password + "  PIN " + people.shopper.pin);
  terminal.entry("점주 · owner", people.staff.login_id + "  비밀번호 · password " +
                                     people.staff.password + "  TOTP " + people.staff.totp_secret);
  for (const auto& card : demo_cards()) {
    terminal.entry("카드 · card", card.details.number + "  " + card.korean + " · " + card.english);
  }
  terminal.entry("pgctl", stack.program("pgctl").string() + " --config " +
                              stack.config_path().string() + " db status");
  terminal.entry("로그 · logs", (stack.directory() / "log").string());
  terminal.entry("모두 여기에 · all of it in", dev_json.string());
}

/// Watches until it is told to stop. False if a part could not be kept running.
bool watch(const Terminal& terminal, Stack& stack, DemoShop& demo_shop, StopSignal& stop,
           const std::function<void()>& restarted_one) {
  std::map<Part, steady_clock::time_point> restarted;
  while (!stop.wait(kLook)) {
    demo_shop.keep_running();
    for (const Part part : stack.ended()) {
      terminal.bad(
          name_of(part) + "이(가) 갑자기 끝났습니다. 로그: " + stack.log_path(part).string(),
          "ended unexpectedly; see its log");
      const auto now = steady_clock::now();
      if (restarted.contains(part) && now - restarted[part] < kSoon) {
        terminal.bad("또 끝나서 모두 멈춥니다", "again, so everything is stopped");
        return false;
      }
      restarted[part] = now;
      stack.stop_part(part);
      stack.start_part(part);
      restarted_one();
      terminal.good(name_of(part) + " 다시 시작함", "started again");
    }
  }
  return true;
}

/// What somebody did to the demo shopper before, five wrong PINs for one, is no reason not to run.
void try_one_payment(const Terminal& terminal, const Stack& stack, const Seeded& people) {
  try {
    make_one_payment(terminal, stack, people);
  } catch (const std::exception& failed) {
    terminal.bad("결제가 되지 않았습니다. 처음부터 다시 하려면 멈춘 뒤 " +
                     stack.directory().string() + "을(를) 지우십시오",
                 std::string("the payment failed: ") + failed.what());
  }
}

/// dev.json names processes only while they run.
struct PidsCleared {
  explicit PidsCleared(std::filesystem::path file) : dev_json(std::move(file)) {}
  ~PidsCleared() {
    try {
      clear_pids(dev_json);
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s: %s\n", dev_json.c_str(), failure.what());
    }
  }
  PidsCleared(const PidsCleared&) = delete;
  PidsCleared& operator=(const PidsCleared&) = delete;
  const std::filesystem::path dev_json;
};

int start_and_watch(const RunOptions& options, const Terminal& terminal, StopSignal& stop) {
  const auto begun = steady_clock::now();
  terminal.heading("pay200 시작", "starting pay200 " PAY200_VERSION);
  StackOptions wanted;
  wanted.directory = options.directory;
  wanted.bin_directory = options.bin_directory;
  wanted.port = options.port;
  wanted.host = options.host;
  wanted.acquirers = 2;
  wanted.on_step = [&](const std::string& what, milliseconds took) {
    terminal.step(what, took);
    stop.throw_if_stopped();
  };
  Stack stack(wanted);
  const auto dev_json = stack.directory() / "dev.json";
  const Seeded people = seed(stack, read_dev_json(dev_json));
  write_dev_json(dev_json, stack, people);
  const PidsCleared at_the_end{dev_json};
  const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
  terminal.good("모두 준비됨, " + seconds_text(took), "everything is up");

  DemoShop demo_shop(stack, people);
  try_one_payment(terminal, stack, people);
  print_addresses(terminal, stack, people, dev_json);
  terminal.heading("실행 중입니다. 끝내려면 Ctrl-C", "running; Ctrl-C ends it");
  const bool well =
      watch(terminal, stack, demo_shop, stop, [&] { write_dev_json(dev_json, stack, people); });
  terminal.heading("멈추는 중", "stopping");
  stack.stop();
  terminal.good("모두 멈췄습니다. 데이터는 " + stack.directory().string() + "에 남아 있습니다",
                "everything has stopped; the data stays");
  return well ? 0 : 1;
}

}  // namespace

int run_here(const RunOptions& options, StopSignal& stop) {
  const Terminal terminal;
  try {
    return start_and_watch(options, terminal, stop);
  } catch (const Interrupted&) {
    terminal.line("모두 멈췄습니다", "interrupted; everything has stopped");
    return 0;
  } catch (const std::exception& broken) {
    terminal.bad("실행할 수 없습니다", std::string("cannot run: ") + broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
