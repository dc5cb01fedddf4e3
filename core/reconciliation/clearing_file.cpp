#include "core/reconciliation/clearing_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "core/platform/clock.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kTypes = "SRDV";
constexpr std::string_view kBegin = "HPAY200CLEAR";
constexpr std::string_view kVersion = "01";
constexpr std::string_view kWon = "410";
constexpr std::size_t kHashBytes = 64;

bool is_digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What an identifier may be made of: it goes to the database as it is.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
  });
}

std::int64_t number_of(std::string_view digits) {
  std::int64_t number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

}  // namespace

struct ClearingFile::Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A line's fields, from its left to its right.
class ClearingFile::Fields {
 public:
  Fields(const ClearingFile& file, std::string_view line) : file_(file), line_(line) {}

  std::string_view raw(std::size_t width) {
    const std::string_view field = line_.substr(at_, width);
    at_ += width;
    return field;
  }
  std::int64_t number(const char* name, std::size_t width) {
    const std::string_view field = raw(width);
    if (!is_digits(field)) wrong(name, field, "is no number");
    return number_of(field);
  }
  std::int64_t signed_number(const char* name, std::size_t width) {
    const char sign = raw(1).front();
    const std::int64_t size = number(name, width);
    if (sign != '+' && sign != '-') wrong(name, {&sign, 1}, "is no sign");
    return sign == '-' ? -size : size;
  }
  /// Left-aligned, with spaces behind it.
  void text(const char* name, std::size_t width, std::string& into) {
    const std::string_view field = raw(width);
    const std::string_view trimmed = field.substr(0, field.find_last_not_of(' ') + 1);
    if (!is_plain(trimmed)) wrong(name, field, "has what no such field has");
    into.assign(trimmed);
  }
  void constant(const char* name, std::string_view value) {
    const std::string_view field = raw(value.size());
    if (field != value) wrong(name, field, "must be \"" + std::string{value} + "\"");
  }
  void blanks(const char* name, std::size_t width) {
    const std::string_view field = raw(width);
    if (field.find_first_not_of(' ') != std::string_view::npos) wrong(name, field, "must be blank");
  }
  [[noreturn]] void wrong(const char* name, std::string_view field, const std::string& what) {
    std::string shown;
    for (const char c : field) shown += c >= ' ' && c <= '~' ? c : '?';
    file_.refuse(std::string{name} + ": \"" + shown + "\" " + what);
  }

 private:
  const ClearingFile& file_;
  std::string_view line_;
  std::size_t at_ = 0;
};

ClearingFile::ClearingFile(std::string path) : path_(std::move(path)) {}

void ClearingFile::refuse(const std::string& what) const {
  throw Refused(path_ + ":" + std::to_string(line_) + ": " + what);
}

Error ClearingFile::error_of(const Refused& refused) const {
  return {.code = ErrorCode::kDoesNotReconcile, .detail = refused.what()};
}

/// Without its line feed. nullopt: the file is over.
std::optional<std::string_view> ClearingFile::read_line() {
  ++line_;
  if (std::fgets(buffer_.data(), static_cast<int>(buffer_.size()), file_.get()) == nullptr) {
    if (std::ferror(file_.get()) != 0)
      refuse("cannot be read: " + std::string{std::strerror(errno)});
    return std::nullopt;
  }
  // A line holds no NUL, so the first one is fgets'; one that the file has is a wrong length.
  const std::string_view line(buffer_.data());
  if (line.empty() || line.back() != '\n')
    refuse("the file ends within the line, or it is too long");
  return line.substr(0, line.size() - 1);
}

Result<ClearingHeader> ClearingFile::header() {
  try {
    return parse_header();
  } catch (const Refused& refused) {
    return error_of(refused);
  }
}

Result<bool> ClearingFile::next(ClearingRecord& record) {
  try {
    return parse_next(record);
  } catch (const Refused& refused) {
    return error_of(refused);
  }
}

