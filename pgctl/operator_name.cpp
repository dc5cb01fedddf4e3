#include "pgctl/operator_name.hpp"

#include <array>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

#include "core/platform/utf8.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::size_t kMostCharacters = 64;

std::string name_of(uid_t user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16'384> buffer{};
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return "uid " + std::to_string(user);
  }
  return found->pw_name;
}

}  // namespace

std::string operator_name(const std::optional<std::string>& given) {
  const uid_t user = ::getuid();
  const char* caller = std::getenv("SUDO_USER");
  // Anybody can set the variable; from root it is sudo's word.
  const bool by_sudo = user == 0 && caller != nullptr && *caller != '\0';
  std::string own = by_sudo ? caller : name_of(user);
  if (!given || *given == own) return own;
  if (!is_one_line(*given, kMostCharacters)) {
    throw Failure(ExitStatus::kUsage, "--operator: 1 to 64 characters on one line");
  }
  if (user != 0 || by_sudo) {
    throw Failure(ExitStatus::kNotAllowed,
                  "--operator: you are " + own + "; only root itself may act for somebody else");
  }
  return *given;
}

}  // namespace pay200::pgctl
