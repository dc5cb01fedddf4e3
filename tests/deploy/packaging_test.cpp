// What the packages' scripts, cron's lines and the guide's commands do, with programs in their
// place that only write down what they are asked for. On a machine of their own they are tried by
// make check-deb.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "dev/private_file.hpp"
#include "dev/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string source(const std::string& path) { return dev::read_file(PAY200_SOURCE_DIR "/" + path); }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  EXPECT_NE(text.find(what), std::string::npos) << what;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// All of these words in a text.
std::set<std::string> words_in(const std::string& text, const char* pattern) {
  const std::regex word(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at) {
    found.insert(at->str());
  }
  return found;
}

/// A block of docs/operating.md that is marked <!-- run: name -->.
std::string guide(const std::string& name) {
  const std::string text = source("docs/operating.md");
  const std::string mark = "<!-- run: " + name + " -->\n```sh\n";
  const auto at = text.find(mark);
  if (at == std::string::npos) return {};
  return text.substr(at + mark.size(), text.find("```", at + mark.size()) - at - mark.size());
}

class PackagingTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (directory_.path() / name).string(); }

  /// A program that writes down how it is called, does that, and ends with this status, unless 0
  /// and what it does ends with another.
  void put(const std::string& name, int status = 0, const std::string& says = "") {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << "#!/bin/sh\necho \"$(basename \"$0\") $*\" >>" << path("asked")
                              << "\nset -e\n"
                              << says << "\nexit " << status << "\n";
    ::chmod(path(name).c_str(), 0755);
  }
  std::string asked() {
    std::string text = fs::exists(path("asked")) ? dev::read_file(path("asked")) : "";
    fs::remove(path("asked"));
    return text;
  }

  /// Cron's file, installed below a prefix that is on nobody's PATH.
  void read_cron() {
    const std::string deploy = PAY200_SOURCE_DIR "/deploy/";
    const auto installed = dev::run(
        {.argv = {"cmake", "-DSOURCE=" + deploy + "pay200.cron", "-DPLACE=/etc/cron.d/pay200",
                  "-DCMAKE_INSTALL_PREFIX=" + path("usr"), "-P", deploy + "install_text.cmake"},
         .env = {{"DESTDIR", path("root")}}});
    EXPECT_EQ(installed.status, 0) << installed.err;
    std::istringstream lines(replaced(
        replaced(dev::read_file(path("root/etc/cron.d/pay200")), "/var/log/pay200/", path("log/")),
        "/run/pay200/", path("log/")));
    fs::create_directories(path("log"));
    static const std::regex variable("([A-Z]+)=(.*)");
    static const std::regex job("#(?:\\S+ ){5}pay200 (.*)");
    for (std::string line; std::getline(lines, line);) {
      std::smatch parts;
      if (std::regex_match(line, parts, variable)) variables_.push_back(line);
      if (std::regex_match(line, parts, job)) jobs_.push_back(parts[1]);
    }
  }

  /// What cron would send: it runs a job with what the file itself sets, and no more.
  std::string mail_of(const std::string& job) {
    std::vector<std::string> argv = {"env", "-i"};
    argv.insert(argv.end(), variables_.begin(), variables_.end());
    argv.insert(argv.end(), {"sh", "-c", job});
    const auto ran = dev::run({.argv = argv});
    return ran.out + ran.err;
  }

  TemporaryDirectory directory_;
  std::vector<std::string> variables_, jobs_;  ///< cron's
};

TEST_F(PackagingTest, AnUpgradeIsReloadedOnlyOnceTheDatabaseHasItsSchema) {
  for (const char* name : {"systemd-sysusers", "systemd-tmpfiles"}) {
    put("bin/" + std::string(name));
  }
  std::ofstream(path("postinst")) << replaced(source("deploy/debian/pay200.postinst"),
                                              "/run/systemd/system", path("bin"));
  /// With those units running, and a pgctl that lists this and ends with that.
  const auto configure = [&](const std::string& running, const std::string& listed, int status) {
    put("bin/systemctl", 0, "[ $1 != is-active ] || [ \"${3#" + running + "}\" != \"$3\" ]");
    put("bin/pgctl", status, "echo " + listed);
    auto ended = dev::run({.argv = {"sh", path("postinst"), "configure", "1.0"},
                           .env = {{"PATH", path("bin") + ":/usr/bin:/bin"}}});
    EXPECT_EQ(ended.status, 0) << ended.err;
    return ended.err;
  };
  const std::string behind = configure("pay200@", "pending", 1);
  EXPECT_THAT(behind, HasSubstr("pgctl db migrate, then systemctl reload pay200@link.service"));
  EXPECT_THAT(asked(), Not(HasSubstr("systemctl reload")));
  const std::string away = configure("pay200.", "", 1);
  EXPECT_THAT(away, HasSubstr("cannot ask the database"));
  EXPECT_THAT(away, HasSubstr("systemctl reload pay200.service\n"));
  EXPECT_THAT(asked(), Not(HasSubstr("systemctl reload")));
  EXPECT_EQ(configure("pay200.", "current", 0), "");
  EXPECT_THAT(asked(), AllOf(HasSubstr("systemctl reload pay200.service\n"),
                             Not(HasSubstr("systemctl reload pay200@"))));
  EXPECT_EQ(configure("nothing", "", 1), "") << "there is no old program";
  EXPECT_THAT(asked(), Not(HasSubstr("pgctl")));
}

