#include <stdexcept>

#include "sandbox/journal_reader.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

using namespace sandbox;

void read_line(std::string_view line) {
  const auto record = parse_json_line(line);
  if (!record) return;
  std::string again;
  append_json_line(again, *record);
  const auto reread = parse_json_line(std::string_view(again).substr(0, again.size() - 1));
  require(reread == record, "a record comes back as it was");
}

const FuzzTarget kTarget("journal", [](std::string_view text) {
  read_line(text.substr(0, text.find('\n')));
  const InputFile file(text);
  try {
    std::vector<JournalRecord> records;
    const auto extent = visit_journal(
        file.path(), [&records](const JournalRecord& record) { records.push_back(record); });
    require(extent.whole_bytes <= text.size(), "a journal is no longer than its file");
    require(extent.torn == (extent.whole_bytes < text.size()), "what is torn is told");
    approved_purchases(records);
    sum_by_merchant(records);
  } catch (const std::runtime_error&) {
    // Damaged in its middle: its reader says so.
  }
});

}  // namespace
}  // namespace pay200::fuzz
