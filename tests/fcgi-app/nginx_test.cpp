// nginx/development.conf in front of the real pay200-fcgi: what nginx says itself, it says as the
// gateway would.

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <string>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/platform/error_code.hpp"
#include "dev/free_port.hpp"
#include "dev/http_client.hpp"
#include "dev/nginx_config.hpp"
#include "fcgi-app/http/error_response.hpp"
#include "fcgi-app/routes.hpp"
#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

using dev::HttpResponse;

/// Exactly these bytes, on a connection of their own.
class RawCall {
 public:
  RawCall(int port, const std::string& bytes) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  ~RawCall() { ::close(fd_); }
  RawCall(const RawCall&) = delete;
  RawCall& operator=(const RawCall&) = delete;

  /// All that comes until the connection is closed.
  std::string answer() {
    std::string received;
    std::array<char, 4096> buffer;
    ssize_t count = 0;
    while ((count = ::recv(fd_, buffer.data(), buffer.size(), 0)) > 0) {
      received.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return received;
  }

 private:
  int fd_;
};

class NginxTest : public testing::Test {
 protected:
  /// In front of the gateway, whether or not it runs.
  void start_nginx(int requests = 6) {
    port_ = dev::find_free_port();
    dev::write_nginx_config({.directory = gateway_.path("nginx"),
                             .log_directory = gateway_.path(""),
                             .fcgi_socket = gateway_.socket(),
                             .stream_socket = gateway_.path("stream.socket"),
                             .port = port_,
                             .requests = requests});
    nginx_ = dev::Process::start(nginx_command({}));
    ASSERT_TRUE(comes_true([&] { return !dev::is_port_free(port_); })) << file("nginx.log");
  }

