#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "core/webhook/webhook_signature.hpp"
#include "dev/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

using std::chrono::minutes;

/// What docs/webhooks.md gives shops to copy does what it says, in each language that is installed.
class WebhookDocsTest : public testing::Test {
 protected:
  /// The first block of the language, between its fences.
  static std::string block_of(const std::string& language) {
    std::ifstream file(PAY200_SOURCE_DIR "/docs/webhooks.md");
    std::ostringstream text;
    text << file.rdbuf();
    const std::string fence = "```" + language + "\n";
    const auto begin = text.str().find(fence) + fence.size();
    return text.str().substr(begin, text.str().find("```\n", begin) - begin);
  }

  std::string written(const std::string& name, const std::string& text) const {
    const std::string path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  static bool runs(const std::vector<std::string>& program) {
    try {
      dev::ProcessOptions options;
      options.argv = program;
      return dev::run(options).status == 0;
    } catch (const std::system_error&) {
      return false;
    }
  }

  /// 0: genuine; 3: not; anything else: it broke.
  int verdict(const std::vector<std::string>& program, const std::string& secret,
              const SignedWebhook& webhook) const {
    dev::ProcessOptions options;
    options.argv = program;
    for (const std::string& argument : {secret, webhook.id, webhook.timestamp, webhook.signature,
                                        written("body.json", webhook.body)}) {
      options.argv.push_back(argument);
    }
    const auto finished = dev::run(options);
    EXPECT_TRUE(finished.status == 0 || finished.status == 3) << finished.err;
    return finished.status;
  }

  static SignedWebhook signed_at(Time now, const std::vector<std::string>& secrets) {
    const auto timestamp = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    SignedWebhook webhook = {"msg_1", std::to_string(timestamp), "",
                             R"({"data":{"orderName":"아메리카노 두 잔"}})"};
    webhook.signature = webhook_signature(secrets, webhook.id, timestamp, webhook.body);
    return webhook;
  }

  void expect_it_verifies(const std::vector<std::string>& program) const {
    const std::string secret = new_webhook_secret();
    const Time now = system_clock().now();
    const SignedWebhook genuine = signed_at(now, {secret});
    EXPECT_EQ(verdict(program, secret, genuine), 0);
    EXPECT_EQ(verdict(program, new_webhook_secret(), genuine), 3) << "another secret";
    EXPECT_EQ(verdict(program, secret, signed_at(now, {new_webhook_secret(), secret})), 0)
        << "one of two, during a rotation";
    EXPECT_EQ(verdict(program, secret, signed_at(now - minutes(6), {secret})), 3) << "too old";
    EXPECT_EQ(verdict(program, secret, signed_at(now + minutes(6), {secret})), 3) << "to come";
    for (std::string SignedWebhook::* part : {&SignedWebhook::id, &SignedWebhook::timestamp,
                                              &SignedWebhook::signature, &SignedWebhook::body}) {
      SignedWebhook changed = genuine;
      char& byte = (changed.*part)[(changed.*part).size() / 2];
      byte = static_cast<char>(byte ^ 1);
      EXPECT_EQ(verdict(program, secret, changed), 3) << changed.*part;
    }
  }

  TemporaryDirectory directory_;
};

TEST_F(WebhookDocsTest, ThePythonVerifies) {
  if (!runs({"python3", "--version"})) GTEST_SKIP() << "no python3";
  expect_it_verifies({"python3", written("verify.py", block_of("python") + R"(
import sys
secret, webhook_id, timestamp, signature, file = sys.argv[1:]
headers = {"webhook-id": webhook_id, "webhook-timestamp": timestamp, "webhook-signature": signature}
sys.exit(0 if genuine(secret, headers, open(file, "rb").read()) else 3)
)")});
}

TEST_F(WebhookDocsTest, ThePhpVerifies) {
  if (!runs({"php", "--version"})) GTEST_SKIP() << "no php";
  expect_it_verifies({"php", written("verify.php", "<?php\n" + block_of("php") + R"(
[, $secret, $id, $timestamp, $signature, $file] = $argv;
$headers = ['webhook-id' => $id, 'webhook-timestamp' => $timestamp, 'webhook-signature' => $signature];
exit(genuine($secret, $headers, file_get_contents($file)) ? 0 : 3);
)")});
}

TEST_F(WebhookDocsTest, TheJavaVerifies) {
  if (!runs({"javac", "--version"})) GTEST_SKIP() << "no javac";
  const std::string source = written("Verify.java", block_of("java") + R"(
class Verify {
  public static void main(String[] a) throws Exception {
    Map<String, String> headers =
        Map.of("webhook-id", a[1], "webhook-timestamp", a[2], "webhook-signature", a[3]);
    byte[] body = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(a[4]));
    System.exit(Pay200Webhook.genuine(a[0], headers, body) ? 0 : 3);
  }
}
)");
  ASSERT_TRUE(runs({"javac", "-d", directory_.path(), source}));
  expect_it_verifies({"java", "-cp", directory_.path(), "Verify"});
}

TEST_F(WebhookDocsTest, TheNodeWithoutAPackageVerifies) {
  if (!runs({"node", "--version"})) GTEST_SKIP() << "no node";
  expect_it_verifies({"node", written("verify.js", block_of("javascript") + R"(
const [secret, id, timestamp, signature, file] = process.argv.slice(2);
const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
process.exit(genuine(secret, headers, require("node:fs").readFileSync(file)) ? 0 : 3);
)")});
}

}  // namespace
}  // namespace pay200::test
