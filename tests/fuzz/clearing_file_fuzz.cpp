#include "core/reconciliation/clearing_file.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("clearing_file", [](std::string_view text) {
  const InputFile input(text);
  ClearingFile file(input.path());
  const auto header = file.header();
  if (!header) {
    require(!header.error().detail.empty(), "a refusal says what is wrong");
    return;
  }
  ClearingRecord record;
  std::int64_t records = 0;
  auto more = file.next(record);
  while (more && *more) {
    ++records;
    require(record.amount_minor >= 0, "an amount is not negative");
    more = file.next(record);
  }
  if (!more) return;
  require(file.records() == records, "the trailer counts the records");
  require(text.size() > static_cast<std::size_t>(records) * ClearingFile::kLineBytes,
          "each record has its line");
});

}  // namespace
}  // namespace pay200::fuzz
