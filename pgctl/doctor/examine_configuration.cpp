#include <cerrno>
#include <cstring>
#include <pwd.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include "core/platform/secrets.hpp"
#include "pgctl/doctor/examine.hpp"

namespace pay200::pgctl {
namespace {

const char* advice_for_unreadable(int error) {
  if (error == ENOENT) {
    return "say where it is (--config, $PAY200_CONFIG), or make it from pay200.example.toml";
  }
  if (error == EACCES) return "run this as a user who may read it, or with sudo";
  return "it must be a file that can be read";
}

std::string owner_of(const struct stat& status) {
  const passwd* owner = ::getpwuid(status.st_uid);
  return owner != nullptr ? owner->pw_name : "uid " + std::to_string(status.st_uid);
}

}  // namespace

Findings examine_configuration(const std::string& path, std::optional<Config>& config) {
  constexpr const char* kCheck = "configuration";
  if (::access(path.c_str(), R_OK) != 0) {
    const int error = errno;
    return {failed(kCheck, path + ": " + std::strerror(error), advice_for_unreadable(error))};
  }
  auto loaded = load_config(path);
  if (!loaded) {
    Findings findings;
    std::istringstream lines(loaded.error().detail);
    for (std::string line; std::getline(lines, line);) {
      findings.push_back(
          failed(kCheck, line, "mend that line; every key is in pay200.example.toml"));
    }
    return findings;
  }
  config = *std::move(loaded);
  Findings findings = {ok(kCheck, path)};
  if (config->webhook.allow_loopback) {
    findings.push_back(warning("webhooks", "[webhook] allow_loopback: shops reach this machine",
                               "that is for development; take it out where shops are others'"));
  }
  return findings;
}

Findings examine_secrets(const Config& config) {
  constexpr const char* kCheck = "secrets";
  const std::string& path = config.secrets_file;
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || ::access(path.c_str(), R_OK) != 0) {
    const int error = errno;
    if (error == EACCES) {
      return {warning(kCheck, path + ": " + std::strerror(error),
                      "run this as the user of pay200-fcgi, or with sudo, to have it looked at")};
    }
    return {failed(kCheck, path + ": " + std::strerror(error),
                   "restore it from its copy: without these keys cards and PINs cannot be read")};
  }
  const auto secrets = load_secrets(path, SecretsFor::kOperator);
  if (!secrets) {
    return {failed(kCheck, secrets.error().detail, "pay200-fcgi will not start with it")};
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return {ok(kCheck, path + ", of user " + owner_of(status))};
  }
  return {ok(kCheck, path)};
}

}  // namespace pay200::pgctl
