// nginx/pay200.conf, the production site, as it is but for paths and ports: TLS, rates, and several
// worker hosts.

#include <csignal>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <pqxx/pqxx>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "core/platform/unique_fd.hpp"
#include "dev/free_port.hpp"
#include "dev/http_client.hpp"
#include "dev/private_file.hpp"
#include "fcgi-app/master/unix_listener.hpp"
#include "tests/fcgi-app/running_gateway.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;
using dev::HttpResponse;

class NginxSiteTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    fs::copy(fs::path(PAY200_SOURCE_DIR) / "nginx/snippets", folder_ / "snippets");
    for (const char* file : {"limits.conf", "stream_limits.conf"}) {
      fs::copy(fs::path(PAY200_SOURCE_DIR) / "nginx" / file, folder_ / file);
    }
    replace("user www-data;", ::geteuid() == 0 ? "user root;\ndaemon off;" : "daemon off;");
    replace("/run/pay200-nginx.pid", path("nginx.pid"));
    replace("/var/log/pay200-nginx/error.log", path("error.log"));
    replace("/var/log/pay200-nginx/access.log", path("access.log"));
    replace("listen 80 default_server", "listen 127.0.0.1:" + std::to_string(port_));
    replace("listen 443 ssl default_server",
            "listen 127.0.0.1:" + std::to_string(tls_port_) + " ssl");
    replace("/etc/pay200/tls/fullchain.pem", path("certificate.pem"));
    replace("/etc/pay200/tls/privkey.pem", path("key.pem"));
    replace("/usr/share/pay200/openapi.json", PAY200_SOURCE_DIR "/fcgi-app/openapi.json");
    std::string temporary;
    for (const char* kind : {"client_body", "fastcgi", "proxy", "uwsgi", "scgi"}) {
      temporary += std::string(kind) + "_temp_path " + path(kind) + ";\n";
    }
    replace("include limits.conf;", "include limits.conf;\n" + temporary);
  }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  void replace(const std::string& what, const std::string& with) {
    const auto at = config_.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    config_.replace(at, what.size(), with);
  }

  void limit(const std::string& what, const std::string& with, const char* file = "limits.conf") {
    std::string limits = dev::read_file(folder_ / file);
    const auto at = limits.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    dev::write_private_file(folder_ / file, limits.replace(at, what.size(), with));
  }

  void hosts(const std::string& servers) {
    replace("server unix:/run/pay200/fcgi.sock max_fails=0;", servers);
  }

  void make_certificate() const {
    dev::ProcessOptions options;
    options.argv = {"openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                    "-days",
                    "1",
                    "-subj",
                    "/CN=127.0.0.1",
                    "-addext",
                    "subjectAltName=IP:127.0.0.1",
                    "-keyout",
                    path("key.pem"),
                    "-out",
                    path("certificate.pem")};
    const auto made = dev::run(options);
    ASSERT_EQ(made.status, 0) << made.err;
  }

  dev::ProcessOptions command(const std::vector<std::string>& more = {}) const {
    dev::ProcessOptions options;
    options.argv = {"nginx",          "-p", folder_.string() + "/", "-c", path("nginx.conf"), "-e",
                    path("error.log")};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    return options;
  }

  void start_nginx() {
    make_certificate();
    dev::write_private_file(folder_ / "nginx.conf", config_);
    const auto checked = dev::run(command({"-t"}));
    ASSERT_EQ(checked.status, 0) << checked.err;
    EXPECT_EQ(checked.err.find("[warn]"), std::string::npos) << checked.err;
    nginx_ = dev::Process::start(command());
    ASSERT_TRUE(comes_true([&] { return !dev::is_port_free(tls_port_); }));
  }

  using Headers = std::vector<std::pair<std::string, std::string>>;
  HttpResponse send(const std::string& method, const std::string& target, Headers headers = {},
                    std::optional<std::string> body = {}) const {
    return dev::HttpClient().send({.method = method,
                                   .url = "https://127.0.0.1:" + std::to_string(tls_port_) + target,
                                   .headers = std::move(headers),
                                   .body = std::move(body),
                                   .ca_file = path("certificate.pem")});
  }
  HttpResponse send_in_clear(const std::string& method, const std::string& target) const {
    return dev::HttpClient().send(
        {.method = method, .url = "http://127.0.0.1:" + std::to_string(port_) + target});
  }

  static std::string header(const HttpResponse& response, const char* name) {
    const auto* found = response.header(name);
    return found == nullptr ? "" : *found;
  }

  TemporaryDirectory directory_;
  fs::path folder_ = directory_.path() / "nginx";
  std::string config_ = dev::read_file(fs::path(PAY200_SOURCE_DIR) / "nginx/pay200.conf");
  int port_ = dev::find_free_port();
  int tls_port_ = dev::find_free_port();
  dev::Process nginx_;
};

