#include "dev/bench/figures.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

class FiguresTest : public ::testing::Test {
 protected:
  std::filesystem::path path() const { return directory_.path() / "bench.json"; }

  test::TemporaryDirectory directory_;
};

TEST_F(FiguresTest, APartAddsToWhatOthersHaveLeft) {
  Figures first(path());
  first.set("payments_ratio", 0.8);
  first.write(path());
  Figures second(path());
  second.set("reads_ratio", 0.5);
  second.write(path());
  const Figures all(path());
  EXPECT_EQ(all.get("payments_ratio"), 0.8);
  EXPECT_EQ(all.get("reads_ratio"), 0.5);
}

TEST_F(FiguresTest, WhatIsMeasuredAnewIsForgottenFirst) {
  Figures figures(path());
  figures.set("reads_ratio", 0.5);
  figures.set("pgctl_ms", 20);
  figures.note_run("reads", 0);
  figures.forget("reads");
  EXPECT_EQ(figures.get("reads_ratio"), std::nullopt);
  EXPECT_EQ(figures.get("pgctl_ms"), 20);
  EXPECT_FALSE(figures.json().at("runs").contains("reads"));
}

TEST_F(FiguresTest, APartThatLeavesOneOutIsTold) {
  Figures figures(path());
  figures.set("sdk_gzip_bytes", 9'000);
  EXPECT_THROW(figures.expect_all_of("pages"), std::runtime_error);
  figures.set("app_gzip_bytes", 90'000);
  EXPECT_NO_THROW(figures.expect_all_of("pages"));
}

TEST_F(FiguresTest, AnUnknownKeyIsRefused) {
  Figures figures(path());
  EXPECT_THROW(figures.set("payments_ration", 1), std::logic_error);
}

TEST_F(FiguresTest, ATargetIsReachedOnItsOwnSide) {
  Figures figures(path());
  figures.set("payments_ratio", 0.99);
  figures.set("pgctl_ms", 30);
  EXPECT_FALSE(figures.reached("payments_ratio"));
  EXPECT_TRUE(figures.reached("pgctl_ms"));
  figures.set("payments_ratio", 1.0);
  figures.set("pgctl_ms", 31);
  EXPECT_TRUE(figures.reached("payments_ratio"));
  EXPECT_FALSE(figures.reached("pgctl_ms"));
}

}  // namespace
}  // namespace pay200::dev
