#include "core/transaction/transaction_listing.hpp"
#include "core/transaction/transaction_range.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("transaction_cursor", [](std::string_view text) {
  if (const auto cursor = listing_cursor_from_text(text)) {
    require(to_text(*cursor) == text, "there is one form of a cursor");
    time_of(cursor->than);
  }
  if (const auto day = day_from_text(text)) {
    require(day->ok(), "a day is in the calendar");
    require(to_text(*day) == text, "there is one form of a day");
  }
  if (const auto time = from_iso8601(text)) {
    const int year = static_cast<int>(seoul_day(*time).year());
    const auto again = from_iso8601(to_iso8601(*time));
    // An offset may lead beyond the years that four digits write.
    require(year < 1 || year > 9999 ||
                (again && std::chrono::abs(*again - *time) < std::chrono::milliseconds(1)),
            "a time comes back");
    transaction_range(time, time);
  }
});

}  // namespace
}  // namespace pay200::fuzz