TEST_F(PackagingTest, APurgeLeavesTheAcquirersFiles) {
  put("bin/systemctl");
  std::string script = source("deploy/debian/pay200.postrm");
  for (const char* place : {"/run/", "/etc/", "/var/"}) {
    script = replaced(script, " " + std::string(place), " " + path("root") + place);
  }
  std::ofstream(path("postrm")) << script;
  for (const char* folder :
       {"root/var/lib/pay200/clearing/a/done", "root/var/lib/pay200/clearing/b",
        "root/etc/pay200/secrets", "root/var/log/pay200"}) {
    fs::create_directories(path(folder));
  }
  const std::string kept = path("root/var/lib/pay200/clearing/a/done/2026-11-23.clr");
  const auto purge = [&] {
    const auto purged = dev::run({.argv = {"sh", path("postrm"), "purge"},
                                  .env = {{"PATH", path("bin") + ":/usr/bin:/bin"}}});
    EXPECT_EQ(purged.status, 0) << purged.err;
  };
  std::ofstream(kept) << "x";
  purge();
  EXPECT_TRUE(fs::exists(kept));
  EXPECT_FALSE(fs::exists(path("root/var/lib/pay200/clearing/b")));
  EXPECT_FALSE(fs::exists(path("root/etc/pay200")));
  EXPECT_FALSE(fs::exists(path("root/var/log/pay200")));
  fs::remove(kept);
  purge();
  EXPECT_FALSE(fs::exists(path("root/var/lib/pay200")));
}

TEST_F(PackagingTest, WhatDoesNotEndWellAtNightIsSentToRootAndWhatDoesIsNot) {
  read_cron();
  ASSERT_EQ(jobs_.size(), 2U);
  EXPECT_THAT(variables_, testing::Contains("MAILTO=root"));
  for (const auto& job : jobs_) {
    EXPECT_EQ(job.find('%'), std::string::npos) << "cron ends the line there";
    EXPECT_EQ(mail_of(job), "") << "the package has been removed";
  }
  put("usr/lib/pay200/night", 0, "echo \"it says $PGCTL\"");
  put("usr/bin/pgctl", 0, "echo fine; echo fine >&2");
  for (const auto& job : jobs_) EXPECT_EQ(mail_of(job), "") << job;
  EXPECT_EQ(asked(), "night \npgctl db check\n");
  EXPECT_EQ(dev::read_file(path("log/night.log")), "it says " + path("usr/bin/pgctl") + "\n");

  put("usr/lib/pay200/night", 8);
  put("usr/bin/pgctl", 8, "echo entries_sum_to_zero");
  EXPECT_EQ(mail_of(jobs_[0]),
            "pay200: the night ended with 8; " + path("log/night.log") + " says why\n");
  EXPECT_EQ(mail_of(jobs_[1]), "pay200: db check ended with 8: entries_sum_to_zero\n");
}

TEST_F(PackagingTest, ACheckThatIsStillAtWorkIsNotBegunAgain) {
  read_cron();
  put("usr/bin/pgctl");
  const auto both = dev::run(
      {.argv = {"flock", path("log/db_check.lock"), "env", "-i", "PGCTL=" + path("usr/bin/pgctl"),
                "PATH=/usr/bin:/bin", "sh", "-c", jobs_.at(1)}});
  EXPECT_EQ(both.out + both.err, "");
  EXPECT_EQ(asked(), "");
}

