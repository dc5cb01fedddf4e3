#pragma once
// The table "Races, decided" of the design, as races on the whole stack: who competes, and every
// outcome that there may be. Whatever else comes of a round fails the test.

#include <ostream>
#include <string>
#include <vector>

#include "tests/chaos/race_lane.hpp"

namespace pay200::test {

struct Race {
  std::string name;  ///< a CamelCase word, as gtest wants it
  RaceRound round;
  std::vector<std::string> outcomes;
};

/// For gtest, which would print the bytes of it.
inline std::ostream& operator<<(std::ostream& out, const Race& race) { return out << race.name; }

/// The card network is to take kNetworkMs for each answer, so that others can come between.
inline constexpr int kNetworkMs = 15;

const std::vector<Race>& races();

}  // namespace pay200::test
