// `make install` into a folder: what is there, and that systemd and logrotate understand it.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <regex>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "core/platform/config.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/secrets.hpp"
#include "dev/private_file.hpp"
#include "dev/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;

dev::Finished install(const fs::path& destination) {
  return dev::run(
      {.argv = {"cmake", "--install", std::string(PAY200_BIN_DIR) + "/..", "--prefix", "/usr"},
       .env = {{"DESTDIR", destination.string()}}},
      std::chrono::minutes(4));
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

class InstallTest : public testing::Test {
 protected:
  /// Once for all: sanitized programs are large.
  static void SetUpTestSuite() {
    directory_ = std::make_unique<TemporaryDirectory>();
    const auto done = install(root());
    ASSERT_EQ(done.status, 0) << done.err;
  }
  static void TearDownTestSuite() { directory_.reset(); }

  static fs::path root() { return directory_->path() / "root"; }
  static fs::path at(const std::string& path) { return root() / path.substr(1); }
  static mode_t mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }
  static std::vector<fs::path> units() {
    std::vector<fs::path> found;
    for (const auto& file : fs::directory_iterator(at("/usr/lib/systemd/system"))) {
      found.push_back(file.path());
    }
    return found;
  }

  static std::unique_ptr<TemporaryDirectory> directory_;
};

std::unique_ptr<TemporaryDirectory> InstallTest::directory_;

TEST_F(InstallTest, EverythingHasItsPlace) {
  for (const char* program : {"/usr/sbin/pay200-fcgi", "/usr/bin/pgctl", "/usr/bin/pay200-sandbox",
                              "/usr/lib/pay200/night", "/usr/lib/pay200/first-payment"}) {
    EXPECT_EQ(mode_of(at(program)), 0755U) << program;
  }
  for (const char* file :
       {"/etc/pay200/pay200.toml", "/etc/cron.d/pay200", "/etc/logrotate.d/pay200",
        "/etc/logrotate.d/pay200-nginx", "/etc/pay200/nginx/pay200.conf",
        "/etc/pay200/nginx/snippets/locations.conf", "/usr/share/pay200/openapi.json",
        "/usr/share/pay200/create_database.sql", "/usr/share/pay200/monitoring/alerts.yml",
        "/usr/share/pay200/bank_holidays/2027.csv", "/usr/share/doc/pay200/operating.md",
        "/usr/share/doc/pay200/pgctl.md", "/usr/lib/sysusers.d/pay200.conf",
        "/usr/lib/tmpfiles.d/pay200.conf"}) {
    EXPECT_EQ(mode_of(at(file)), 0644U) << file;
  }
  EXPECT_FALSE(fs::exists(at("/etc/pay200/nginx/development.conf")));
  EXPECT_TRUE(load_config(at("/etc/pay200/pay200.toml")));
}

TEST_F(InstallTest, TheSecondTimeAnOperatorsChangesStay) {
  const fs::path config = at("/etc/pay200/pay200.toml");
  const std::string shipped = dev::read_file(config);
  std::ofstream(config, std::ios::app) << "# mine\n";
  const auto again = install(root());
  ASSERT_EQ(again.status, 0) << again.err;
  EXPECT_EQ(dev::read_file(config), shipped + "# mine\n");
  EXPECT_EQ(dev::read_file(config.string() + ".new"), shipped);
  EXPECT_FALSE(fs::exists(at("/etc/cron.d/pay200.new")));
  fs::remove(config.string() + ".new");
  dev::write_private_file(config, shipped);
  ::chmod(config.c_str(), 0644);
}

/// The programs are looked for where the units say.
TEST_F(InstallTest, SystemdUnderstandsTheUnits) {
  const fs::path folder = directory_->path() / "units";
  fs::create_directories(folder);
  std::vector<std::string> command = {"systemd-analyze", "verify", "--man=no"};
  for (const auto& unit : units()) {
    std::string name = unit.filename();
    const std::string text =
        replaced(replaced(dev::read_file(unit), "/usr/sbin/pay200-", at("/usr/sbin/pay200-")),
                 "/usr/bin/pay200-", at("/usr/bin/pay200-"));
    std::ofstream(folder / name) << text;
    command.push_back((folder / replaced(name, "@.", "@api.")).string());
  }
  ASSERT_EQ(command.size(), 3U + 4U);
  const auto verified = dev::run({.argv = command});
  std::istringstream lines(verified.out + verified.err);
  // Other packages' units have faults of their own.
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.find("pay200"), std::string::npos) << line;
  }
}