  dev::ProcessOptions nginx_command(const std::vector<std::string>& more) {
    dev::ProcessOptions options;
    const auto folder = gateway_.path("nginx");
    options.argv = {"nginx",
                    "-p",
                    folder.string() + "/",
                    "-c",
                    (folder / "nginx.conf").string(),
                    "-e",
                    gateway_.path("nginx.log").string()};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    return options;
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  HttpResponse send(const std::string& method, const std::string& path, Headers headers = {},
                    std::optional<std::string> body = {}) {
    dev::HttpClient client;
    return client.send({.method = method,
                        .url = "http://127.0.0.1:" + std::to_string(port_) + path,
                        .headers = std::move(headers),
                        .body = std::move(body)});
  }

  /// Exactly these bytes; what comes back until the connection is closed.
  std::string send_raw(const std::string& bytes) const { return RawCall(port_, bytes).answer(); }

  /// POST /v1/payments, whose answer is not waited for.
  std::unique_ptr<RawCall> begin_payment() const {
    const std::string body = R"({"orderId":"order-1","orderName":"x","amount":1})";
    return std::make_unique<RawCall>(
        port_,
        "POST /v1/payments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nAuthorization: Bearer " +
            gateway_.secret_key() + "\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body);
  }

  std::string file(const std::string& name) const {
    std::ifstream stream(gateway_.path(name));
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  /// The answer is the problem that the gateway itself would make of `code`.
  static void expect_problem(const HttpResponse& response, ErrorCode code, Language language,
                             const std::string& request_id) {
    const auto expected = http::error_response({code}, language, request_id);
    EXPECT_EQ(response.status, expected.status);
    EXPECT_EQ(response.json(), nlohmann::json::parse(expected.body)) << response.body;
    const auto value = [&](const char* name) {
      const std::string* found = response.header(name);
      return found == nullptr ? "" : *found;
    };
    EXPECT_EQ(value("content-type"), "application/problem+json; charset=utf-8");
    EXPECT_EQ(value("x-request-id"), request_id);
    EXPECT_EQ(value("retry-after"), expected.status == 503 ? "1" : "");
    EXPECT_EQ(value("cache-control"), "no-store");
    EXPECT_EQ(value("x-content-type-options"), "nosniff");
  }

  RunningGateway gateway_{{.workers = 1, .threads = 8}};
  dev::Process nginx_;
  int port_ = 0;
};

/// A path for the pattern, and nothing for a parameter that a store would look for.
std::string path_for(std::string_view pattern) {
  std::string path(pattern);
  for (std::size_t open = 0; (open = path.find('{')) != std::string::npos;) {
    path.replace(open, path.find('}') - open + 1, "x");
  }
  return path;
}

TEST_F(NginxTest, ItsConfigurationRaisesNoWarning) {
  start_nginx();
  const dev::Finished checked = dev::run(nginx_command({"-t"}));
  EXPECT_EQ(checked.status, 0);
  EXPECT_EQ(checked.err.find("[warn]"), std::string::npos) << checked.err;
}

TEST_F(NginxTest, WhatItRefusesItselfIsTheGatewaysOwnProblemInBothLanguages) {
  start_nginx();
  for (const Language language : {Language::kKorean, Language::kEnglish}) {
    const Headers headers = {
        {"Accept-Language", language == Language::kKorean ? "ko-KR,en;q=0.5" : "en-US,ko;q=0.5"},
        {"X-Request-Id", "id.1-a_B"}};
    expect_problem(send("GET", "/nowhere", headers), ErrorCode::kNotFoundEndpoint, language,
                   "id.1-a_B");
    expect_problem(send("GET", "/problem/INTERNAL_ERROR", headers), ErrorCode::kNotFoundEndpoint,
                   language, "id.1-a_B");
    expect_problem(send("TRACE", "/v1/payments", headers), ErrorCode::kMethodNotAllowed, language,
                   "id.1-a_B");
    expect_problem(send("POST", "/v1/payments", headers, std::string(65'537, 'x')),
                   ErrorCode::kBodyTooLarge, language, "id.1-a_B");
  }
}

TEST_F(NginxTest, WhoComesWithoutAPathIsLedToTheDemonstrationsShop) {
  start_nginx();
  for (const char* path : {"/", "/demo"}) {
    const auto response = send("GET", path, {});
    EXPECT_EQ(response.status, 302) << path;
    const std::string* location = response.header("location");
    ASSERT_NE(location, nullptr) << path;
    EXPECT_EQ(*location, "http://127.0.0.1:" + std::to_string(port_) + "/demo/");
  }
}

TEST_F(NginxTest, WithoutAnAnswerOnlyWhatHasNoLastingEffectIsSaidNotToHaveHappened) {
  start_nginx();  // nobody behind it
  for (const http::Route& route : routes()) {
    SCOPED_TRACE(route.pattern);
    const auto response =
        send(std::string(route.method), path_for(route.pattern), {{"X-Request-Id", "r"}}, "{}");
    expect_problem(response,
                   route.effect == http::Effect::kLasting ? ErrorCode::kOutcomeUnknown
                                                          : ErrorCode::kServiceUnavailable,
                   Language::kKorean, "r");
  }
}

TEST_F(NginxTest, WhatIsNoHttpIsAProblemTooAndNeverAServerError) {
  start_nginx();
  const std::string close = "Host: x\r\nConnection: close\r\n\r\n";
  for (const std::string& bytes : {
           std::string("GARBAGE\r\n\r\n"),
           "GET /v1/x% HTTP/1.1\r\n" + close,
           std::string("GET /v1/payments HTTP/9.9\r\n") + close,
           std::string("GET /v1/payments HTTP/1.1\r\nConnection: close\r\n\r\n"),
           std::string("GET /v1/\0x HTTP/1.1\r\n", 21) + close,
           "POST /v1/payments HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + close,
           "POST /v1/payments HTTP/1.1\r\nContent-Length: -5\r\n" + close,
           "POST /v1/payments HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + close,
           "GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\n" + close,
           "GET / HTTP/1.1\r\nX-Large: " + std::string(9'000, 'x') + "\r\n" + close,
       }) {
    const std::string received = send_raw(bytes);
    EXPECT_TRUE(received.starts_with("HTTP/1.1 400 ")) << bytes.substr(0, 80) << "\n" << received;
    EXPECT_NE(received.find("\"code\":\"INVALID_REQUEST\""), std::string::npos)
        << bytes.substr(0, 80) << "\n"
        << received;
  }
}

TEST_F(NginxTest, TheGatewaysOwnAnswersPassUntouched) {
  gateway_.start();
  start_nginx();
  expect_problem(send("GET", "/v1/nothing", {{"X-Request-Id", "r"}}), ErrorCode::kNotFoundEndpoint,
                 Language::kKorean, "r");
  const auto not_ready = send("GET", "/readyz");
  EXPECT_EQ(not_ready.status, 503);
  EXPECT_EQ(not_ready.json().value("detail", ""), "not ready: acquirer");
  EXPECT_EQ(send("GET", "/healthz").status, 200);
}

TEST_F(NginxTest, AnUnfitRequestIdIsReplacedOnTheWay) {
  gateway_.start();
  start_nginx();
  const auto response = send("GET", "/v1/nothing", {{"X-Request-Id", "a b"}});
  ASSERT_NE(response.header("x-request-id"), nullptr);
  EXPECT_EQ(response.header("x-request-id")->size(), 32U);
}

TEST_F(NginxTest, TheApiDocumentIsServedAsItIs) {
  start_nginx();
  const auto response = send("GET", "/openapi.json");
  EXPECT_EQ(response.status, 200);
  std::ifstream document(PAY200_SOURCE_DIR "/fcgi-app/openapi.json");
  EXPECT_EQ(response.body, std::string(std::istreambuf_iterator<char>(document), {}));
}

/// Everything the API takes in a body, in the largest one that is accepted.
std::string largest_body() {
  const std::string begin = R"({"orderId":"order-1","orderName":"x","amount":1,"more":")";
  return begin + std::string(65'536 - begin.size() - 2, 'x') + "\"}";
}

/// A body whose framing is five times as large as it is.
std::string byte_by_byte() {
  std::string request =
      "POST /v1/shopper/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 60'000; ++i) request += "1\r\nx\r\n";
  return request + "0\r\n\r\n";
}

TEST_F(NginxTest, NoBodyIsEverWrittenToDisk) {
  gateway_.start();
  start_nginx();
  const int watch = ::inotify_init1(IN_NONBLOCK);
  for (const char* folder : {"body", "fastcgi"}) {
    ASSERT_GE(::inotify_add_watch(watch, (gateway_.path("nginx") / folder).c_str(), IN_CREATE), 0);
  }
  const Headers headers = {{"Authorization", "Bearer " + gateway_.secret_key()},
                           {"Content-Type", "application/json"}};
  EXPECT_EQ(send("POST", "/v1/payments", headers, largest_body()).status, 200);
  const std::string chunked =
      "POST /v1/payments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " +
      gateway_.secret_key() +
      "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10000\r\n" +
      largest_body() + "\r\n0\r\n\r\n";
  EXPECT_TRUE(send_raw(chunked).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(send_raw(byte_by_byte()).starts_with("HTTP/1.1 400 "));
  EXPECT_EQ(send("POST", "/v1/payments", headers, largest_body() + " ").status, 413);
  std::array<char, 4096> events;
  EXPECT_LT(::read(watch, events.data(), events.size()), 0);
  ::close(watch);
}

TEST_F(NginxTest, NoQueryAndNoHeaderIsEverLogged) {
  start_nginx();
  const Headers secrets = {{"Authorization", "Bearer canary1"}, {"Cookie", "canary2"},
                           {"Referer", "http://canary3/"},      {"User-Agent", "canary4"},
                           {"Idempotency-Key", "canary5"},      {"X-Request-Id", "canary 6"}};
  send("GET", "/v1/payments/x?canary7", secrets);  // 503: nobody behind it
  send("GET", "/nothing?canary8=1", secrets);
  gateway_.start();
  send("POST", "/v1/payments?canary9", secrets, "{\"canary10\":1}");
  nginx_.stop();
  const std::string logs = file("access.log") + file("nginx.log") + gateway_.log();
  EXPECT_EQ(logs.find("canary"), std::string::npos) << logs;
  EXPECT_NE(file("access.log").find("\"path\":\"/v1/payments/x\""), std::string::npos);
  EXPECT_NE(gateway_.log().find("\"route\":\"/v1/payments\""), std::string::npos);
}

TEST_F(NginxTest, AWorkerThatDiesInTheMiddleLeavesAnUnknownOutcome) {
  gateway_.start();
  start_nginx();
  std::unique_ptr<RawCall> request;
  gateway_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
    request = begin_payment();
    ASSERT_TRUE(comes_true([&] { return gateway_.waiting_for_locks() == 1; }));
    for (const pid_t pid : gateway_.processes()) ::kill(pid, SIGKILL);
    const std::string answer = request->answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 504 ")) << answer;
    EXPECT_NE(answer.find(R"("code":"OUTCOME_UNKNOWN")"), std::string::npos) << answer;
    EXPECT_NE(answer.find(R"("retryable":false)"), std::string::npos) << answer;
  });
}

TEST_F(NginxTest, PastItsLimitItSaysSoAtOnceAndMachinesAreStillAnswered) {
  gateway_.start();
  start_nginx(1);
  std::unique_ptr<RawCall> request;
  gateway_.database().owner().run_transaction("hold", [&](pqxx::transaction_base& transaction) {
    transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
    request = begin_payment();
    ASSERT_TRUE(comes_true([&] { return gateway_.waiting_for_locks() == 1; }));
    expect_problem(send("POST", "/v1/payments", {{"X-Request-Id", "r"}}, "{}"),
                   ErrorCode::kServiceUnavailable, Language::kKorean, "r");
    EXPECT_EQ(send("GET", "/healthz").status, 200);
  });
  EXPECT_TRUE(request->answer().starts_with("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace pay200::test
