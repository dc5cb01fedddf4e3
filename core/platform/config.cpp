#include "core/platform/config.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include "core/platform/config_reader.hpp"

namespace pay200 {
namespace {

constexpr int kMostMs = 3'600'000;
constexpr int kYearInSeconds = 366 * 24 * 3600;

bool only_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::string_view kTerminalLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

// Each says what is expected, or nullptr if the text is that.

const char* filled(std::string_view text) { return text.empty() ? "not empty" : nullptr; }

const char* absolute_path(std::string_view text) {
  return text.starts_with('/') ? nullptr : "an absolute path";
}

const char* path_or_nothing(std::string_view text) {
  return text.empty() ? nullptr : absolute_path(text);
}

const char* socket_path(std::string_view text) {
  constexpr std::size_t kMost = 107;  // sockaddr_un::sun_path less its NUL
  if (text.size() > kMost) return "at most 107 bytes, as a unix socket's path";
  return absolute_path(text);
}

/// A unix socket's path, or an address and a port: what it names is found out by listening.
const char* socket_or_address(std::string_view text) {
  if (text.starts_with('/')) return socket_path(text);
  constexpr const char* kExpected = "an absolute path, or address:port";
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return kExpected;
  constexpr int kMostPort = 65535;  // what is larger would be cut to another port without a word
  const std::string_view digits = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = only_of(digits, kDigits) && error == std::errc{};
  return whole && port >= 1 && port <= kMostPort ? nullptr : kExpected;
}

const char* conninfo(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return "keyword=value pairs, not a URI";
  return text.find("user=") == std::string_view::npos ? nullptr : "without a user; see *_user";
}

const char* name(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 63 && only_of(text, kNameLetters);
  return fits ? nullptr : "1 to 63 of a-z, 0-9, _ and -";
}

const char* base_url(std::string_view text) {
  const bool http = text.starts_with("http://") || text.starts_with("https://");
  return http && !text.ends_with('/') ? nullptr : "an http or https URL without a slash at its end";
}

const char* terminal(std::string_view text) {
  const bool fits = text.size() == 8 && only_of(text, kTerminalLetters);
  return fits ? nullptr : "8 of A-Z and 0-9";
}

const char* acquirer_id(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 11 && only_of(text, kDigits);
  return fits ? nullptr : "1 to 11 digits";
}

std::optional<std::chrono::minutes> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !only_of(text.substr(0, 2), kDigits) ||
      !only_of(text.substr(3), kDigits)) {
    return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (hour > 23 || minute > 59) return std::nullopt;
  return std::chrono::hours{hour} + std::chrono::minutes{minute};
}

const char* hours_and_minutes(std::string_view text) {
  return time_of_day(text) ? nullptr : "a time of day \"HH:MM\"";
}

std::optional<log::Level> level_from(std::string_view text) {
  if (text == "debug") return log::Level::kDebug;
  if (text == "info") return log::Level::kInfo;
  if (text == "warning") return log::Level::kWarning;
  if (text == "error") return log::Level::kError;
  return std::nullopt;
}

const char* level(std::string_view text) {
  return level_from(text) ? nullptr : R"("debug", "info", "warning" or "error")";
}

void read_database(ConfigTable table, Config::Database& database) {
  table.text("conninfo", database.conninfo, conninfo)
      .text("owner_user", database.owner_user, name)
      .text("api_user", database.api_user, name)
      .text("link_user", database.link_user, name)
      .text("relay_user", database.relay_user, name)
      .text("stream_user", database.stream_user, name)
      .text("operator_user", database.operator_user, name);
}

void read_fcgi(ConfigTable table, Config::Fcgi& fcgi) {
  table.text("socket", fcgi.socket, socket_or_address)
      .integer("workers", fcgi.workers, 1, 64)
      .integer("threads", fcgi.threads, 1, 512)
      .integer("database_connections", fcgi.database_connections, 1, 200)
      .integer("cached_keys", fcgi.cached_keys, 0, 1'000'000)
      .integer("drain_timeout_ms", fcgi.drain_timeout_ms, 0, kMostMs);
}

void read_stream(ConfigTable table, Config::Stream& stream) {
  table.text("socket", stream.socket, socket_or_address)
      .text("hint_socket", stream.hint_socket, socket_path)
      .integer("most_streams", stream.most_streams, 1, 1'000'000)
      .integer("heartbeat_ms", stream.heartbeat_ms, 100, 30'000)
      .integer("poll_interval_ms", stream.poll_interval_ms, 10, 60'000)
      .integer("unsent_bytes", stream.unsent_bytes, 1'024, 1'048'576);
}

void read_link(ConfigTable table, Config::LinkRole& link) {
  table.text("socket", link.socket, socket_path)
      .integer("database_connections", link.database_connections, 1, 200);
}

void read_relay(ConfigTable table, Config::Relay& relay) {
  table.integer("database_connections", relay.database_connections, 1, 200)
      .integer("reversal_threads", relay.reversal_threads, 1, 64)
      .integer("poll_interval_ms", relay.poll_interval_ms, 10, 60'000)
      .integer("reversal_backoff_first_ms", relay.reversal_backoff_first_ms, 1, kMostMs)
      .integer("reversal_backoff_most_ms", relay.reversal_backoff_most_ms, 1, kMostMs)
      .integer("attempt_grace_ms", relay.attempt_grace_ms, 0, kMostMs)
      .integer("refund_settle_ms", relay.refund_settle_ms, 0, kMostMs);
  if (relay.reversal_backoff_first_ms > relay.reversal_backoff_most_ms) {
    table.fault("reversal_backoff_first_ms", "must not exceed \"reversal_backoff_most_ms\"");
  }
}

void read_webhook(ConfigTable table, Config::Webhook& webhook) {
  table.integer("concurrency", webhook.concurrency, 1, 10'000)
      .integer("per_endpoint", webhook.per_endpoint, 1, 1'000)
      .integer("timeout_ms", webhook.timeout_ms, 100, 120'000)
      .integer("database_connections", webhook.database_connections, 1, 200)
      .integer("keep_months", webhook.keep_months, 1, 120)
      .flag("allow_loopback", webhook.allow_loopback)
      .text("ca_file", webhook.ca_file, path_or_nothing);
}

void read_payment(ConfigTable table, Config::Payment& payment) {
  table.integer("qr_lifetime_s", payment.qr_lifetime_s, 1, 86'400)
      .integer("hold_lifetime_s", payment.hold_lifetime_s, 1, 86'400)
      .integer("shop_confirm_lifetime_s", payment.shop_confirm_lifetime_s, 1, 86'400)
      .integer("max_attempts", payment.max_attempts, 1, 20)
      .integer("installment_least_amount", payment.installment_least_amount, 0, 100'000'000)
      .text("public_base_url", payment.public_base_url, base_url);
}

void read_shopper(ConfigTable table, Config::Shopper& shopper) {
  table.integer("session_lifetime_s", shopper.session_lifetime_s, 60, kYearInSeconds)
      .integer("login_max_failures", shopper.login_max_failures, 1, 100)
      .integer("login_lock_s", shopper.login_lock_s, 1, 86'400)
      .integer("pin_max_failures", shopper.pin_max_failures, 1, 20)
      .integer("max_cards", shopper.max_cards, 1, 100)
      .integer("max_passkeys", shopper.max_passkeys, 1, 100)
      .integer("passkey_lifetime_s", shopper.passkey_lifetime_s, 10, 3'600);
}

void read_staff(ConfigTable table, Config::Staff& staff) {
  table.integer("session_idle_s", staff.session_idle_s, 60, 86'400)
      .integer("session_lifetime_s", staff.session_lifetime_s, 60, 7 * 86'400)
      .integer("login_max_failures", staff.login_max_failures, 2, 100)
      .integer("login_lock_s", staff.login_lock_s, 1, 86'400)
      .integer("one_time_password_lifetime_s", staff.one_time_password_lifetime_s, 60,
               kYearInSeconds);
}

void read_limits(ConfigTable table, Config::Limits& limits) {
  constexpr int kMost = 1'000'000;
  constexpr int kMostWindowS = 86'400;
  table.integer("signups_per_address", limits.signups_per_address, 0, kMost)
      .integer("signup_window_s", limits.signup_window_s, 1, kMostWindowS)
      .integer("logins_per_address", limits.logins_per_address, 0, kMost)
      .integer("login_window_s", limits.login_window_s, 1, kMostWindowS)
      .integer("cards_per_shopper", limits.cards_per_shopper, 0, kMost)
      .integer("cards_per_address", limits.cards_per_address, 0, kMost)
      .integer("card_window_s", limits.card_window_s, 1, kMostWindowS)
      .integer("tries_per_card_number", limits.tries_per_card_number, 0, kMost)
      .integer("card_number_window_s", limits.card_number_window_s, 1, kMostWindowS)
      .integer("passkeys_per_shopper", limits.passkeys_per_shopper, 0, kMost)
      .integer("passkey_window_s", limits.passkey_window_s, 1, kMostWindowS)
      .integer("confirms_per_shopper", limits.confirms_per_shopper, 0, kMost)
      .integer("confirm_window_s", limits.confirm_window_s, 1, kMostWindowS);
}

Config::Acquirer read_acquirer(ConfigTable& table) {
  Config::Acquirer acquirer;
  std::string cut_off;
  table.text("name", acquirer.name, name).required();
  table.text("kind", acquirer.kind, name);
  table.text("host", acquirer.host, filled).required();
  table.integer("port", acquirer.port, 1, 65'535).required();
  table.integer("connections", acquirer.connections, 1, 64);
  table.texts("terminals", acquirer.terminals, terminal).required();
  table.text("acquirer_id", acquirer.acquirer_id, acquirer_id).required();
  table.integer("timeout_ms", acquirer.timeout_ms, 100, 15'000)
      .integer("echo_interval_s", acquirer.echo_interval_s, 1, 3'600)
      .integer("weight", acquirer.weight, 0, 1'000)
      .integer("fallback_order", acquirer.fallback_order, 0, 1'000)
      .integer("breaker_failures", acquirer.breaker_failures, 1, 1'000)
      .integer("breaker_error_percent", acquirer.breaker_error_percent, 1, 100)
      .integer("breaker_rest_ms", acquirer.breaker_rest_ms, 100, kMostMs)
      .text("cut_off", cut_off, hours_and_minutes)
      .flag("only_test", acquirer.only_test);
  if (const auto time = time_of_day(cut_off)) acquirer.cut_off = *time;
  return acquirer;
}

void refuse_shared_names(ConfigTable& table, const Config::Acquirer& acquirer,
                         const std::vector<Config::Acquirer>& others) {
  std::vector<std::string> terminals;
  for (const Config::Acquirer& other : others) {
    if (other.name == acquirer.name) table.fault("name", "is another acquirer's as well");
    terminals.insert(terminals.end(), other.terminals.begin(), other.terminals.end());
  }
  for (const std::string& id : acquirer.terminals) {
    if (std::find(terminals.begin(), terminals.end(), id) != terminals.end()) {
      table.fault("terminals", "has " + id + " twice: a terminal's STANs have one holder");
    }
    terminals.push_back(id);
  }
  if (acquirer.terminals.empty()) table.fault("terminals", "must not be empty");
}

void read_acquirers(ConfigTable& document, std::vector<Config::Acquirer>& acquirers) {
  document.tables("acquirer", [&acquirers](ConfigTable table, bool present) {
    Config::Acquirer acquirer = read_acquirer(table);
    if (!present) return;
    refuse_shared_names(table, acquirer, acquirers);
    acquirers.push_back(std::move(acquirer));
  });
}

void read_log(ConfigTable table, Config::Log& log) {
  std::string text;
  table.text("level", text, level);
  log.level = level_from(text).value_or(log.level);
}

Config read_config(ConfigTable document) {
  Config config;
  document.text("secrets_file", config.secrets_file, absolute_path);
  read_database(document.table("database"), config.database);
  read_fcgi(document.table("fcgi"), config.fcgi);
  read_stream(document.table("stream"), config.stream);
  read_link(document.table("link"), config.link);
  read_relay(document.table("relay"), config.relay);
  read_webhook(document.table("webhook"), config.webhook);
  read_payment(document.table("payment"), config.payment);
  read_shopper(document.table("shopper"), config.shopper);
  read_staff(document.table("staff"), config.staff);
  read_limits(document.table("limits"), config.limits);
  read_log(document.table("log"), config.log);
  read_acquirers(document, config.acquirers);
  return config;
}

Error invalid(std::string detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = "config", .detail = std::move(detail)};
}

}  // namespace

std::string Config::metrics_directory() const {
  return link.socket.substr(0, link.socket.rfind('/')) + "/metrics";
}

std::string Config::Database::conninfo_for(std::string_view user) const {
  return conninfo + " user=" + std::string(user);
}

std::string config_path(const std::optional<std::string>& given) {
  if (given) return *given;
  const char* const from_environment = std::getenv("PAY200_CONFIG");
  if (from_environment && *from_environment) return from_environment;
  return "/etc/pay200/pay200.toml";
}

Result<Config> parse_config(std::string_view text, const std::string& path) {
  ConfigFaults faults(path);
  const auto parsed = parse_toml(text);
  if (const auto* fault = std::get_if<TomlFault>(&parsed)) {
    faults.add(fault->line, fault->description);
    return invalid(faults.text());
  }
  const TomlNode& document = std::get<TomlNode>(parsed);
  Config config = read_config(ConfigTable(faults, "", &document));
  config.source = path;
  faults.add_unknown_keys(document);
  if (faults.any()) return invalid(faults.text());
  return config;
}

Result<Config> load_config(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file is a valid one, but inserting nothing sets failbit.
  if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad() || text.fail()) {
    return invalid(path + ": " + std::strerror(errno));
  }
  auto config = parse_config(text.str(), path);
  const char* const secrets_file = std::getenv("PAY200_SECRETS_FILE");
  if (config && secrets_file != nullptr && *secrets_file != '\0') {
    config->secrets_file = secrets_file;
  }
  return config;
}

std::vector<std::string> known_config_keys() {
  ConfigFaults faults("");
  read_config(ConfigTable(faults, "", nullptr));
  return faults.known();
}

}  // namespace pay200
