#pragma once
// One TOML file configures every program; deploy/pay200.example.toml documents each key. Unknown
// keys, wrong types and values out of range are refused with file, line and, where something
// similar exists, a suggestion. Secrets are in a second file that only its owner may read.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/log.hpp"
#include "core/platform/result.hpp"
#include "core/platform/secrets.hpp"

namespace pay200 {

struct Config {
  std::string source;  ///< the file it was read from; empty if made in code
  std::string secrets_file = "/etc/pay200/secrets/gateway.toml";  ///< for load_secrets

  struct Database {
    std::string conninfo = "host=/var/run/postgresql dbname=pay200";  ///< libpq's, without user
    std::string owner_user = "pay200_owner";                          ///< pgctl db migrate
    std::string api_user = "pay200_api";
    std::string link_user = "pay200_link";
    std::string relay_user = "pay200_relay";
    std::string stream_user = "pay200_stream";
    std::string operator_user = "pay200_operator";  ///< pgctl

    /// The whole conninfo for one of the users above.
    std::string conninfo_for(std::string_view user) const;
  } database;

  struct Fcgi {
    /// A path, or "10.0.0.5:9000" ("[fd00::5]:9000") where nginx is on another host.
    std::string socket = "/run/pay200/fcgi.sock";
    int workers = 2;
    int threads = 32;              ///< in each worker
    int database_connections = 6;  ///< in each worker
    int cached_keys = 10'000;      ///< API keys that each worker remembers; 0: none
    int drain_timeout_ms = 20'000;
  } fcgi;

  /// Event streams of shops' pages.
  struct Stream {
    std::string socket = "/run/pay200/stream.sock";  ///< as fcgi.socket
    /// Unix datagrams: who has committed a change of a payment says so here.
    std::string hint_socket = "/run/pay200/stream-hints.sock";
    int most_streams = 20'000;
    int heartbeat_ms = 15'000;     ///< below nginx's fastcgi_read_timeout
    int poll_interval_ms = 1'000;  ///< finds what no hint told
    int unsent_bytes = 16'384;     ///< of one stream; then its reader is given up
  } stream;

  struct LinkRole {
    std::string socket = "/run/pay200/link.sock";
    int database_connections = 2;
  } link;

  struct Relay {
    int database_connections = 2;
    int reversal_threads = 2;
    int poll_interval_ms = 500;
    int reversal_backoff_first_ms = 1'000;
    int reversal_backoff_most_ms = 300'000;
    /// After deadline_at, before the sweep calls an attempt or a refund unknown.
    int attempt_grace_ms = 5'000;
    /// After its deadline, before "never seen" is believed of a refund.
    int refund_settle_ms = 60'000;
  } relay;

  struct Webhook {
    int concurrency = 256;  ///< sent at once, by one relay,
    int per_endpoint = 8;   ///< of which to one receiver
    int timeout_ms = 20'000;
    int database_connections = 2;  ///< besides the relay's
    int keep_months = 3;           ///< whole months of the log
    bool allow_loopback = false;   ///< development only: also http to this machine
    std::string ca_file = {};      ///< whose certificates are believed; empty: the system's
  } webhook;

  struct Payment {
    int qr_lifetime_s = 300;
    int hold_lifetime_s = 180;
    int shop_confirm_lifetime_s = 600;  ///< from the shopper's confirm to the shop's
    int max_attempts = 5;
    int installment_least_amount = 50'000;              ///< below it, a card pays at once
    std::string public_base_url = "https://localhost";  ///< without a slash at its end
  } payment;

  struct Shopper {
    int session_lifetime_s = 30 * 24 * 3600;
    int login_max_failures = 5;
    int login_lock_s = 300;
    int pin_max_failures = 5;
    int max_cards = 10;
    int max_passkeys = 10;
    int passkey_lifetime_s = 180;  ///< of a challenge, from the options to the device's answer
  } shopper;

  /// The back office.
  struct Staff {
    int session_idle_s = 15 * 60;
    int session_lifetime_s = 12 * 3600;
    int login_max_failures = 5;  ///< passwords and codes together
    int login_lock_s = 300;
    int one_time_password_lifetime_s = 72 * 3600;
  } staff;

  /// How often before a pause (core/shopper/try_limits.hpp); 0: as often as anyone likes.
  struct Limits {
    int signups_per_address = 10;
    int signup_window_s = 3600;
    int logins_per_address = 30;  ///< wrong ones
    int login_window_s = 300;
    int cards_per_shopper = 5;  ///< registrations that failed
    int cards_per_address = 10;
    int card_window_s = 3600;
    int tries_per_card_number = 3;
    int card_number_window_s = 24 * 3600;
    int passkeys_per_shopper = 10;  ///< confirms that a wrong passkey was shown for
    int passkey_window_s = 300;
    int confirms_per_shopper = 30;
    int confirm_window_s = 60;
  } limits;

  struct Log {
    log::Level level = log::Level::kInfo;
  } log;

  struct Acquirer {
    std::string name;              ///< unique; attempts keep it
    std::string kind = "iso8583";  ///< the implementation
    std::string host;
    int port = 0;
    int connections = 2;
    std::vector<std::string> terminals;  ///< field 41, 8 characters each, unique over all acquirers
    std::string acquirer_id;             ///< field 32, 1 to 11 digits
    /// At most 15,000: a confirm may wait for it twice (the payment, then its void), and must
    /// answer before nginx gives up (fastcgi_read_timeout).
    int timeout_ms = 10'000;
    int echo_interval_s = 60;
    int weight = 1;                  ///< its share of the payments; 0: only where others fail
    int fallback_order = 0;          ///< where another has failed: the lowest first
    int breaker_failures = 5;        ///< payments without an answer in a row that open its breaker,
    int breaker_error_percent = 50;  ///< or so many of the last twenty,
    int breaker_rest_ms = 5'000;     ///< for so long
    std::chrono::minutes cut_off{23 * 60 + 30};  ///< the business day's end in Asia/Seoul, "23:30"
    bool only_test = false;                      ///< serves test merchants, and only those
  };
  std::vector<Acquirer> acquirers;

  /// Where each process counts for /metrics: beside the link's socket.
  std::string metrics_directory() const;
};

/// `given` (--config), else $PAY200_CONFIG, else /etc/pay200/pay200.toml.
std::string config_path(const std::optional<std::string>& given);

/// kInvalidRequest; `detail` names every fault, one a line ("pay200.toml:12: unknown key
/// \"fcgi.worker\"; did you mean \"fcgi.workers\"?"), and may be shown as it is.
/// $PAY200_SECRETS_FILE goes before the file's secrets_file: a role under a unit of its own sees no
/// other role's keys.
Result<Config> load_config(const std::string& path);
/// The same from memory; `path` is for the messages.
Result<Config> parse_config(std::string_view text, const std::string& path);

/// Every key that the file may have, dotted ("fcgi.workers"), tables included.
std::vector<std::string> known_config_keys();

}  // namespace pay200