/// Its own database, so that of two hosts the log says which one was asked.
struct Host {
  explicit Host(int host_port)
      : port(host_port),
        gateway({.workers = 1, .threads = 4, .socket = "127.0.0.1:" + std::to_string(host_port)}) {
    gateway.launch();
  }
  bool listens() const { return !dev::is_port_free(port); }
  int served(const std::string& route) const {
    return gateway.logged("\"route\":\"" + route + "\"");
  }

  int port;
  RunningGateway gateway;
};

TEST_F(NginxSiteTest, OverTlsItAnswersWithItsHeaders) {
  RunningGateway gateway({.workers = 1});
  gateway.start();
  hosts("server unix:" + gateway.socket().string() + ";");
  start_nginx();
  for (const char* target : {"/healthz", "/openapi.json", "/v1/nothing", "/nothing"}) {
    SCOPED_TRACE(target);
    const auto response = send("GET", target);
    EXPECT_EQ(header(response, "strict-transport-security"), "max-age=63072000");
    EXPECT_EQ(header(response, "x-content-type-options"), "nosniff");
    EXPECT_EQ(header(response, "x-frame-options"), "DENY");
    EXPECT_EQ(header(response, "referrer-policy"), "no-referrer");
    EXPECT_NE(header(response, "content-security-policy"), "");
    EXPECT_EQ(header(response, "server"), "nginx");
  }
  EXPECT_EQ(send("GET", "/healthz").status, 200);
  const auto created = send(
      "POST", "/v1/payments",
      {{"Authorization", "Bearer " + gateway.secret_key()}, {"Content-Type", "application/json"}},
      R"({"orderId":"order-1","orderName":"x","amount":1})");
  EXPECT_EQ(created.status, 200) << created.body;
}

TEST_F(NginxSiteTest, OlderThanTls12IsRefused) {
  hosts("server 127.0.0.1:1;");
  start_nginx();
  const auto speaks = [&](const char* version) {
    dev::ProcessOptions options;
    options.argv = {
        "openssl", "s_client", "-connect",           "127.0.0.1:" + std::to_string(tls_port_),
        version,   "-cipher",  "DEFAULT:@SECLEVEL=0"};
    return dev::run(options).out.find("Server certificate") != std::string::npos;
  };
  EXPECT_TRUE(speaks("-tls1_2"));
  EXPECT_FALSE(speaks("-tls1_1"));
  EXPECT_FALSE(speaks("-tls1"));
}

TEST_F(NginxSiteTest, TheServersOrderOfCiphersHoldsButForAClientThatIsQuickWithAnother) {
  hosts("server 127.0.0.1:1;");
  start_nginx();
  const auto agreed = [&](const std::string& offered) {
    dev::ProcessOptions options;
    options.argv = {"openssl", "s_client", "-connect", "127.0.0.1:" + std::to_string(tls_port_),
                    "-tls1_2", "-cipher",  offered};
    const std::string out = dev::run(options).out;
    const auto at = out.find("Cipher is ");
    return at == std::string::npos ? "none" : out.substr(at + 10, out.find('\n', at) - at - 10);
  };
  const std::string aes128 = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const std::string aes256 = "ECDHE-ECDSA-AES256-GCM-SHA384";
  const std::string chacha = "ECDHE-ECDSA-CHACHA20-POLY1305";
  EXPECT_EQ(agreed(aes256 + ":" + aes128), aes128);
  EXPECT_EQ(agreed(aes256 + ":" + chacha), aes256);
  EXPECT_EQ(agreed(chacha + ":" + aes128), chacha);
  EXPECT_THAT(agreed("ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256"), testing::HasSubstr("NONE"));
}