TEST_F(InstallTest, EveryUnitOfOursIsHardened) {
  int looked_at = 0;
  for (const auto& unit : units()) {
    const std::string text = dev::read_file(unit);
    for (const char* wanted :
         {"NoNewPrivileges=yes", "PrivateTmp=yes", "LimitCORE=0", "ProtectHome=yes",
          "ProtectKernelModules=yes", "RestrictNamespaces=yes",
          "CapabilityBoundingSet=", "SystemCallArchitectures=native", "PrivateDevices=yes"}) {
      EXPECT_NE(text.find(std::string(wanted)), std::string::npos) << unit << " " << wanted;
    }
    ++looked_at;
    if (unit.filename() == "pay200-nginx.service") continue;  // it opens port 443, and changes user
    for (const char* wanted : {"\nCapabilityBoundingSet=\n", "\nProtectSystem=strict\n",
                               "\nMemoryDenyWriteExecute=yes\n", "\nSystemCallFilter="}) {
      EXPECT_NE(text.find(wanted), std::string::npos) << unit << " " << wanted;
    }
  }
  EXPECT_EQ(looked_at, 4);
}

/// A role's unit differs from the whole one in what is its own.
TEST_F(InstallTest, ARolesUnitSeesItsKeysAlone) {
  const std::string text = dev::read_file(at("/usr/lib/systemd/system/pay200@.service"));
  EXPECT_NE(text.find("TemporaryFileSystem=/etc/pay200/secrets:ro\n"
                      "BindReadOnlyPaths=/etc/pay200/secrets/%i.toml\n"),
            std::string::npos);
  EXPECT_NE(text.find("PAY200_SECRETS_FILE=/etc/pay200/secrets/%i.toml\n"), std::string::npos);
  EXPECT_NE(text.find("--role=%i\n"), std::string::npos);
}

TEST_F(InstallTest, NewSecretsAreForEachRoleWhatItMayHold) {
  const fs::path folder = directory_->path() / "secrets";
  fs::create_directories(folder);
  const std::vector<std::string> make = {at("/usr/sbin/pay200-fcgi"), "--new-secrets",
                                         folder.string()};
  ASSERT_EQ(dev::run({.argv = make}).status, 0);
  const auto whole = load_secrets(folder / "gateway.toml", SecretsFor::kLink);
  const auto link = load_secrets(folder / "link.toml", SecretsFor::kLink);
  ASSERT_TRUE(whole && link);
  EXPECT_EQ(link->key_encryption_key, whole->key_encryption_key);
  EXPECT_TRUE(load_secrets(folder / "operator.toml", SecretsFor::kOperator));
  const std::string config = at("/etc/pay200/pay200.toml");
  for (const std::string held : {"api", "relay", "link", "stream"}) {
    EXPECT_EQ(mode_of(folder / (held + ".toml")), 0600U);
    for (const std::string asked : {"api", "relay", "link"}) {
      const auto checked =
          dev::run({.argv = {at("/usr/sbin/pay200-fcgi"), "--config", config, "--check-config",
                             "--role=" + asked},
                    .env = {{"PAY200_SECRETS_FILE", (folder / (held + ".toml")).string()}}});
      // The api may hold what the relay may, and more.
      const bool fits = held == asked || (held == "api" && asked == "relay");
      EXPECT_EQ(checked.status, fits ? 0 : 1) << held << " for " << asked << ": " << checked.err;
    }
  }
  const std::string before = dev::read_file(folder / "gateway.toml");
  EXPECT_EQ(dev::run({.argv = make}).status, 1) << "keys were written over";
  EXPECT_EQ(dev::read_file(folder / "gateway.toml"), before);
}

TEST_F(InstallTest, LogrotateTurnsTheLogsOver) {
  const fs::path logs = directory_->path() / "logs";
  fs::create_directories(logs);
  ::chmod(logs.c_str(), 0750);
  for (const char* name : {"night.log", "access.log"}) std::ofstream(logs / name) << "a line\n";
  const std::string me =
      std::string(::getpwuid(::geteuid())->pw_name) + " " + ::getgrgid(::getegid())->gr_name;
  for (const char* name : {"pay200", "pay200-nginx"}) {
    std::string text = dev::read_file(at("/etc/logrotate.d/" + std::string(name)));
    text = replaced(replaced(text, "pay200 pay200", me), "/var/log/" + std::string(name), logs);
    const fs::path config = directory_->path() / ("logrotate-" + std::string(name));
    dev::write_private_file(config, replaced(text, "/run/pay200-nginx.pid", "/nonexistent"));
    const auto turned = dev::run({.argv = {"logrotate", "--force", "--state",
                                           (directory_->path() / "state").string(), config}});
    EXPECT_EQ(turned.status, 0) << turned.err;
  }
  EXPECT_TRUE(fs::exists(logs / "night.log.1"));
  EXPECT_TRUE(fs::exists(logs / "access.log.1"));
  EXPECT_EQ(mode_of(logs / "night.log"), 0640U);
}

