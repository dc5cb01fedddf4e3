#include "dev/chaos/client_log.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <unistd.h>

namespace pay200::dev {

ClientLog::ClientLog(const std::filesystem::path& path)
    : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_DSYNC | O_CLOEXEC, 0600)) {
  if (!fd_) throw std::system_error(errno, std::generic_category(), path.string());
}

void ClientLog::write(const ClientLine& line) {
  nlohmann::json object = {{line.sent ? "sent" : "got", line.act},
                           {"key", line.key},
                           {"payment", line.payment},
                           {"order", line.order},
                           {"amount", line.amount_minor}};
  if (!line.sent) {
    object["status"] = line.status;
    object["code"] = line.code;
    object["state"] = line.state;
  }
  const std::string text = object.dump() + "\n";
  const std::lock_guard lock(mutex_);
  if (::write(fd_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), "the client's log");
  }
}

std::vector<ClientLine> read_client_log(const std::filesystem::path& path) {
  std::vector<ClientLine> lines;
  std::ifstream file(path);
  for (std::string text; std::getline(file, text);) {
    const auto object = nlohmann::json::parse(text);
    ClientLine line;
    line.sent = object.contains("sent");
    line.act = object.at(line.sent ? "sent" : "got");
    line.key = object.at("key");
    line.payment = object.at("payment");
    line.order = object.at("order");
    line.amount_minor = object.at("amount");
    if (!line.sent) {
      line.status = object.at("status");
      line.code = object.at("code");
      line.state = object.at("state");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace pay200::dev
