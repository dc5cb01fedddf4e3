#include "tests/fcgi-app/running_gateway.hpp"

#include <chrono>
#include <csignal>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/platform/config.hpp"
#include "dev/private_file.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/is_running.hpp"

namespace pay200::test {

RunningGateway::RunningGateway(const GatewaySettings& settings)
    : program_(settings.program.empty() ? PAY200_BIN_DIR "/pay200-fcgi"
                                        : settings.program.string()),
      workers_(settings.workers) {
  write_config(settings);
  dev::write_private_file(path("secrets.toml"), new_secrets_text());
  MerchantService merchants(database_.operators(), system_clock());
  MerchantService::NewMerchant merchant;
  merchant.name = "한강 커피";
  merchant.business_number = "220-81-62517";
  const MerchantId id = merchants.add_merchant(merchant).value().id;
  ApiKeyService keys(database_.operators(), system_clock());
  secret_key_ = keys.issue_api_key(id, KeyKind::kSecret).value().secret;
}

std::string RunningGateway::conninfo_without_user() const {
  const std::string conninfo = database_.conninfo("pay200_api");
  const std::string user = " user=pay200_api";
  const auto found = conninfo.find(user);
  if (found == std::string::npos) throw std::runtime_error("no user in " + conninfo);
  return conninfo.substr(0, found) + conninfo.substr(found + user.size());
}

void RunningGateway::write_config(const GatewaySettings& settings) const {
  std::ostringstream text;
  text << "secrets_file = \"" << path("secrets.toml").string() << "\"\n"
       << "[database]\nconninfo = \"" << conninfo_without_user() << "\"\n"
       << "[fcgi]\nsocket = \"" << (settings.socket.empty() ? socket().string() : settings.socket)
       << "\"\n"
       << "workers = " << settings.workers << "\nthreads = " << settings.threads << "\n"
       << "drain_timeout_ms = " << settings.drain_timeout_ms << "\n"
       << "[link]\nsocket = \"" << path("link.socket").string() << "\"\n"
       << "[payment]\npublic_base_url = \"" << settings.public_base_url << "\"\n"
       << "[[acquirer]]\nname = \"sandbox\"\nkind = \"iso8583\"\nhost = \"127.0.0.1\"\nport = 1\n"
       << "terminals = [\"T2000001\"]\nacquirer_id = \"200200\"\ncut_off = \"23:30\"\n"
       << "only_test = true\n";
  dev::write_private_file(path("pay200.toml"), text.str());
}

void RunningGateway::launch() {
  master_ = dev::Process::start(
      {.argv = {program_, "--config", path("pay200.toml").string(), "--role=api"},
       .output = path("log")});
}

void RunningGateway::start() {
  const auto serving = [this] { return logged("\"event\":\"serving\""); };
  const int before = serving();
  launch();
  wait_until_healthy();
  if (!comes_true([&] { return serving() == before + workers_; })) {
    throw std::runtime_error("not every worker serves:\n" + log());
  }
}

void RunningGateway::wait_until_healthy() const {
  if (!comes_true([&] { return healthy(); })) {
    throw std::runtime_error("the gateway did not start:\n" + log());
  }
}

FcgiCall RunningGateway::call(const std::string& method, const std::string& request_path,
                              const std::vector<std::pair<std::string, std::string>>& headers,
                              const std::string& body) const {
  return FcgiCall(socket(), method, request_path, headers, body);
}

FcgiCall RunningGateway::create_payment() {
  const nlohmann::json body = {{"orderId", "order-" + std::to_string(100'000 + ++orders_)},
                               {"orderName", "책"},
                               {"amount", 15'000}};
  return call("POST", "/v1/payments",
              {{"Authorization", "Bearer " + secret_key_}, {"Content-Type", "application/json"}},
              body.dump());
}

int RunningGateway::waiting_for_locks() {
  return std::stoi(database_.execute(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
      "wait_event_type = 'Lock'"));
}

bool RunningGateway::healthy() const {
  try {
    const auto answer = call("GET", "/healthz").answer();
    return answer && answer->status == 200;
  } catch (const std::system_error&) {
    return false;
  }
}

std::vector<pid_t> RunningGateway::processes(const std::string& role) const {
  std::vector<pid_t> pids;
  std::istringstream lines(log());
  for (std::string line; std::getline(lines, line);) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_discarded() || entry.value("event", "") != "child_started" ||
        entry.value("child_role", "") != role) {
      continue;
    }
    const pid_t pid = std::stoi(entry.at("child_pid").get<std::string>());
    if (is_running(pid)) pids.push_back(pid);
  }
  return pids;
}

std::string RunningGateway::log() const {
  std::ifstream file(path("log"));
  return {std::istreambuf_iterator<char>(file), {}};
}

int RunningGateway::logged(const std::string& text) const {
  int count = 0;
  std::istringstream lines(log());
  for (std::string line; std::getline(lines, line);) count += line.find(text) != line.npos;
  return count;
}

dev::Finished RunningGateway::run(const std::vector<std::string>& arguments) const {
  dev::ProcessOptions options;
  options.argv = {PAY200_BIN_DIR "/pay200-fcgi"};
  options.argv.insert(options.argv.end(), arguments.begin(), arguments.end());
  return dev::run(options);
}

}  // namespace pay200::test
