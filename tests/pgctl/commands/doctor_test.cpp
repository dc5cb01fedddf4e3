#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/pgctl/pgctl.hpp"
#include "tests/support/running_sandbox.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Nothing listens at port 1: no gateway, no nginx, no acquirer.
constexpr const char* kNobody = "http://127.0.0.1:1";

struct Told {
  int status = 0;
  std::map<std::string, json> checks;
  std::string result(const std::string& check) const {
    const auto found = checks.find(check);
    return found == checks.end() ? "not looked at" : found->second["result"].get<std::string>();
  }
  std::string found(const std::string& check) const { return checks.at(check)["found"]; }
  std::string advice(const std::string& check) const { return checks.at(check)["advice"]; }
};

class DoctorTest : public testing::Test {
 protected:
  DoctorTest() { configure("\n[payment]\npublic_base_url = \"" + std::string(kNobody) + "\"\n"); }
  void configure(const std::string& text) {
    std::ofstream(pgctl_.config_file(), std::ios::app) << text;
  }
  Told doctor(std::vector<std::string> more = {}) {
    more.insert(more.begin(), "doctor");
    more.insert(more.end(), {"--output", "json"});
    const auto ended = pgctl_.run(more);
    Told told;
    told.status = ended.status;
    const json answer = json::parse(ended.out);
    for (const auto& item : answer["items"]) told.checks[item["check"]] = item;
    return told;
  }

  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(DoctorTest, WhatIsRightIsOkAndWhatIsNotThereFails) {
  const Told told = doctor();
  EXPECT_EQ(told.status, 1);
  for (const char* check :
       {"configuration", "secrets", "database", "database version", "database schema",
        "database connections", "database clock", "database as pay200_api",
        "database as pay200_link", "database as pay200_relay", "database as pay200_stream"}) {
    EXPECT_EQ(told.result(check), "ok") << check;
  }
  // The tests' own cluster is thrown away with them.
  EXPECT_EQ(told.result("database durability"), "failed");
  EXPECT_THAT(told.found("database durability"), HasSubstr("fsync"));
  for (const char* check : {"gateway", "link", "/healthz", "/readyz"}) {
    EXPECT_EQ(told.result(check), "failed") << check;
    EXPECT_NE(told.advice(check), "") << check;
  }
  EXPECT_EQ(told.result("acquirers"), "warning");
  if (told.result("nginx") == "warning") {
    EXPECT_THAT(told.advice("nginx"), HasSubstr("systemctl start pay200-nginx"));
  }
  for (const char* check : {"nginx", "clock", "open files", "somaxconn"}) {
    EXPECT_NE(told.result(check), "not looked at") << check;
  }
}

TEST_F(DoctorTest, AMissingConfigurationIsTheFirstThingSaid) {
  std::filesystem::remove(pgctl_.config_file());
  const Told told = doctor();
  EXPECT_EQ(told.status, 1);
  EXPECT_EQ(told.result("configuration"), "failed");
  EXPECT_THAT(told.found("configuration"), HasSubstr("No such file"));
  EXPECT_THAT(told.advice("configuration"), HasSubstr("--config"));
  EXPECT_EQ(told.result("everything else"), "failed");
  EXPECT_NE(told.result("clock"), "not looked at");
}

TEST_F(DoctorTest, AnUnreadableConfigurationIsSaidToBe) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  std::filesystem::permissions(pgctl_.config_file(), std::filesystem::perms::none);
  const Told told = doctor();
  EXPECT_THAT(told.found("configuration"), HasSubstr("Permission denied"));
  EXPECT_THAT(told.advice("configuration"), HasSubstr("sudo"));
}

TEST_F(DoctorTest, AGatewayWhoseWebhooksReachItsOwnMachineIsWarned) {
  EXPECT_EQ(doctor().result("webhooks"), "not looked at");
  configure("\n[webhook]\nallow_loopback = true\n");
  const Told told = doctor();
  EXPECT_EQ(told.result("webhooks"), "warning");
  EXPECT_THAT(told.found("webhooks"), HasSubstr("allow_loopback"));
}