TEST_F(InstallTest, UsersAndFoldersAreMadeAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root: users and owners in a folder of its own";
  const fs::path other = directory_->path() / "users";
  fs::create_directories(other / "etc");
  fs::create_directories(other / "usr/lib");
  fs::copy(at("/usr/lib/sysusers.d"), other / "usr/lib/sysusers.d");
  fs::copy(at("/usr/lib/tmpfiles.d"), other / "usr/lib/tmpfiles.d");
  std::ofstream(other / "etc/passwd")
      << "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/false\n";
  std::ofstream(other / "etc/group") << "root:x:0:\nwww-data:x:33:\n";
  const auto users = dev::run({.argv = {"systemd-sysusers", "--root=" + other.string()}});
  ASSERT_EQ(users.status, 0) << users.err;
  EXPECT_TRUE(std::regex_search(dev::read_file(other / "etc/group"),
                                std::regex("(^|\n)pay200:x:[0-9]+:www-data")));
  const auto folders =
      dev::run({.argv = {"systemd-tmpfiles", "--create", "--root=" + other.string(), "pay200.conf",
                         "pay200-nginx.conf"}});
  ASSERT_EQ(folders.status, 0) << folders.err;
  struct stat secrets{};
  ASSERT_EQ(::stat((other / "etc/pay200/secrets").c_str(), &secrets), 0);
  EXPECT_EQ(secrets.st_mode & 07777, 0700U);
  EXPECT_NE(secrets.st_uid, 0U);
  EXPECT_EQ(mode_of(other / "run/pay200"), 0750U);
  struct stat logs{};
  ASSERT_EQ(::stat((other / "var/log/pay200-nginx").c_str(), &logs), 0);
  EXPECT_EQ(logs.st_mode & 07777, 0750U);
  EXPECT_EQ(logs.st_uid, 0U);
  EXPECT_EQ(logs.st_gid, 33U);
}

