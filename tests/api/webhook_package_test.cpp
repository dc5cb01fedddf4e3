#include <arpa/inet.h>
#include <sys/socket.h>

#include "core/platform/unique_fd.hpp"
#include "dev/free_port.hpp"
#include "dev/process.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/whole_stack.hpp"

namespace pay200::test {
namespace {

using std::chrono::seconds;

/// The receiver that docs/webhooks.md shows, with the standardwebhooks package of npm.
class WebhookPackageTest : public WholeStackTest {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.recovery_poll_ms = 100;
    start_stack(options);
  }

  static bool package_is_there() {
    dev::ProcessOptions options;
    options.argv = {"node", "-e", "require('standardwebhooks')"};
    options.cwd = PAY200_SOURCE_DIR "/tests/api";
    return dev::run(options).status == 0;
  }

  static bool listens(int port) {
    const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
};

TEST_F(WebhookPackageTest, ItAcceptsOursAndRefusesAChangedByte) {
  if (!package_is_there()) GTEST_SKIP() << "npm has not installed standardwebhooks";
  const int port = dev::find_free_port();
  const auto made = shop().api().post(
      "/v1/webhook-endpoints", {{"url", "http://127.0.0.1:" + std::to_string(port) + "/webhook"}});
  dev::ProcessOptions options;
  options.argv = {"node", PAY200_SOURCE_DIR "/tests/api/webhook_receiver.cjs",
                  std::to_string(port)};
  options.env = {{"PAY200_WEBHOOK_SECRET", dev::expect_ok(made, "register").text("secret")}};
  dev::Process receiver = dev::Process::start(options);
  ASSERT_TRUE(comes_true([&] { return listens(port); }));

  App app = new_app();
  paid_by(app);
  nlohmann::json webhooks;
  ASSERT_TRUE(comes_true(
      [&] {
        webhooks = shop().api().get("/v1/webhooks").body.at("webhooks");
        return !webhooks.empty() && webhooks[0].at("tries").get<int>() > 0;
      },
      seconds(60)));
  const auto log =
      shop().api().get("/v1/webhooks/" + webhooks[0].at("webhookId").get<std::string>());
  EXPECT_EQ(log.text("status"), "DELIVERED") << log.body.at("attempts").dump();
  EXPECT_EQ(log.body.at("eventType"), "PAYMENT_STATUS_CHANGED");
}

}  // namespace
}  // namespace pay200::test