TEST_F(DoctorTest, AMistypedKeyIsNamedWithItsLine) {
  configure("\n[fcgi]\nworker = 3\n");
  const Told told = doctor();
  EXPECT_EQ(told.status, 1);
  EXPECT_THAT(told.found("configuration"), HasSubstr("did you mean \"fcgi.workers\"?"));
}

TEST_F(DoctorTest, SecretsThatOthersCanReadFailWithTheCommandThatMendsIt) {
  std::filesystem::permissions(pgctl_.secrets_file(), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const Told told = doctor();
  EXPECT_EQ(told.result("secrets"), "failed");
  EXPECT_THAT(told.found("secrets"), HasSubstr("chmod 600"));
  std::filesystem::remove(pgctl_.secrets_file());
  EXPECT_THAT(doctor().found("secrets"), HasSubstr("No such file"));
}

TEST_F(DoctorTest, ADatabaseThatIsDownIsNamedOnceAndTheRestIsStillLookedAt) {
  std::ofstream(pgctl_.config_file())
      << "secrets_file = \"" << pgctl_.secrets_file()
      << "\"\n[database]\nconninfo = \"host=" << pgctl_.directory().string()
      << " dbname=none\"\n[payment]\npublic_base_url = \"" << kNobody << "\"\n";
  const Told told = doctor();
  EXPECT_EQ(told.status, 1);
  EXPECT_EQ(told.result("database"), "failed");
  EXPECT_THAT(told.advice("database"), HasSubstr("is PostgreSQL running"));
  EXPECT_EQ(told.result("database schema"), "not looked at");
  EXPECT_EQ(told.result("gateway"), "failed");
}

TEST_F(DoctorTest, ASchemaThatIsBehindSaysHowToBringItForward) {
  database_.execute("DELETE FROM pay200.schema_migration WHERE name = '0002_privileges'");
  const Told told = doctor();
  EXPECT_EQ(told.result("database schema"), "failed");
  EXPECT_THAT(told.advice("database schema"), HasSubstr("pgctl db migrate"));
}

TEST_F(DoctorTest, AnAcquirerThatListensWithoutTheLinkIsToldFromOneThatDoesNot) {
  test::RunningSandbox sandbox;
  const auto acquirer = [](const char* name, int port, const char* terminal) {
    return "\n[[acquirer]]\nname = \"" + std::string(name) +
           "\"\nhost = \"127.0.0.1\"\nport = " + std::to_string(port) + "\nterminals = [\"" +
           terminal + "\"]\nacquirer_id = \"410200\"\nonly_test = true\n";
  };
  configure(acquirer("near", sandbox.port(), "PAY20001") + acquirer("far", 1, "PAY20002"));
  const Told told = doctor();
  EXPECT_EQ(told.result("acquirer near"), "failed");
  EXPECT_THAT(told.found("acquirer near"), HasSubstr("nobody is signed on"));
  EXPECT_EQ(told.result("acquirer far"), "failed");
  EXPECT_THAT(told.found("acquirer far"), HasSubstr("refused"));
}

TEST_F(DoctorTest, AWorkerHostsAddressIsReachedAsOne) {
  test::RunningSandbox listens;
  configure("\n[fcgi]\nsocket = \"127.0.0.1:" + std::to_string(listens.port()) + "\"\n");
  const Told told = doctor();
  EXPECT_EQ(told.result("gateway"), "ok") << told.found("gateway");
}

TEST_F(DoctorTest, AnAddressWhereNobodyListensIsNotOne) {
  configure("\n[fcgi]\nsocket = \"[::1]:1\"\n");
  const Told told = doctor();
  EXPECT_EQ(told.result("gateway"), "failed");
  EXPECT_THAT(told.found("gateway"), testing::StartsWith("[::1]:1: "));
  EXPECT_THAT(told.found("gateway"), testing::Not(HasSubstr("No such file")));
}

TEST_F(DoctorTest, APersonSeesOneLineForEachCheckWithWhatToDo) {
  const auto ended = pgctl_.run({"doctor"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.out, HasSubstr("FAILED"));
  EXPECT_THAT(ended.out, HasSubstr(" -> is pay200-fcgi running"));
  EXPECT_THAT(ended.err, testing::ContainsRegex("[0-9]+ checks failed"));
}

}  // namespace
}  // namespace pay200
