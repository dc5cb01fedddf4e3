// Random sequences of acts, each by a seed, on the services of core/payment and on the model beside
// it (payment_model.hpp): after each act both must have answered the same, and the payment, the
// ledger and the transactions must be the same. At the end what the bank holds is compared as well.
//
//   PAY200_MODEL_SEQUENCES=100000   so many of them, for a long run of the program itself
//   PAY200_MODEL_SEED=7             from this seed on
//
// With the first, all of the broken rules have to be found; else the first few.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <gtest/gtest.h>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/fcgi-app/payment_model_sequence.hpp"

namespace pay200 {
namespace {

using test::model::Place;
using test::model::Sequence;
using test::model::sequence_of;
using test::model::Step;

constexpr int kMostShrinking = 80;

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

struct Found {
  std::size_t step = 0;  ///< the number of steps: only at the end
  std::string story, difference;
};

std::optional<Found> run(Place& place, std::uint64_t seed, const std::vector<Step>& steps) {
  Sequence sequence(place, seed);
  std::string story;
  const auto tell = [&](std::size_t step) {
    story += "\n  " + std::to_string(step + 1) + ". " + sequence.told();
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::optional<std::string> difference;
    try {
      difference = sequence.take(steps[i]);
    } catch (const std::exception& error) {
      difference = std::string("\n  thrown: ") + error.what();
    }
    if (!sequence.told().empty()) tell(i);
    if (difference) return Found{i, story, *difference};
  }
  if (auto difference = sequence.end()) return Found{steps.size(), story, *difference};
  return std::nullopt;
}

/// The same difference with as few steps as can be found by leaving out one after the other.
Found shrunk(Place& place, std::uint64_t seed, std::vector<Step> steps, Found found) {
  int tries = 0;
  if (found.step < steps.size()) steps.resize(found.step + 1);
  for (std::size_t i = steps.size(); i-- > 0 && tries < kMostShrinking; ++tries) {
    auto fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (auto still = run(place, seed, fewer)) {
      if (still->step < fewer.size()) fewer.resize(still->step + 1);
      steps = std::move(fewer);
      found = *std::move(still);
      i = std::min(i, steps.size());
    }
  }
  return found;
}

TEST(PaymentModelTest, WhateverIsDoneInWhateverOrderTheModelSaysTheSame) {
  Place place;
  const int sequences = from_environment("PAY200_MODEL_SEQUENCES", 20);
  const int first = from_environment("PAY200_MODEL_SEED", 1);
  for (int i = 0; i < sequences; ++i) {
    const auto seed = static_cast<std::uint64_t>(first + i);
    const auto steps = sequence_of(seed);
    if (auto found = run(place, seed, steps)) {
      const Found least = shrunk(place, seed, steps, *found);
      FAIL() << "seed " << seed << ", step " << found->step + 1 << " of " << steps.size() << ":"
             << found->story << found->difference << "\nas few steps as were found:" << least.story
             << least.difference;
    }
  }
  EXPECT_EQ(place.world.violations(), std::vector<std::string>{});
}

// ------------------------------------------------------------------ that it can fail

/// A rule of the schema's, told otherwise.
struct BrokenRule {
  const char* what;
  const char* function;
  const char* from;  ///< in its text
  const char* to;
};
constexpr std::array kBrokenRules = {
    BrokenRule{"nothing is reserved", "owe_cancel",
               "balance_minor = balance_minor - c.amount_minor", "balance_minor = balance_minor"},
    BrokenRule{"what was refused stays reserved", "abort_cancel",
               "balance_minor = balance_minor + c.amount_minor", "balance_minor = balance_minor"},
    BrokenRule{"a void posts the approval once more", "complete_void", "-e.amount_minor",
               "e.amount_minor"},
    BrokenRule{"another request has the key's answer", "find_idempotency",
               "i.request_hash <> p_request_hash", "false"},
    BrokenRule{"shares are rounded down", "share_of",
               "div(2 * p_whole::numeric * p_part + p_of, 2 * p_of::numeric)",
               "div(p_whole::numeric * p_part, p_of::numeric)"},
    BrokenRule{"the last scan wins", "scan_again",
               "p.state = 'held' AND p.shopper_id = c.shopper_id", "p.state = 'held'"},
    BrokenRule{"what was given up is paid after all", "approve_payments", "a.state = 'sending'",
               "a.state IN ('sending', 'unknown')"},
    BrokenRule{"a cancel on the way is forgotten", "approve_payments",
               "CASE p.state WHEN 'authorizing_cancel'", "CASE p.state WHEN ''"},
};

void break_rule(test::TestDatabase& database, const BrokenRule& rule) {
  database.execute(std::string("DO $do$ DECLARE old text := pg_get_functiondef('pay200.") +
                   rule.function + "'::regproc); BEGIN IF position($f$" + rule.from +
                   "$f$ in old) = 0 THEN RAISE EXCEPTION 'no such rule'; END IF; "
                   "EXECUTE replace(old, $f$" +
                   rule.from + "$f$, $t$" + rule.to + "$t$); END $do$");
}

TEST(PaymentModelTest, EachRuleThatIsBrokenIsFound) {
  constexpr int kMostSequences = 60;
  constexpr std::size_t kEveryday = 4;
  const bool all = std::getenv("PAY200_MODEL_SEQUENCES") != nullptr;
  std::string told;
  for (const BrokenRule& rule :
       std::span(kBrokenRules).first(all ? kBrokenRules.size() : kEveryday)) {
    Place place;
    break_rule(place.world.database(), rule);
    std::optional<Found> found;
    for (std::uint64_t seed = 1; seed <= kMostSequences && !found; ++seed) {
      found = run(place, seed, sequence_of(seed));
    }
    ASSERT_TRUE(found) << rule.what;
    told += std::string("\n") + rule.what + ":" + found->story + found->difference;
  }
  RecordProperty("found", told);
}

}  // namespace
}  // namespace pay200
