#include "dev/stack_files.hpp"

#include "core/platform/config.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "dev/private_file.hpp"

namespace pay200::dev {
namespace {

/// As a TOML string.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string number(const char* key, int value) {
  return std::string(key) + " = " + std::to_string(value) + "\n";
}

std::string text(const char* key, const std::string& value) {
  return std::string(key) + " = " + quoted(value) + "\n";
}

std::string socket(const StackFiles& files, const char* name) {
  return (files.run_directory / name).string();
}

std::string limits_section(const StackFiles& files) {
  if (files.limits) return {};
  return "\n[limits]\n" + number("signups_per_address", 0) + number("logins_per_address", 0) +
         number("cards_per_shopper", 0) + number("cards_per_address", 0) +
         number("tries_per_card_number", 0) + number("passkeys_per_shopper", 0) +
         number("confirms_per_shopper", files.confirms_per_shopper);
}

/// The first has the terminals T2000001 and T2000002 and the id 200200, the second T3... and
/// 200300.
std::string acquirer_sections(const StackFiles& files) {
  std::string sections;
  for (std::size_t at = 0; at < files.acquirers.size(); ++at) {
    const auto& acquirer = files.acquirers[at];
    const std::string digit = std::to_string(at + 2);
    sections += "\n[[acquirer]]\n" + text("name", acquirer.name) + text("kind", "iso8583") +
                text("host", "127.0.0.1") + number("port", acquirer.port) +
                number("connections", 2) + "terminals = [\"T" + digit + "000001\", \"T" + digit +
                "000002\"]\n" + text("acquirer_id", "200" + digit + "00") +
                number("weight", acquirer.weight) + number("fallback_order", static_cast<int>(at)) +
                number("timeout_ms", files.acquirer_timeout_ms) + text("cut_off", "23:30") +
                "only_test = true\n";
  }
  return sections;
}

/// Receivers are on this machine as well.
std::string webhook_section(const StackFiles& files) {
  return "\n[webhook]\nallow_loopback = true\n" + number("timeout_ms", files.webhook_timeout_ms) +
         text("ca_file", files.webhook_ca_file);
}

}  // namespace

void write_config(const StackFiles& files) {
  write_private_file(files.directory / "pay200.toml",
                     "# Made by pay200-dev at every start; changes here do not last.\n" +
                         text("secrets_file", (files.directory / "secrets.toml").string()) +  //
                         "\n[database]\n" + text("conninfo", files.database) +                //
                         "\n[fcgi]\n" + text("socket", socket(files, "fcgi.socket")) +
                         number("workers", files.api_workers) +
                         number("threads", files.api_threads) +
                         number("database_connections", files.api_connections) +  //
                         "\n[stream]\n" + text("socket", socket(files, "stream.socket")) +
                         text("hint_socket", socket(files, "stream-hints.socket")) +  //
                         "\n[link]\n" + text("socket", socket(files, "link.socket")) +
                         number("database_connections", 2) +  //
                         "\n[relay]\n" + number("database_connections", 2) +
                         number("poll_interval_ms", files.recovery_poll_ms) +
                         number("attempt_grace_ms", files.recovery_grace_ms) +
                         number("refund_settle_ms", files.refund_settle_ms) +  //
                         webhook_section(files) +                              //
                         "\n[payment]\n" + text("public_base_url", files.base_url) +
                         limits_section(files) + acquirer_sections(files));
}

void write_secrets(const StackFiles& files) {
  const auto path = files.directory / "secrets.toml";
  if (!std::filesystem::exists(path)) {
    write_private_file(path, new_secrets_text());
    return;
  }
  std::string kept = read_file(path);
  const auto keys = kept.find("[keys]\n");
  if (keys == std::string::npos || kept.find("webhook_key") != std::string::npos) return;
  kept.insert(keys + std::string_view("[keys]\n").size(),
              text("webhook_key", crypto::base64_encode(crypto::random_bytes(32))));
  write_private_file(path, kept);
}

}  // namespace pay200::dev
