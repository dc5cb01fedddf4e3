#include "core/platform/config.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

constexpr const char* kExample = PAY200_SOURCE_DIR "/deploy/pay200.example.toml";

std::string faults(std::string_view text) {
  const auto config = parse_config(text, "p.toml");
  return config ? "" : config.error().detail;
}

/// The dotted keys that a TOML text of one key a line has, its tables included.
std::set<std::string> keys_in(const std::string& path) {
  std::set<std::string> keys;
  std::string table;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      const auto begin = line.find_first_not_of('[');
      table = line.substr(begin, line.find(']') - begin);
      keys.insert(table);
      continue;
    }
    const std::string key = line.substr(0, line.find(' '));
    keys.insert(table.empty() ? key : table + "." + key);
  }
  return keys;
}

TEST(ConfigTest, TheExampleHasEveryKnownKeyAndNoOther) {
  const auto known = known_config_keys();
  EXPECT_GT(known.size(), 40U);
  EXPECT_EQ(keys_in(kExample), std::set<std::string>(known.begin(), known.end()));
}

TEST(ConfigTest, TheExampleLoadsAndShowsTheDefaults) {
  const auto loaded = load_config(kExample);
  ASSERT_TRUE(loaded) << loaded.error().detail;
  const Config defaults;
  EXPECT_EQ(loaded->source, kExample);
  EXPECT_EQ(loaded->secrets_file, defaults.secrets_file);
  EXPECT_EQ(loaded->database.conninfo, defaults.database.conninfo);
  EXPECT_EQ(loaded->database.owner_user, defaults.database.owner_user);
  EXPECT_EQ(loaded->database.api_user, defaults.database.api_user);
  EXPECT_EQ(loaded->database.link_user, defaults.database.link_user);
  EXPECT_EQ(loaded->database.relay_user, defaults.database.relay_user);
  EXPECT_EQ(loaded->database.operator_user, defaults.database.operator_user);
  EXPECT_EQ(loaded->fcgi.socket, defaults.fcgi.socket);
  EXPECT_EQ(loaded->fcgi.workers, defaults.fcgi.workers);
  EXPECT_EQ(loaded->fcgi.threads, defaults.fcgi.threads);
  EXPECT_EQ(loaded->fcgi.database_connections, defaults.fcgi.database_connections);
  EXPECT_EQ(loaded->fcgi.drain_timeout_ms, defaults.fcgi.drain_timeout_ms);
  EXPECT_EQ(loaded->link.socket, defaults.link.socket);
  EXPECT_EQ(loaded->link.database_connections, defaults.link.database_connections);
  EXPECT_EQ(loaded->relay.database_connections, defaults.relay.database_connections);
  EXPECT_EQ(loaded->relay.reversal_threads, defaults.relay.reversal_threads);
  EXPECT_EQ(loaded->relay.poll_interval_ms, defaults.relay.poll_interval_ms);
  EXPECT_EQ(loaded->relay.reversal_backoff_first_ms, defaults.relay.reversal_backoff_first_ms);
  EXPECT_EQ(loaded->relay.reversal_backoff_most_ms, defaults.relay.reversal_backoff_most_ms);
  EXPECT_EQ(loaded->relay.attempt_grace_ms, defaults.relay.attempt_grace_ms);
  EXPECT_EQ(loaded->relay.refund_settle_ms, defaults.relay.refund_settle_ms);
  EXPECT_EQ(loaded->webhook.concurrency, defaults.webhook.concurrency);
  EXPECT_EQ(loaded->webhook.per_endpoint, defaults.webhook.per_endpoint);
  EXPECT_EQ(loaded->webhook.timeout_ms, defaults.webhook.timeout_ms);
  EXPECT_EQ(loaded->webhook.database_connections, defaults.webhook.database_connections);
  EXPECT_EQ(loaded->webhook.keep_months, defaults.webhook.keep_months);
  EXPECT_EQ(loaded->webhook.allow_loopback, defaults.webhook.allow_loopback);
  EXPECT_EQ(loaded->webhook.ca_file, defaults.webhook.ca_file);
  EXPECT_EQ(loaded->payment.qr_lifetime_s, defaults.payment.qr_lifetime_s);
  EXPECT_EQ(loaded->payment.hold_lifetime_s, defaults.payment.hold_lifetime_s);
  EXPECT_EQ(loaded->payment.max_attempts, defaults.payment.max_attempts);
  EXPECT_EQ(loaded->shopper.session_lifetime_s, defaults.shopper.session_lifetime_s);
  EXPECT_EQ(loaded->shopper.login_max_failures, defaults.shopper.login_max_failures);
  EXPECT_EQ(loaded->shopper.login_lock_s, defaults.shopper.login_lock_s);
  EXPECT_EQ(loaded->shopper.pin_max_failures, defaults.shopper.pin_max_failures);
  EXPECT_EQ(loaded->log.level, defaults.log.level);
}