/// A line for all users would lock out `postgres`, and with it the back-up.
TEST_F(PackagingTest, TheGuidesLinesOfPostgresAreOfOurRolesAlone) {
  const std::set<std::string> roles =
      words_in(source("deploy/create_database.sql"), "pay200_[a-z]+");
  ASSERT_EQ(roles.size(), 6U);
  const fs::path main = directory_.path() / "main";
  fs::create_directories(main);
  std::ofstream(main / "pg_hba.conf") << "local all postgres peer\n";
  std::ofstream(main / "pg_ident.conf") << "";
  put("bin/sudo");
  const auto done =
      dev::run({.argv = {"bash", "-euo", "pipefail", "-c",
                         replaced(guide("connections"), "/etc/postgresql/*/main", main.string())},
                .env = {{"PATH", path("bin") + ":/usr/bin:/bin"}}});
  ASSERT_EQ(done.status, 0) << done.err;
  std::istringstream hba(dev::read_file(main / "pg_hba.conf"));
  std::string kind, databases, users, method, map;
  hba >> kind >> databases >> users >> method >> map;
  EXPECT_EQ(kind + method + map, "localpeermap=pay200");
  EXPECT_EQ(databases, "pay200,pay200_drill");
  EXPECT_EQ(words_in(users, "[^,]+"), roles);
  EXPECT_EQ(words_in(dev::read_file(main / "pg_ident.conf"), "pay200_[a-z]+"), roles);
  EXPECT_THAT(guide("drill"), Not(HasSubstr("pg_hba")));
  EXPECT_THAT(guide("drill"), HasSubstr("restore \"$copy\" pay200_drill"));
}

/// What the new version takes from PUBLIC is in no migration.
TEST_F(PackagingTest, AnUpgradeByTheGuideGivesTheRolesTheirRightsAnew) {
  const std::string upgrade = guide("migrate");
  EXPECT_LT(upgrade.find("/usr/share/pay200/create_database.sql"),
            upgrade.find("pgctl db migrate"));
  EXPECT_LT(upgrade.find("pgctl db migrate"), upgrade.find("systemctl reload pay200"));
  EXPECT_THAT(source("deploy/debian/control"), HasSubstr("mail-transport-agent"));
}

/// A bare Debian has no /bin/kill.
TEST_F(PackagingTest, WhatTheUnitsReloadByComesWithThePackages) {
  const std::string control = source("deploy/debian/control");
  for (const char* unit : {"pay200", "pay200@", "pay200-nginx"}) {
    const std::string text = source("deploy/systemd/" + std::string(unit) + ".service");
    EXPECT_THAT(text, HasSubstr("ExecReload=/bin/kill ")) << unit;
  }
  EXPECT_THAT(control, HasSubstr("Package: pay200\nArchitecture: any\nDepends: procps, "));
  EXPECT_THAT(control, HasSubstr("Package: pay200-nginx\nArchitecture: all\nDepends: nginx-light | "
                                 "nginx, openssl, procps, "));
}

TEST_F(PackagingTest, TheSiteHasAPidAndAFolderOfLogsOfItsOwn) {
  const std::string unit = source("deploy/systemd/pay200-nginx.service");
  const std::string site = source("nginx/pay200.conf");
  const std::string rotation = source("deploy/pay200-nginx.logrotate");
  EXPECT_THAT(site, HasSubstr("\npid /run/pay200-nginx.pid;"));
  // A configuration that an operator has kept from before names another one.
  EXPECT_THAT(unit, Not(HasSubstr("\nPIDFile=")));
  EXPECT_THAT(rotation, HasSubstr("$(cat /run/pay200-nginx.pid)"));
  // A conflict alone is in no order: both would start and end at once.
  EXPECT_TRUE(std::regex_search(unit, std::regex("\nAfter=.* nginx\\.service\n")));
  EXPECT_THAT(unit, HasSubstr("\nConflicts=nginx.service\n"));
  EXPECT_THAT(guide("start"), HasSubstr("systemctl disable --now nginx\n"));
  EXPECT_THAT(guide("roles"), HasSubstr("systemctl disable pay200\n"));
  // Root opens them, so no other user may have a hand in their folder.
  EXPECT_EQ(words_in(site, "/var/log/[a-z0-9-]+"), std::set<std::string>{"/var/log/pay200-nginx"});
  EXPECT_THAT(rotation, HasSubstr("/var/log/pay200-nginx/*.log {"));
  EXPECT_THAT(source("deploy/pay200-nginx.tmpfiles"),
              HasSubstr("\nd /var/log/pay200-nginx 0750 root www-data -\n"));
}

}  // namespace
}  // namespace pay200::test
