#include "dev/bench/bench.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "dev/bench/figures.hpp"
#include "dev/private_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::dev {
namespace {

/// As the page lists it.
std::string row_of(const std::string& key) { return "| `" + key + "` |"; }

TEST(BenchTest, EveryFigureIsListedInThePageThatIsPublished) {
  const std::string page =
      read_file(std::filesystem::path(PAY200_SOURCE_DIR) / "docs/performance.md");
  for (const FigureKey& key : figure_keys()) {
    EXPECT_NE(page.find(row_of(key.key)), std::string::npos) << key.key;
  }
}

/// So short, and beside other tests, that its figures mean nothing; that it measures does.
TEST(BenchTest, TheQuickModeMeasuresPaymentsAndLookUpsAgainstTheirLimits) {
  test::TemporaryDirectory directory;
  BenchOptions options;
  options.bin_directory = PAY200_BIN_DIR;
  options.json = directory.path() / "var/bench.json";
  options.page = directory.path() / "docs/performance.md";
  options.quick = true;
  options.clients = 4;
  options.slices = 1;
  options.seconds = 1;
  ASSERT_EQ(run_bench(options), 0);

  const auto json = nlohmann::json::parse(read_file(options.json));
  for (const FigureKey& key : figure_keys()) {
    const bool quick = std::string(key.part) == "payments" || std::string(key.part) == "reads";
    EXPECT_EQ(json.contains(key.key), quick) << key.key;
  }
  for (const char* key :
       {"payments_per_s", "payments_limit_per_s", "payments_ratio", "payments_commits",
        "payments_wal_bytes", "payments_cpu_postgresql_us", "payments_cpu_api_us", "reads_per_s",
        "reads_limit_per_s", "reads_ratio", "payments_generator_share"}) {
    EXPECT_GT(json.value(key, 0.0), 0) << key;
  }
  // Three transitions and the PIN at least: were it fewer, something would not be done.
  EXPECT_GE(json.value("payments_commits", 0.0), 4);
  for (const auto& [name, value] : json.items()) {
    if (value.is_number()) {
      EXPECT_NO_THROW(figure_key(name)) << name;
    }
  }
  EXPECT_TRUE(json.at("runs").at("payments").contains("commit"));

  const std::string page = read_file(options.page);
  EXPECT_NE(page.find(row_of("payments_ratio")), std::string::npos);
  EXPECT_NE(page.find("performance.svg"), std::string::npos);
  EXPECT_NE(read_file(directory.path() / "docs/performance.svg").find("payments_ratio"),
            std::string::npos);
}

}  // namespace
}  // namespace pay200::dev
