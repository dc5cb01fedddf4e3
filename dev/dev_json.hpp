#pragma once
// var/dev.json: what runs here and how to get in, for people, scripts and tests. 0600, since the
// shop's secret key is in it. Its shape is part of the contract:
//
//   {"baseUrl", "merchant": {"id", "name"}, "keys": {"secret", "client"},
//    "kiosk": {"merchant": {"id", "name"}, "keys": {"secret", "client"}},
//    "logins": {"shopper": {"loginId", "password", "pin"}}, "cards": {"<last four>": "<card id>"},
//    "acquirers": [{"name", "weight", "journal", "control"}, ...], one for each sandbox,
//    "config", "journal", "database": "<libpq conninfo, pay200_operator>",
//    "sockets": {"fcgi", "link", "postgres", "sandboxControl"},
//    "pids": {"pay200-dev", "postgres", "<acquirer's name>", ..., "gateway", "nginx"}}
//
// "journal" and "sandboxControl" are the first acquirer's. While nothing runs, "pids" is empty.

#include <filesystem>
#include <nlohmann/json.hpp>

#include "dev/seed.hpp"
#include "dev/stack.hpp"

namespace pay200::dev {

/// null if there is none, or it is not JSON.
nlohmann::json read_dev_json(const std::filesystem::path& path);
void write_dev_json(const std::filesystem::path& path, const Stack& stack, const Seeded& seeded);
/// After everything has stopped.
void clear_pids(const std::filesystem::path& path);

}  // namespace pay200::dev
