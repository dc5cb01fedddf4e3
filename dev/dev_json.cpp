#include "dev/dev_json.hpp"

#include <unistd.h>

#include "dev/private_file.hpp"

namespace pay200::dev {

nlohmann::json read_dev_json(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return nullptr;
  auto parsed = nlohmann::json::parse(read_file(path), nullptr, false);
  return parsed.is_discarded() ? nlohmann::json() : parsed;
}

namespace {

nlohmann::ordered_json acquirers_json(const Stack& stack) {
  auto acquirers = nlohmann::ordered_json::array();
  for (const auto& acquirer : stack.acquirers()) {
    acquirers.push_back({{"name", acquirer.name},
                         {"weight", acquirer.weight},
                         {"journal", stack.journal_path(acquirer.part).string()},
                         {"control", stack.control_path(acquirer.part).string()}});
  }
  return acquirers;
}

nlohmann::ordered_json pids_json(const Stack& stack) {
  nlohmann::ordered_json pids = {{"pay200-dev", ::getpid()},
                                 {"postgres", stack.pid(Part::kPostgres)}};
  for (const auto& acquirer : stack.acquirers()) pids[acquirer.name] = stack.pid(acquirer.part);
  pids["gateway"] = stack.pid(Part::kGateway);
  pids["nginx"] = stack.pid(Part::kNginx);
  return pids;
}

}  // namespace

void write_dev_json(const std::filesystem::path& path, const Stack& stack, const Seeded& seeded) {
  const std::filesystem::path run = stack.run_directory();
  const nlohmann::ordered_json all = {
      {"baseUrl", stack.base_url()},
      {"merchant", {{"id", seeded.shop.merchant_id}, {"name", seeded.shop.name}}},
      {"keys", {{"secret", seeded.shop.secret_key}, {"client", seeded.shop.client_key}}},
      {"kiosk",
       {{"merchant", {{"id", seeded.kiosk.merchant_id}, {"name", seeded.kiosk.name}}},
        {"keys", {{"secret", seeded.kiosk.secret_key}, {"client", seeded.kiosk.client_key}}}}},
      {"logins",
       {{"shopper",
         {{"loginId", seeded.shopper.login_id},
          {"password", seeded.shopper.password},
          {"pin", seeded.shopper.pin}}},
        {"staff",
         {{"loginId", seeded.staff.login_id},
          {"password", seeded.staff.password},
          {"totpSecret", seeded.staff.totp_secret}}}}},
      {"cards", seeded.card_ids},
      {"acquirers", acquirers_json(stack)},
      {"config", stack.config_path().string()},
      {"journal", stack.journal_path().string()},
      {"database", stack.conninfo("pay200_operator")},
      {"sockets",
       {{"fcgi", (run / "fcgi.socket").string()},
        {"link", (run / "link.socket").string()},
        {"postgres", stack.postgres_socket_directory().string()},
        {"sandboxControl", stack.control_path().string()}}},
      {"pids", pids_json(stack)}};
  write_private_file(path, all.dump(2) + "\n");
}

void clear_pids(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return;
  auto all = nlohmann::ordered_json::parse(read_file(path), nullptr, false);
  if (all.is_discarded()) return;
  all["pids"] = nlohmann::ordered_json::object();
  write_private_file(path, all.dump(2) + "\n");
}

}  // namespace pay200::dev