TEST_F(NginxSiteTest, InClearItOnlySaysWhereToGo) {
  hosts("server 127.0.0.1:1;");
  start_nginx();
  const auto read = send_in_clear("GET", "/v1/payments/x?y=1");
  EXPECT_EQ(read.status, 308);
  EXPECT_EQ(header(read, "location"), "https://pay.example.kr/v1/payments/x?y=1");
  EXPECT_EQ(header(read, "strict-transport-security"), "") << "of no meaning in clear";
  const auto written = send_in_clear("POST", "/v1/payments");
  EXPECT_EQ(written.status, 403);
  EXPECT_EQ(written.json().value("code", ""), "FORBIDDEN_REQUEST");
}

TEST_F(NginxSiteTest, PastItsRateAnAddressIsTold429InOurShapeAndMachinesPass) {
  RunningGateway gateway({.workers = 1});
  gateway.start();
  hosts("server unix:" + gateway.socket().string() + ";");
  limit("127.0.0.0/8 1;", "127.0.0.0/8 0;");
  limit("zone=by_address:10m rate=50r/s", "zone=by_address:10m rate=1r/m");
  limit("burst=100", "burst=2");
  start_nginx();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send("GET", "/v1/nothing").status, 404);
  const auto refused =
      send("GET", "/v1/nothing", {{"Accept-Language", "en"}, {"X-Request-Id", "r"}});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "retry-after"), "1");
  EXPECT_EQ(header(refused, "content-type"), "application/problem+json; charset=utf-8");
  const auto problem = refused.json();
  EXPECT_EQ(problem.value("code", ""), "TOO_MANY_REQUESTS");
  EXPECT_EQ(problem.value("message", ""), "Too many requests. Try again in a moment.");
  EXPECT_EQ(problem.value("retryable", false), true);
  EXPECT_EQ(problem.value("requestId", ""), "r");

  const auto in_korean = send("GET", "/v1/nothing");
  EXPECT_EQ(in_korean.status, 429);
  EXPECT_EQ(header(in_korean, "retry-after"), "1");
  EXPECT_EQ(in_korean.json().value("message", ""),
            "요청이 너무 많습니다. 잠시 후 다시 시도해 주십시오.");
}

TEST_F(NginxSiteTest, PastItsRateAKeyIsTold429AndAnotherKeyIsNot) {
  RunningGateway gateway({.workers = 1});
  gateway.start();
  hosts("server unix:" + gateway.socket().string() + ";");
  limit("127.0.0.0/8 1;", "127.0.0.0/8 0;");
  limit("zone=by_key:10m rate=200r/s", "zone=by_key:10m rate=1r/m");
  limit("burst=400", "burst=1");
  start_nginx();
  const auto ask = [&](const std::string& key) {
    return send("GET", "/v1/payments/x", {{"Authorization", "Bearer " + key}}).status;
  };
  for (int i = 0; i < 2; ++i) EXPECT_EQ(ask(gateway.secret_key()), 404);
  EXPECT_EQ(ask(gateway.secret_key()), 429);
  EXPECT_EQ(ask("another"), 401);
}

