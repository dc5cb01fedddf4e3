#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/iso8583/iso8583_acquirer.hpp"
#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

// ISO 18245: what is sold is the merchants' matter, not the gateway's.
constexpr const char* kMiscellaneousRetail = "5999";
constexpr const char* kOurselves = "PAY200";

std::unique_ptr<Acquirer> make_iso8583(const Config::Acquirer& config) {
  PAY200_ASSERT(!config.terminals.empty());
  iso8583::Iso8583Options options;
  options.name = config.name;
  options.identification = {config.acquirer_id, {}, kMiscellaneousRetail, kOurselves};
  for (int i = 0; i < config.connections; ++i) {
    iso8583::ConnectionOptions connection;
    connection.name = config.name + "#" + std::to_string(i + 1);
    connection.tcp.host = config.host;
    connection.tcp.port = static_cast<std::uint16_t>(config.port);
    connection.terminal_id =
        config.terminals[static_cast<std::size_t>(i) % config.terminals.size()];
    connection.institution_id = config.acquirer_id;
    connection.echo_interval = std::chrono::seconds(config.echo_interval_s);
    options.connections.push_back(std::move(connection));
  }
  return std::make_unique<iso8583::Iso8583Acquirer>(std::move(options));
}

/// One line for each implementation.
std::map<std::string, AcquirerMaker>& makers() {
  static std::map<std::string, AcquirerMaker> makers = {
      {"iso8583", make_iso8583},
  };
  return makers;
}

}  // namespace

std::unique_ptr<Acquirer> make_acquirer(const Config::Acquirer& config) {
  const auto maker = makers().find(config.kind);
  PAY200_ASSERT(maker != makers().end());
  return maker->second(config);
}

bool is_acquirer_kind(const std::string& kind) { return makers().contains(kind); }

void register_acquirer_kind(const std::string& kind, AcquirerMaker maker) {
  const bool is_new = makers().emplace(kind, std::move(maker)).second;
  PAY200_ASSERT(is_new);
}

}  // namespace pay200
