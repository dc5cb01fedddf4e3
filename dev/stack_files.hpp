#pragma once
// The files a Stack's programs are started with. See Stack for where they are.

#include <filesystem>
#include <string>
#include <vector>

namespace pay200::dev {

struct StackFiles {
  /// A sandbox, which has terminals of its own.
  struct Acquirer {
    std::string name;
    int port = 0;
    int weight = 1;
  };

  std::filesystem::path directory;      ///< pay200.toml and secrets.toml go here
  std::filesystem::path run_directory;  ///< unix sockets
  std::string base_url;
  std::string database;             ///< conninfo without a user
  std::vector<Acquirer> acquirers;  ///< in the order of their fallback
  int api_workers = 0;
  int api_threads = 0;
  int api_connections = 0;
  int acquirer_timeout_ms = 0;
  int recovery_grace_ms = 0;
  int refund_settle_ms = 0;
  int recovery_poll_ms = 0;
  int webhook_timeout_ms = 20'000;
  std::string webhook_ca_file = {};
  bool limits = false;  ///< on tries; here everybody has one address, and all share the test cards
  int confirms_per_shopper = 0;  ///< where there are no limits; 0: not counted
};

void write_config(const StackFiles& files);
/// Only if there is none: what the keys in it have sealed must stay readable. One from before there
/// were webhooks gets the key it lacks.
void write_secrets(const StackFiles& files);

}  // namespace pay200::dev
