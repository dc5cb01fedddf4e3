#include <algorithm>

#include "core/acquirer/link_client.hpp"
#include "pgctl/doctor/examine.hpp"
#include "pgctl/doctor/reach.hpp"

namespace pay200::pgctl {
namespace {

using Statuses = std::vector<LinkClient::AcquirerStatus>;

Finding examine_socket(const char* check, const std::string& socket) {
  const std::string why = unreachable_socket(socket);
  if (why.empty()) return ok(check, socket);
  return failed(check, socket + ": " + why,
                "is pay200-fcgi running, and may you reach its socket? Another one in the "
                "configuration takes a restart");
}

/// Only where the link has no connection: acquirers count those that they are asked for.
Finding examine_acquirer(const Config::Acquirer& acquirer, const Statuses& statuses) {
  const std::string check = "acquirer " + acquirer.name;
  const std::string address = acquirer.host + ":" + std::to_string(acquirer.port);
  const bool ready = std::any_of(statuses.begin(), statuses.end(), [&acquirer](const auto& status) {
    return status.name == acquirer.name && status.ready;
  });
  if (ready) return ok(check, "signed on at " + address);
  const std::string why = unreachable_host(acquirer.host, acquirer.port);
  if (why.empty()) {
    return failed(check, address + " listens, but nobody is signed on there",
                  "the log of pay200-fcgi's link says why; has it read this configuration?");
  }
  return failed(check, address + ": " + why, "ask the network's people and the acquirer's");
}

}  // namespace

Findings examine_gateway(const Config& config) {
  Findings findings = {examine_socket("gateway", config.fcgi.socket)};
  LinkClient link(config.link.socket);
  const auto statuses = link.status();
  if (statuses) {
    findings.push_back(ok("link", config.link.socket));
  } else {
    findings.push_back(examine_socket("link", config.link.socket));
    if (findings.back().result == Finding::Result::kOk) {
      findings.back() = failed("link", config.link.socket + ": no answer within a second",
                               "its log says what it is doing; it is restarted if it ends");
    }
  }
  if (config.acquirers.empty()) {
    findings.push_back(warning("acquirers", "none is configured: no card can be charged",
                               "add an [[acquirer]] to " + config.source));
  }
  for (const auto& acquirer : config.acquirers) {
    findings.push_back(examine_acquirer(acquirer, statuses ? *statuses : Statuses()));
  }
  return findings;
}

}  // namespace pay200::pgctl
