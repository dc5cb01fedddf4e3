#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pgctl/pgctl.hpp"

namespace pay200 {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class HolidayLoadTest : public testing::Test {
 protected:
  std::string written(const std::string& text) {
    const std::string path = pgctl_.directory() / "year.csv";
    std::ofstream(path) << text;
    return path;
  }
  dev::Finished load(std::vector<std::string> more) {
    more.insert(more.begin(), {"holiday", "load"});
    return pgctl_.run(more);
  }
  std::string count() { return database_.execute("SELECT count(*) FROM pay200.bank_holiday"); }

  const std::string k2028_ = "date,name\n2028-01-01,신정\n2028-12-25,성탄절\n";
  test::TestDatabase database_;
  test::Pgctl pgctl_{database_};
};

TEST_F(HolidayLoadTest, AYearIsLoadedAndListed) {
  const auto loaded = load({written(k2028_), "--yes", "--output", "json"});
  EXPECT_EQ(loaded.status, 0) << loaded.err;
  EXPECT_EQ(json::parse(loaded.out)["items"][0],
            (json{{"date", "2028-01-01"}, {"weekday", "Sat"}, {"name", "신정"}}));
  EXPECT_EQ(count(), "48\n");
  EXPECT_THAT(pgctl_.run({"audit", "list", "--noun", "day"}).out, HasSubstr("load-holidays"));
  const auto again = load({written(k2028_)});
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(again.err, "pgctl: 2028 is known so already; nothing changed\n");
  const auto listed = pgctl_.run({"holiday", "list", "--year", "2028", "--output", "csv"});
  EXPECT_EQ(listed.out, "date,weekday,name\n2028-01-01,Sat,신정\n2028-12-25,Mon,성탄절\n");
}

TEST_F(HolidayLoadTest, TheShippedFileChangesNothing) {
  const auto same = load({PAY200_SOURCE_DIR "/deploy/bank_holidays/2027.csv"});
  EXPECT_EQ(same.status, 0) << same.err;
  EXPECT_EQ(same.err, "pgctl: 2027 is known so already; nothing changed\n");
}

TEST_F(HolidayLoadTest, APersonIsShownWhatChanges) {
  const auto asked = pgctl_.at_terminal({"holiday", "load", written(k2028_)}, {"n"});
  EXPECT_EQ(asked.status, 1);
  EXPECT_THAT(asked.out, HasSubstr("Change the bank holidays of 2028?\n  + 2028-01-01 신정\n"));
  EXPECT_EQ(count(), "46\n");
}

TEST_F(HolidayLoadTest, ADryRunChangesNothing) {
  const auto tried = load({written(k2028_), "--dry-run"});
  EXPECT_EQ(tried.status, 0);
  EXPECT_THAT(tried.err, HasSubstr("2 would be added, 0 removed"));
  EXPECT_EQ(count(), "46\n");
}

TEST_F(HolidayLoadTest, WhatIsWrongIsRefusedWhole) {
  const auto half = load({written("date,name\n2028-01-01,신정\n"), "--yes"});
  EXPECT_EQ(half.status, 2);
  EXPECT_THAT(half.err, HasSubstr("not a whole year"));
  const auto spoilt = load({written(k2028_ + "2028-02-30,x\n"), "--yes"});
  EXPECT_EQ(spoilt.status, 2);
  EXPECT_THAT(spoilt.err, HasSubstr("year.csv: line 4: must look like"));
  EXPECT_EQ(load({"/nonexistent.csv", "--yes"}).status, 1);
  EXPECT_EQ(load({written(k2028_)}).status, 2) << "nobody is there to ask";
  EXPECT_EQ(pgctl_.run({"holiday", "list", "--year", "26"}).status, 2);
  EXPECT_EQ(count(), "46\n");
}

}  // namespace
}  // namespace pay200