TEST(ConfigTest, TheExamplesAcquirerIsReadWhole) {
  const auto loaded = load_config(kExample);
  ASSERT_TRUE(loaded) << loaded.error().detail;
  ASSERT_EQ(loaded->acquirers.size(), 1U);
  const Config::Acquirer& acquirer = loaded->acquirers[0];
  EXPECT_EQ(acquirer.name, "sandbox");
  EXPECT_EQ(acquirer.kind, "iso8583");
  EXPECT_EQ(acquirer.host, "127.0.0.1");
  EXPECT_EQ(acquirer.port, 18'583);
  EXPECT_EQ(acquirer.connections, 2);
  EXPECT_EQ(acquirer.terminals, (std::vector<std::string>{"PAY20001", "PAY20002"}));
  EXPECT_EQ(acquirer.acquirer_id, "410200");
  EXPECT_EQ(acquirer.timeout_ms, 10'000);
  EXPECT_EQ(acquirer.echo_interval_s, 60);
  EXPECT_EQ(acquirer.weight, 1);
  EXPECT_EQ(acquirer.fallback_order, 0);
  EXPECT_EQ(acquirer.breaker_failures, 5);
  EXPECT_EQ(acquirer.breaker_error_percent, 50);
  EXPECT_EQ(acquirer.breaker_rest_ms, 5'000);
  EXPECT_EQ(acquirer.cut_off, std::chrono::hours(23) + std::chrono::minutes(30));
  EXPECT_TRUE(acquirer.only_test);
}

TEST(ConfigTest, AnEmptyFileIsAllDefaults) {
  const auto config = parse_config("", "p.toml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->fcgi.workers, Config().fcgi.workers);
  EXPECT_TRUE(config->acquirers.empty());
}

TEST(ConfigTest, WhatIsGivenReplacesTheDefault) {
  const auto config = parse_config(
      "secrets_file = \"/s\"\n[fcgi]\nworkers = 7\n[log]\nlevel = \"debug\"\n"
      "[payment]\npublic_base_url = \"http://localhost:8080\"\n",
      "p.toml");
  ASSERT_TRUE(config) << config.error().detail;
  EXPECT_EQ(config->secrets_file, "/s");
  EXPECT_EQ(config->fcgi.workers, 7);
  EXPECT_EQ(config->log.level, log::Level::kDebug);
  EXPECT_EQ(config->payment.public_base_url, "http://localhost:8080");
}

TEST(ConfigTest, AnUnknownKeyIsRefusedWithLineAndSuggestion) {
  EXPECT_EQ(faults("[fcgi]\nworker = 2\n"),
            "p.toml:2: unknown key \"fcgi.worker\"; did you mean \"fcgi.workers\"?");
  EXPECT_EQ(faults("[fgci]\nworkers = 2\n"),
            "p.toml:1: unknown key \"fgci\"; did you mean \"fcgi\"?");
  EXPECT_EQ(faults("[payment]\nworkers = 2\n"),
            "p.toml:2: unknown key \"payment.workers\"; did you mean \"fcgi.workers\"?");
  EXPECT_EQ(faults("colour_of_the_bicycle = 1\n"),
            "p.toml:1: unknown key \"colour_of_the_bicycle\"");
  EXPECT_EQ(faults("\n[[acquirer]]\nname=\"a\"\nhost=\"h\"\nport=1\nterminals=[\"AAAA0001\"]\n"
                   "acquirer_id=\"1\"\ntimeout=3\n"),
            "p.toml:8: unknown key \"acquirer.timeout\"; did you mean \"acquirer.timeout_ms\"?");
}

TEST(ConfigTest, EveryFaultIsNamedInOrderOfLine) {
  EXPECT_EQ(faults("[log]\nlevel = \"loud\"\n[fcgi]\nworkers = \"two\"\nthread = 1\n"),
            "p.toml:2: \"log.level\" must be \"debug\", \"info\", \"warning\" or \"error\"\n"
            "p.toml:4: \"fcgi.workers\" must be a whole number\n"
            "p.toml:5: unknown key \"fcgi.thread\"; did you mean \"fcgi.threads\"?");
}

TEST(ConfigTest, WrongTypesAndValuesAreRefusedWithTheirLine) {
  struct Case {
    const char* text;
    const char* fault;
  };
  for (const Case& c : {
           Case{"fcgi = 1", "p.toml:1: \"fcgi\" must be a table"},
           Case{"acquirer = 1", "p.toml:1: \"acquirer\" must be a list of tables"},
           Case{"acquirer = [1]", "p.toml:1: \"acquirer\" must be a list of tables"},
           Case{"[fcgi]\nworkers = 0", "p.toml:2: \"fcgi.workers\" must be 1 to 64"},
           Case{"[fcgi]\nworkers = 99999999999", "p.toml:2: \"fcgi.workers\" must be 1 to 64"},
           Case{"[fcgi]\nworkers = 2.0", "p.toml:2: \"fcgi.workers\" must be a whole number"},
           Case{"[fcgi]\nsocket = \"fcgi.sock\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\nsocket = \"10.0.0.5:\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\nsocket = \"10.0.0.5:0\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\nsocket = \"10.0.0.5:70000\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\nsocket = \"10.0.0.5:-1\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\nsocket = \":9000\"",
                "p.toml:2: \"fcgi.socket\" must be an absolute path, or address:port"},
           Case{"[fcgi]\ndrain_timeout_ms = -1",
                "p.toml:2: \"fcgi.drain_timeout_ms\" must be 0 to 3600000"},
           Case{"[database]\nconninfo = \"postgresql://h/d\"",
                "p.toml:2: \"database.conninfo\" must be keyword=value pairs, not a URI"},
           Case{"[database]\nconninfo = \"user=me\"",
                "p.toml:2: \"database.conninfo\" must be without a user; see *_user"},
           Case{"[database]\napi_user = \"a b\"",
                "p.toml:2: \"database.api_user\" must be 1 to 63 of a-z, 0-9, _ and -"},
           Case{
               "[payment]\npublic_base_url = \"https://a/\"",
               "p.toml:2: \"payment.public_base_url\" must be an http or https URL without a slash "
               "at its end"},
           Case{"[relay]\nreversal_backoff_first_ms = 500000",
                "p.toml:2: \"relay.reversal_backoff_first_ms\" must not exceed "
                "\"reversal_backoff_most_ms\""},
       }) {
    EXPECT_EQ(faults(c.text), c.fault) << c.text;
  }
  EXPECT_EQ(faults("[fcgi]\nsocket = \"/" + std::string(107, 'x') + "\""),
            "p.toml:2: \"fcgi.socket\" must be at most 107 bytes, as a unix socket's path");
}

TEST(ConfigTest, AnAcquirersFaultsAreRefused) {
  const std::string whole =
      "[[acquirer]]\nname = \"a\"\nhost = \"h\"\nport = 1\nterminals = [\"AAAA0001\"]\n"
      "acquirer_id = \"1\"\n";
  EXPECT_EQ(faults(whole), "");
  EXPECT_EQ(faults("[[acquirer]]\n"),
            "p.toml:1: \"acquirer.name\" is missing\np.toml:1: \"acquirer.host\" is missing\n"
            "p.toml:1: \"acquirer.port\" is missing\np.toml:1: \"acquirer.terminals\" is missing\n"
            "p.toml:1: \"acquirer.acquirer_id\" is missing\n"
            "p.toml:1: \"acquirer.terminals\" must not be empty");
  EXPECT_EQ(
      faults(whole + whole),
      "p.toml:8: \"acquirer.name\" is another acquirer's as well\n"
      "p.toml:11: \"acquirer.terminals\" has AAAA0001 twice: a terminal's STANs have one holder");
  EXPECT_EQ(faults(whole + "cut_off = \"24:00\"\n"),
            "p.toml:7: \"acquirer.cut_off\" must be a time of day \"HH:MM\"");
  EXPECT_EQ(faults(whole + "only_test = 1\n"),
            "p.toml:7: \"acquirer.only_test\" must be true or false");
}

TEST(ConfigTest, WhatIsNotTomlIsRefusedWithItsLine) {
  EXPECT_TRUE(faults("[fcgi]\nworkers = \n").starts_with("p.toml:2: "));
  EXPECT_TRUE(faults("[fcgi]\nworkers = 1\nworkers = 2\n").starts_with("p.toml:3: "));
}

TEST(ConfigTest, AFileThatCannotBeReadIsNamed) {
  const auto missing = load_config("/nonexistent/pay200.toml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kInvalidRequest);
  EXPECT_EQ(missing.error().detail, "/nonexistent/pay200.toml: No such file or directory");
  EXPECT_FALSE(load_config("/tmp"));
}

TEST(ConfigTest, TheFlagComesBeforeTheEnvironmentAndThatBeforeTheUsualPlace) {
  ::setenv("PAY200_CONFIG", "/from/environment.toml", 1);
  EXPECT_EQ(config_path("/from/flag.toml"), "/from/flag.toml");
  EXPECT_EQ(config_path(std::nullopt), "/from/environment.toml");
  ::setenv("PAY200_CONFIG", "", 1);
  EXPECT_EQ(config_path(std::nullopt), "/etc/pay200/pay200.toml");
  ::unsetenv("PAY200_CONFIG");
  EXPECT_EQ(config_path(std::nullopt), "/etc/pay200/pay200.toml");
}

TEST(ConfigTest, TheEnvironmentsSecretsFileComesBeforeTheConfigurations) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "pay200.toml";
  std::ofstream(path) << "secrets_file = \"/from/file.toml\"\n";
  ::setenv("PAY200_SECRETS_FILE", "/from/environment.toml", 1);
  EXPECT_EQ(load_config(path).value().secrets_file, "/from/environment.toml");
  ::setenv("PAY200_SECRETS_FILE", "", 1);
  EXPECT_EQ(load_config(path).value().secrets_file, "/from/file.toml");
  ::unsetenv("PAY200_SECRETS_FILE");
  EXPECT_EQ(load_config(path).value().secrets_file, "/from/file.toml");
}

TEST(ConfigTest, EachRoleConnectsAsItself) {
  const Config config;
  EXPECT_EQ(config.database.conninfo_for(config.database.api_user),
            "host=/var/run/postgresql dbname=pay200 user=pay200_api");
}

}  // namespace
}  // namespace pay200
