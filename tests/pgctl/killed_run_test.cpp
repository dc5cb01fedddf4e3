// The runs of the day, killed at every statement that they make and started again; and two of them
// at once.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "tests/pgctl/commands/settled_world.hpp"
#include "tests/support/clearing_day.hpp"
#include "tests/support/comes_true.hpp"

namespace pay200::test {
namespace {

constexpr int kKilled = 128 + SIGKILL;

/// A place at which a run is killed (core/platform/fail_point.hpp): the nth time for each n, until
/// the run ends before, or, where that would be for ever the same, `enough`.
struct Place {
  const char* name;
  int enough;
};
constexpr int kToTheEnd = 100;  ///< a run of so many has not been gone through
constexpr Place kPlaces[] = {
    {"statement", kToTheEnd},  // before it, so after the one before
    {"commit", kToTheEnd},     // of several statements together
    {"record_copied", 3},      // of the file
};

std::size_t uuid_at(const std::string& text, std::size_t at) {
  static constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (at + kForm.size() > text.size()) return 0;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const char c = text[at + i];
    if (kForm[i] == '-' ? c != '-' : std::isxdigit(static_cast<unsigned char>(c)) == 0) return 0;
  }
  return kForm.size();
}

/// Every row of every table, in order; times and hashes left out.
std::string dump(TestDatabase& database) {
  static std::string statement;
  if (statement.empty()) {
    statement = database.execute(
        "SELECT string_agg(format($$SELECT %L || regexp_replace(row_to_json(t)::text, "
        "'\\d{4}-\\d\\d-\\d\\dT[\\d:.]+\\+00:00|x[0-9a-f]{64}', '', 'g') FROM pay200.%I t$$, "
        "relname || ' ', relname), ' UNION ALL ') FROM pg_class WHERE relnamespace = "
        "'pay200'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition");
  }
  return database.execute(statement);
}

/// With "(new)" for each id that was not in the database before the run.
std::vector<std::string> rows_of(const std::string& dumped, const std::set<std::string>& known) {
  std::string text;
  for (std::size_t at = 0; at < dumped.size();) {
    const std::size_t length = uuid_at(dumped, at);
    if (length == 0) {
      text += dumped[at++];
      continue;
    }
    const std::string id = dumped.substr(at, length);
    text += known.contains(id) ? id : "(new)";
    at += length;
  }
  std::vector<std::string> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  std::ranges::sort(rows);
  return rows;
}

std::set<std::string> ids_in(const std::string& dumped) {
  std::set<std::string> ids;
  for (std::size_t at = 0; at < dumped.size(); ++at) {
    if (const auto length = uuid_at(dumped, at)) ids.insert(dumped.substr(at, length));
  }
  return ids;
}

class KilledRunTest : public testing::Test {
 protected:
  /// A copy of a world's database, and pgctl on it.
  struct Copy {
    explicit Copy(TestDatabase& world) : database(world.copy()), pgctl(database) {
      std::ofstream(pgctl.config_file(), std::ios::app)
          << "\n[[acquirer]]\nname = \"sandbox\"\nhost = \"127.0.0.1\"\nport = 1\n"
             "terminals = [\"PAY20001\"]\nacquirer_id = \"12345\"\nonly_test = true\n";
    }
    TestDatabase database;
    Pgctl pgctl;
  };