/// With a pgctl that only writes down what it is asked for.
TEST_F(InstallTest, WhatDoesNotEndWellHoldsUpNobodyElse) {
  const fs::path folder = directory_->path() / "night";
  const fs::path files = folder / "files/sandbox";
  fs::create_directories(files);
  fs::create_directories(folder / "files/other");
  const fs::path pgctl = folder / "pgctl";
  std::ofstream(pgctl)
      << "#!/bin/sh\ncd " << folder.string() << "\n"
      << "[ \"$1 $2\" != 'reconcile show' ] || exec cat shown\n"
      << "echo \"$@\" >>asked\n"
      << "[ \"$1 $2\" != 'reconcile run' ] || [ ! -e \"$8\" ] || exit $(head -c 1 \"$8\")\n";
  ::chmod(pgctl.c_str(), 0755);
  const auto put = [&](const char* name, const std::string& text) {
    std::ofstream(files / name) << text;
  };
  const auto show = [&](const std::string& state, const std::string& sha256) {
    std::ofstream(folder / "shown")
        << "{\"state\": \"" << state << "\",\n \"sha256\": \"" << sha256 << "\"}\n";
  };
  const auto night = [&] {
    return dev::run({.argv = {at("/usr/lib/pay200/night"), (folder / "files").string()},
                     .env = {{"PGCTL", pgctl.string()}, {"NIGHT_PAUSE_S", "0"}}});
  };
  const auto asked = [&] {
    const std::string text = replaced(dev::read_file(folder / "asked"), files.string(), "");
    fs::remove(folder / "asked");
    return text;
  };
  const auto close = [](const std::string& more) {
    return "day close --acquirer sandbox" + more + "\n";
  };
  const auto day = [&](const std::string& date) {
    return "reconcile run --acquirer sandbox --day " + date + " --file /" + date + ".clr\n";
  };
  const std::string other = "day close --acquirer other\nday status --acquirer other\n";
  const std::string status = "day status --acquirer sandbox\n";
  const std::string settle =
      "settle run --live\nsettle run\nsettle trust --live --advances-aside\n";
  const std::string close_23 = close(" --day 2026-11-23"), close_24 = close(" --day 2026-11-24");

  // Refused, or something of it still to be decided: the acquirer's later files wait.
  const std::string sha256 = crypto::to_hex(crypto::sha256("8 of the day\n"));
  const std::string good = "8 of the day\n" + sha256 + "\n";
  put("2026-11-23.clr", good);
  put("2026-11-24.clr", "0");
  put("2026-11-25.part", "0");
  show("matched", sha256);
  const auto stopped = night();
  EXPECT_EQ(stopped.status, 8) << stopped.out << stopped.err;
  EXPECT_NE(stopped.out.find("ended with 8"), std::string::npos) << stopped.out;
  EXPECT_EQ(asked(),
            other + close("") + close_23 + day("2026-11-23") + day("2026-11-23") + status + settle);
  EXPECT_TRUE(fs::exists(files / "2026-11-23.clr"));

  // Taken, with differences: they wait for a person, and nothing for them. And a file of other
  // contents.
  put("2026-11-22.clr", "5");
  show("done", sha256);
  const auto whole = night();
  EXPECT_EQ(whole.status, 5) << whole.out << whole.err;
  EXPECT_EQ(asked(), other + close("") + close(" --day 2026-11-22") + day("2026-11-22") + close_23 +
                         day("2026-11-23") + day("2026-11-23") + close_24 + day("2026-11-24") +
                         status + settle);
  EXPECT_TRUE(fs::exists(files / "refused/2026-11-22.clr"));
  EXPECT_TRUE(fs::exists(files / "done/2026-11-23.clr"));
  EXPECT_TRUE(fs::exists(files / "done/2026-11-24.clr"));
  EXPECT_TRUE(fs::exists(files / "2026-11-25.part"));
  EXPECT_EQ(night().status, 0);
  EXPECT_EQ(asked(), other + close("") + status + settle);

  // Of a day that is reconciled: truncated, tampered with, or altered behind. What money was
  // settled by stays, and so does what was refused before; later files do not wait.
  for (const std::string& spoilt : {good.substr(0, 20), "8 of a day\n" + sha256 + "\n",
                                    "8 of the day\n0" + sha256.substr(1) + "\n"}) {
    put("2026-11-23.clr", spoilt);
    put("2026-11-24.clr", "0 again");
    EXPECT_EQ(night().status, 8);
    EXPECT_EQ(dev::read_file(files / "refused/2026-11-23.clr"), spoilt);
    EXPECT_EQ(dev::read_file(files / "done/2026-11-23.clr"), good);
    EXPECT_FALSE(fs::exists(files / "2026-11-24.clr"));
  }
  EXPECT_EQ(dev::read_file(files / "refused/2026-11-23.clr.~1~"), good.substr(0, 20));
  // The same once more is no other one.
  put("2026-11-23.clr", good);
  EXPECT_EQ(night().status, 8);
  EXPECT_FALSE(fs::exists(files / "2026-11-23.clr"));
  EXPECT_EQ(dev::read_file(files / "done/2026-11-23.clr"), good);
  EXPECT_FALSE(fs::exists(files / "refused/2026-11-23.clr.~3~"));
}

/// pgctl's own parser, without doing anything.
TEST_F(InstallTest, PgctlKnowsWhatTheNightAsksFor) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"day", "close", "--acquirer", "sandbox", "--day", "2026-11-23", "--help"},
           {"reconcile", "run", "--acquirer", "a", "--day", "2026-11-23", "--file", "f", "--help"},
           {"settle", "run", "--live", "--help"},
           {"settle", "trust", "--live", "--advances-aside", "--help"},
           {"db", "check", "--output", "json", "--help"}}) {
    std::vector<std::string> argv = {at("/usr/bin/pgctl")};
    argv.insert(argv.end(), words.begin(), words.end());
    const auto helped = dev::run({.argv = argv});
    EXPECT_EQ(helped.status, 0) << helped.err;
    for (const auto& word : words) {
      if (word.starts_with("--") && word != "--help" && word != "--live" && word != "--output") {
        EXPECT_NE(helped.out.find(word), std::string::npos) << word;
      }
    }
  }
}

}  // namespace
}  // namespace pay200::test