ClearingHeader ClearingFile::parse_header() {
  file_.reset(std::fopen(path_.c_str(), "rbe"));
  if (!file_) throw Refused(path_ + ": " + std::strerror(errno));
  const auto line = read_line();
  if (!line) refuse("the file is empty");
  if (line->size() + 1 != kLineBytes) refuse("no header: a header has 108 characters");
  Fields fields(*this, *line);
  fields.constant("header", kBegin);
  fields.constant("format version", kVersion);
  ClearingHeader header;
  fields.text("acquirer", 11, header.acquirer_id);
  std::string day{fields.raw(8)};
  const auto parsed =
      is_digits(day) ? day_from_text(std::string{day}.insert(6, "-").insert(4, "-")) : std::nullopt;
  if (!parsed) fields.wrong("business day", day, "is no day");
  header.day = *parsed;
  fields.text("file id", 16, header.file_id);
  if (header.file_id.empty()) fields.wrong("file id", "", "must not be blank");
  fields.constant("currency", kWon);
  fields.blanks("filler", 56);
  hash_.add(*line);
  hash_.add("\n");
  return header;
}

bool ClearingFile::parse_next(ClearingRecord& record) {
  const auto line = read_line();
  if (!line) refuse("the file ends without a trailer");
  if (!line->empty() && line->front() == 'T') {
    check_trailer(*line);
    if (read_line()) refuse("there is something behind the trailer");
    return false;
  }
  if (line->size() + 1 != kLineBytes) {
    refuse("a record has 108 characters, this line has " + std::to_string(line->size()));
  }
  parse_record(*line, record);
  hash_.add(*line);
  hash_.add("\n");
  return true;
}

void ClearingFile::parse_record(std::string_view line, ClearingRecord& record) {
  Fields fields(*this, line);
  const std::string_view type = fields.raw(1);
  const std::size_t place = kTypes.find(type.front());
  if (place == std::string_view::npos) fields.wrong("type", type, "must be S, R, D or V");
  record.line = line_;
  record.type.assign(type);
  const std::int64_t number = fields.number("sequence number", 9);
  if (number != records_ + 1) {
    refuse("sequence number: " + std::to_string(number) + " must be " +
           std::to_string(records_ + 1));
  }
  std::string& merchant = record.reference;  // for a moment, to save an allocation
  fields.text("merchant", 15, merchant);
  const auto merchant_id = merchant_id_from_text(merchant);
  if (!merchant_id) fields.wrong("merchant", merchant, "is no merchant of ours");
  record.merchant_id = *merchant_id;
  fields.text("terminal", 8, record.terminal_id);
  record.stan = fields.number("STAN", 6);
  record.transmitted.assign(fields.raw(10));
  if (!is_digits(record.transmitted)) {
    fields.wrong("transmission time", record.transmitted, "is no time");
  }
  fields.text("RRN", 12, record.rrn);
  fields.text("approval code", 6, record.approval_code);
  record.amount_minor = fields.number("amount", 12);
  if (record.amount_minor == 0) refuse("amount: nothing has no record");
  record.fee_minor = fields.signed_number("fee", 9);
  fields.constant("currency", kWon);
  fields.text("reference", 16, record.reference);
  const bool of_dispute = *type.begin() == 'D' || *type.begin() == 'V';
  if (of_dispute == record.reference.empty()) {
    refuse(of_dispute ? "reference: a dispute needs one" : "reference: only a dispute has one");
  }
  ++records_;
  ++totals_[place].count;
  totals_[place].amount_minor += record.amount_minor;
  fees_minor_ += record.fee_minor;
}

void ClearingFile::check_trailer(std::string_view line) {
  if (line.size() + 1 != kTrailerBytes) {
    refuse("the trailer has 186 characters, this line has " + std::to_string(line.size()));
  }
  Fields fields(*this, line);
  fields.constant("trailer", "T");
  const auto expect = [this](const char* what, std::int64_t said, std::int64_t found) {
    if (said == found) return;
    refuse(std::string{"trailer, "} + what + ": " + std::to_string(said) + ", the file has " +
           std::to_string(found));
  };
  constexpr std::array kNames = {"sales", "refunds", "disputes", "dispute reversals"};
  expect("records", fields.number("records", 9), records_);
  for (std::size_t i = 0; i < totals_.size(); ++i) {
    expect((std::string{"number of "} + kNames[i]).c_str(), fields.number(kNames[i], 9),
           totals_[i].count);
    expect((std::string{"sum of "} + kNames[i]).c_str(), fields.number(kNames[i], 15),
           totals_[i].amount_minor);
  }
  expect("fees", fields.signed_number("fees", 15), fees_minor_);
  hash_.add(line.substr(0, line.size() - kHashBytes));
  sha256_ = crypto::to_hex(hash_.digest());
  if (fields.raw(kHashBytes) != sha256_) {
    refuse("trailer, SHA-256: the file is not what was written");
  }
}

}  // namespace pay200