  dev::Finished run(const Copy& copy, const std::vector<std::string>& arguments,
                    const std::string& clock = "0") {
    const auto clock_file = copy.pgctl.directory() / "clock";
    std::ofstream(clock_file) << clock;
    std::vector<std::string> argv = {PAY200_BIN_DIR "/pgctl", "--config", copy.pgctl.config_file()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return dev::run({.argv = argv,
                     .env = {{"PAY200_FAIL_POINT_DIRECTORY", armed_.path()},
                             {"PAY200_TEST_CLOCK", clock_file}}});
  }

  void arm(const std::string& place, const std::string& action) {
    std::ofstream(armed_.path() / place) << action;
  }
  bool is_armed(const std::string& place) { return std::filesystem::exists(armed_.path() / place); }

  /// How many points there were. `clock`: of the run that comes after the killed one.
  int kill_everywhere(TestDatabase& world, const std::vector<std::string>& arguments, int status,
                      const std::string& clock = "0") {
    Copy undisturbed(world);
    const auto known = ids_in(dump(undisturbed.database));
    const auto ended = run(undisturbed, arguments);
    EXPECT_EQ(ended.status, status) << ended.err;
    const auto expected = rows_of(dump(undisturbed.database), known);
    int points = 0;
    for (const Place& place : kPlaces) {
      for (int n = 1; n <= place.enough; ++n) {
        EXPECT_LT(n, kToTheEnd) << place.name;
        Copy copy(world);
        arm(place.name, "kill@" + std::to_string(n));
        const auto killed = run(copy, arguments);
        if (is_armed(place.name)) {
          EXPECT_EQ(killed.status, status) << killed.err;
          std::filesystem::remove(armed_.path() / place.name);
          break;
        }
        ++points;
        const auto point = std::string(place.name) + " " + std::to_string(n);
        EXPECT_EQ(killed.status, kKilled) << point << killed.err;
        const auto again = run(copy, arguments, clock);
        EXPECT_EQ(again.status, status) << point << again.err;
        EXPECT_EQ(rows_of(dump(copy.database), known), expected) << point;
      }
    }
    return points;
  }

  /// The first is held at a place until the second has ended; as which it did.
  int second_at_once(Copy& copy, const std::string& place, const std::string& at,
                     const std::vector<std::string>& arguments, int status) {
    arm(place, "hold" + at);
    auto first = std::async(std::launch::async, [&] { return run(copy, arguments); });
    EXPECT_TRUE(comes_true([&] { return !is_armed(place); }, std::chrono::seconds(60)));
    const auto second = run(copy, arguments);
    arm(place + ".go", "");
    const auto ended = first.get();
    EXPECT_EQ(ended.status, status) << ended.err;
    return second.status;
  }

  TemporaryDirectory armed_;
};

/// A file with something of everything: what matches, what it decides, what differs, and a dispute
/// of an earlier day whose time is over.
class DayToReconcile {
 public:
  DayToReconcile() {
    any_ = world_.bring_to(PaymentState::kApproved);
    const auto disputed = day_.sale_of(any_);
    const auto lapsing = day_.sale_of(world_.bring_to(PaymentState::kApproved));
    day_.run({disputed, lapsing, ClearingDay::dispute_of(lapsing, "LAPSES"),
              ClearingDay::dispute_of(disputed, "ENDS")});
    world_.business_day = std::chrono::sys_days{world_.business_day} + std::chrono::days{12};
    world_.now = Time{std::chrono::sys_days{world_.business_day}} + std::chrono::hours(3);
    const auto found = lost_refund(world_.bring_to(PaymentState::kApproved));
    const auto not_found = lost_refund(world_.bring_to(PaymentState::kApproved));
    auto wrong = day_.sale_of(world_.bring_to(PaymentState::kApproved));
    wrong.amount_minor += 5;
    world_.bring_to(PaymentState::kApproved);  // the file does not have it
    file_ = day_.write({day_.sale_of(found), day_.sale_of(not_found), day_.refund_of(found),
                        day_.sale_of(world_.bring_to(PaymentState::kUnknown)), wrong,
                        ClearingDay::dispute_of(day_.sale_of(found), "NEW"),
                        ClearingDay::dispute_of(disputed, "ENDS", true)},
                       world_.business_day, "F2");
    day_.close(world_.business_day);
  }

  std::vector<std::string> command() const {
    return {"reconcile", "run", "--day", to_text(world_.business_day), "--file", file_};
  }
  TestDatabase& database() { return world_.database(); }
  /// With a file of so many records that some are with the server before it has been read.
  std::vector<std::string> command_with_more() {
    const auto record = ClearingDay::dispute_of(day_.sale_of(any_), "MANY");
    const auto file = day_.write(std::vector(1'000, record), world_.business_day, "F3");
    return {"reconcile", "run", "--day", to_text(world_.business_day), "--file", file};
  }

 private:
  KnownPayment lost_refund(const KnownPayment& payment) {
    const auto refund = world_.owe_refund(payment, PaymentWorld::kPart);
    world_.claim_refund(refund);
    world_.lose_refund(refund);
    return refund;
  }

  PaymentWorld world_;
  ClearingDay day_{world_};
  KnownPayment any_;
  std::string file_;
};

TEST_F(KilledRunTest, AReconciliationThatIsStartedAgainEndsAsUndisturbed) {
  DayToReconcile day;
  EXPECT_GE(kill_everywhere(day.database(), day.command(), 8), 20);
}

TEST_F(KilledRunTest, NothingOfAFileIsLeftThatWasKilledHalfCopied) {
  DayToReconcile day;
  Copy copy(day.database());
  const auto before = dump(copy.database);
  arm("record_copied", "kill@900");
  EXPECT_EQ(run(copy, day.command_with_more()).status, kKilled);
  EXPECT_EQ(dump(copy.database), before);
  EXPECT_EQ(run(copy, day.command()).status, 8);
}

TEST_F(KilledRunTest, ASettlementThatIsStartedAgainEndsAsUndisturbed) {
  SettledWorld world;
  world.sell_on("2026-11-24");
  // Whoever was killed holds the others up for a minute at most.
  EXPECT_GE(kill_everywhere(world.database(), {"settle", "run", "--day", "2026-11-30"}, 0, "61"),
            8);
}

TEST_F(KilledRunTest, OfTwoReconciliationsAtOnceOneWorksAndTheOtherEndsNine) {
  DayToReconcile day;
  Copy copy(day.database());
  EXPECT_EQ(second_at_once(copy, "commit", "", day.command(), 8), 9);
  EXPECT_EQ(run(copy, day.command()).status, 8);
}

TEST_F(KilledRunTest, OfTwoSettlementsAtOnceOneWorksAndTheOtherEndsNine) {
  SettledWorld world;
  Copy copy(world.database());
  const std::vector<std::string> settle = {"settle", "run", "--day", "2026-11-30"};
  EXPECT_EQ(second_at_once(copy, "statement", "@6", settle, 0), 9);
  EXPECT_EQ(run(copy, settle).status, 0);
}

}  // namespace
}  // namespace pay200::test
