// pay200-fcgi: the gateway's server. Arguments and configuration; the rest is the master's.

#include <CLI/CLI.hpp>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <iostream>
#include <malloc.h>
#include <optional>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "core/platform/config.hpp"
#include "core/platform/log.hpp"
#include "core/platform/unique_fd.hpp"
#include "fcgi-app/link/rewrap.hpp"
#include "fcgi-app/master/handover.hpp"
#include "fcgi-app/master/master.hpp"
#include "fcgi-app/master/role.hpp"

namespace pay200 {
namespace {

using master::Role;

/// Freed blocks of this size go back to the system at once. glibc would keep one in each thread
/// that has ever verified a password (argon2id takes 19 MiB), hundreds of megabytes in all.
constexpr int kGivenBackFromBytes = 1 << 20;

struct Arguments {
  std::optional<std::string> config;
  std::string role;
  bool check_config = false;
  std::string new_secrets, rewrap;
};

std::vector<Role> roles_of(const Arguments& arguments) {
  const auto one = master::role_from_text(arguments.role);
  if (one) return {*one};
  return {std::begin(master::kAllRoles), std::end(master::kAllRoles)};
}

/// Everything the roles would be refused for, told at once.
bool check(const Config& config, const std::vector<Role>& roles,
           const std::optional<master::Handover>& handover) {
  bool fine = true;
  const std::string why = handover ? master::why_not(*handover, config) : "";
  if (!why.empty()) {
    std::cerr << why << "\n";
    fine = false;
  }
  for (const Role role : roles) {
    const auto secrets = load_secrets(config.secrets_file, master::secrets_for(role));
    if (!secrets) {
      std::cerr << "role " << to_text(role) << ": " << secrets.error().detail << "\n";
      fine = false;
    }
  }
  return fine;
}

/// Writes into a folder what nobody can make a second time, so nothing is written over.
int write_new_secrets(const std::filesystem::path& folder) {
  for (const auto& file : new_secrets_files()) {
    const auto path = folder / file.name;
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd || ::write(fd.get(), file.text.data(), file.text.size()) !=
                   static_cast<ssize_t>(file.text.size())) {
      std::cerr << "pay200-fcgi: " << path.string() << ": "
                << std::generic_category().message(errno) << "\n";
      return 1;
    }
    std::cout << path.string() << "\n";
  }
  return 0;
}

/// What a reload becomes: by then another file may be here, and the kernel would say that ours is
/// deleted.
std::vector<std::string> command_of(int argc, char** argv) {
  std::vector<std::string> command(argv, argv + argc);
  if (!command.front().starts_with('/')) {
    command.front() = std::filesystem::read_symlink("/proc/self/exe");
  }
  return command;
}

int run(const Arguments& arguments, std::vector<std::string> command,
        std::optional<master::Handover> handover) {
  if (!arguments.new_secrets.empty()) return write_new_secrets(arguments.new_secrets);
  auto config = load_config(config_path(arguments.config));
  if (!config) {
    std::cerr << "pay200-fcgi: " << config.error().detail << "\n";
    return 1;
  }
  if (!arguments.rewrap.empty())
    return link::rewrap(*config, arguments.rewrap, std::cout, std::cerr);
  const auto roles = roles_of(arguments);
  if (arguments.check_config) {
    if (!check(*config, roles, handover)) return 1;
    std::cout << "the configuration is fine: " << config->source << "\n";
    return 0;
  }
  log::init("master", config->log.level);
  return master::Master(
             std::move(*config),
             {.roles = roles, .command = std::move(command), .handover = std::move(handover)})
      .run();
}

}  // namespace
}  // namespace pay200

int main(int argc, char** argv) {
  CLI::App app("The pay200 gateway: a master and its roles api, relay, link and stream.");
  pay200::Arguments arguments;
  app.add_option("--config", arguments.config,
                 "configuration file (default: $PAY200_CONFIG, /etc/pay200/pay200.toml)");
  app.add_option("--role", arguments.role, "run only this role, under a unit of its own")
      ->check(CLI::IsMember({"api", "relay", "link", "stream"}));
  app.add_flag("--check-config", arguments.check_config,
               "check configuration and secrets, then end");
  app.add_option(
      "--new-secrets", arguments.new_secrets,
      "make new keys, a file for the whole gateway and one for each role, in this folder, "
      "then end");
  app.add_option(
      "--rewrap-data-keys", arguments.rewrap,
      "wrap the card data keys by the key_encryption_key of now instead of this older secrets "
      "file's, then end");
  app.set_version_flag("--version", std::string("pay200-fcgi ") + PAY200_VERSION);
  CLI11_PARSE(app, argc, argv);
  ::mallopt(M_MMAP_THRESHOLD, pay200::kGivenBackFromBytes);
  try {
    return pay200::run(arguments, pay200::command_of(argc, argv), pay200::master::take_handover());
  } catch (const std::exception& failure) {
    std::cerr << "pay200-fcgi: " << failure.what() << "\n";
    return 1;
  }
}