TEST_F(NginxSiteTest, PastItsStreamsAnAddressIsTold429AndOnlyOfStreams) {
  const master::UnixListener role(path("stream.socket"), 0600);  // which answers nothing
  replace("server unix:/run/pay200/stream.sock max_fails=0;",
          "server unix:" + path("stream.socket") + " max_fails=0;");
  hosts("server 127.0.0.1:1 max_fails=0;");
  limit("127.0.0.0/8 1;", "127.0.0.0/8 0;");
  limit("streams_by_address 200", "streams_by_address 1", "stream_limits.conf");
  start_nginx();
  auto first = std::async(std::launch::async, [&] { return send("GET", "/v1/events"); });
  pollfd coming = {role.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&coming, 1, 60'000), 1);
  UniqueFd its_stream(::accept(role.fd(), nullptr, nullptr));
  const auto second = send("GET", "/v1/events?wait=5", {{"X-Request-Id", "r"}});
  EXPECT_EQ(second.status, 429);
  EXPECT_EQ(header(second, "content-type"), "application/problem+json; charset=utf-8");
  EXPECT_EQ(second.json().value("code", ""), "TOO_MANY_REQUESTS");
  EXPECT_EQ(second.json().value("requestId", ""), "r");
  EXPECT_EQ(send("GET", "/v1/checkout").status, 503);  // nobody behind
  its_stream.reset();                                  // a role that is killed
  const auto cut = first.get();
  EXPECT_EQ(cut.status, 503);
  EXPECT_EQ(cut.json().value("code", ""), "SERVICE_UNAVAILABLE");
}

TEST_F(NginxSiteTest, AsShippedThisMachineIsNotLimited) {
  hosts("server 127.0.0.1:1;");
  start_nginx();
  for (int i = 0; i < 150; ++i) ASSERT_EQ(send("GET", "/v1/nothing").status, 503);  // nobody behind
}

TEST_F(NginxSiteTest, OfTwoWorkerHostsOneGoesOnWhenTheOtherStops) {
  Host first(dev::find_free_port());
  Host second(dev::find_free_port());
  ASSERT_TRUE(comes_true([&] { return first.listens() && second.listens(); }))
      << first.gateway.log() << second.gateway.log();
  hosts("server 127.0.0.1:" + std::to_string(first.port) +
        " max_fails=1 fail_timeout=30s; server 127.0.0.1:" + std::to_string(second.port) +
        " max_fails=1 fail_timeout=30s;");
  start_nginx();
  ASSERT_TRUE(comes_true([&] {
    return send("GET", "/healthz").status == 200 && first.served("/healthz") > 0 &&
           second.served("/healthz") > 0;
  }));
  first.gateway.master().stop();
  ASSERT_FALSE(first.listens());
  // Each of nginx's processes may meet it once, and says so; then it is left alone.
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    const auto response = send("GET", "/healthz");
    if (response.status == 503) {
      ++refused;
      EXPECT_EQ(response.json().value("code", ""), "SERVICE_UNAVAILABLE");
    } else {
      EXPECT_EQ(response.status, 200) << response.body;
    }
  }
  EXPECT_LE(refused, static_cast<int>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L)));
}

TEST_F(NginxSiteTest, WhatMayHaveReachedAWorkerIsNotRepeatedOnAnotherHost) {
  Host first(dev::find_free_port());
  Host second(dev::find_free_port());
  ASSERT_TRUE(comes_true([&] { return first.listens() && second.listens(); }));
  hosts("server 127.0.0.1:" + std::to_string(first.port) +
        "; server 127.0.0.1:" + std::to_string(second.port) + " backup;");
  start_nginx();
  ASSERT_TRUE(comes_true([&] { return send("GET", "/healthz").status == 200; }));
  std::future<HttpResponse> answer;
  first.gateway.database().owner().run_transaction("hold", [&](auto& transaction) {
    transaction.exec("LOCK TABLE pay200.payment_order IN ACCESS EXCLUSIVE MODE");
    answer = std::async(std::launch::async, [&] {
      return send("POST", "/v1/payments",
                  {{"Authorization", "Bearer " + first.gateway.secret_key()},
                   {"Content-Type", "application/json"}},
                  R"({"orderId":"order-1","orderName":"x","amount":1})");
    });
    ASSERT_TRUE(comes_true([&] { return first.gateway.waiting_for_locks() == 1; }));
    for (const pid_t pid : first.gateway.processes()) ::kill(pid, SIGKILL);
    const auto told = answer.get();
    EXPECT_EQ(told.status, 504);
    EXPECT_EQ(told.json().value("code", ""), "OUTCOME_UNKNOWN");
  });
  EXPECT_EQ(second.served("/v1/payments"), 0);
}

}  // namespace
}  // namespace pay200::test
