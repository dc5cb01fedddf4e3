#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "pgctl/doctor/examine.hpp"
#include "pgctl/doctor/running_process.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::uint64_t kMegabyte = std::uint64_t{1024} * 1024;
constexpr std::uint64_t kLeastFree = 1024 * kMegabyte;
constexpr int kFewPercent = 5;
constexpr int kSomePercent = 15;
constexpr std::int64_t kLeastOpenFiles = 4'096;
constexpr std::int64_t kLeastBacklog = 1'024;

Finding examine_clock() {
  timex state{};
  if (::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0) {
    return ok("clock", "kept by NTP");
  }
  return warning("clock", "the kernel does not know of an NTP that keeps it",
                 "timedatectl set-ntp true, or install chrony (in a container: see the host)");
}

Finding examine_disk(const char* path, const struct statvfs& disk) {
  const std::string check = std::string("disk ") + path;
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  const auto percent =
      static_cast<int>(disk.f_blocks == 0 ? 0 : 100 * std::uint64_t{disk.f_bavail} / disk.f_blocks);
  const std::string found =
      std::to_string(free / kMegabyte) + " MiB free, " + std::to_string(percent) + " %";
  const bool without_names =
      disk.f_files > 0 && 100 * std::uint64_t{disk.f_favail} / disk.f_files < 2;
  if (without_names) return failed(check, "almost no inodes are free", "remove what is not needed");
  if (free < kLeastFree || percent < kFewPercent) {
    return failed(check, found, "a full disk stops every payment: make room now");
  }
  if (percent < kSomePercent) return warning(check, found, "make room soon");
  return ok(check, found);
}

/// Where databases and logs are on Debian; each file system once.
Findings examine_disks() {
  Findings findings;
  std::set<unsigned long> seen;
  for (const char* path : {"/var/lib/postgresql", "/var/log", "/"}) {
    struct statvfs disk{};
    if (::statvfs(path, &disk) != 0 || !seen.insert(disk.f_fsid).second) continue;
    findings.push_back(examine_disk(path, disk));
  }
  return findings;
}

/// The soft limit in /proc/<pid>/limits; none if it cannot be read.
std::optional<std::int64_t> open_files_of(const std::string& pid) {
  std::ifstream limits("/proc/" + pid + "/limits");
  const std::string title = "Max open files";
  for (std::string line; std::getline(limits, line);) {
    if (line.compare(0, title.size(), title) != 0) continue;
    std::istringstream rest(line.substr(title.size()));
    std::int64_t soft = 0;
    if (rest >> soft) return soft;
  }
  return std::nullopt;
}

Finding examine_open_files() {
  const auto gateway = find_process([](const std::string& command) {
    const std::string program = command.substr(0, command.find(' '));
    return program.substr(program.rfind('/') + 1) == "pay200-fcgi";
  });
  const std::string whose = gateway ? "pay200-fcgi" : "this shell";
  const auto limit = open_files_of(gateway ? std::to_string(gateway->pid) : "self");
  if (!limit) return warning("open files", "the limit of " + whose + " cannot be read", "use sudo");
  const std::string found = std::to_string(*limit) + " for " + whose;
  if (*limit >= kLeastOpenFiles) return ok("open files", found);
  return warning("open files", found,
                 "set LimitNOFILE=65536 in pay200-fcgi's unit: each connection is one");
}

Finding examine_backlog() {
  std::ifstream file("/proc/sys/net/core/somaxconn");
  std::int64_t backlog = 0;
  if (!(file >> backlog))
    return warning("somaxconn", "cannot be read", "sysctl net.core.somaxconn");
  const std::string found = std::to_string(backlog) + " connections may wait for each listener";
  if (backlog >= kLeastBacklog) return ok("somaxconn", found);
  return warning("somaxconn", found, "sysctl -w net.core.somaxconn=4096");
}

}  // namespace

Findings examine_machine() {
  Findings findings = {examine_clock()};
  for (auto& finding : examine_disks()) findings.push_back(std::move(finding));
  findings.push_back(examine_open_files());
  findings.push_back(examine_backlog());
  return findings;
}

}  // namespace pay200::pgctl
