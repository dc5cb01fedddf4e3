#include "core/reconciliation/clearing_file.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "core/platform/crypto/crypto.hpp"
#include "sandbox/clearing_file.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kLine = ClearingFile::kLineBytes;

class ClearingFileTest : public ::testing::Test {
 protected:
  static std::string whole() {
    sandbox::ClearingText text;
    text.header("12345", std::chrono::year{2026} / 11 / 23, "2026112300000007");
    text.record({.type = sandbox::ClearingType::kSale,
                 .merchant = "mer_0g7k2m1q",
                 .terminal = "T0000001",
                 .stan = "000001",
                 .time = "1123030000",
                 .rrn = "632703000001",
                 .approval = "A12345",
                 .amount_minor = 11'000,
                 .fee_minor = 165,
                 .reference = ""});
    text.record({.type = sandbox::ClearingType::kDispute,
                 .merchant = "mer_0g7k2m1q",
                 .terminal = "T0000001",
                 .stan = "000002",
                 .time = "1123030000",
                 .rrn = "632703000002",
                 .approval = "A12346",
                 .amount_minor = 9'000,
                 .fee_minor = -5,
                 .reference = "DSP0000000000007"});
    text.trailer();
    return text.text();
  }

  /// "" if it is taken; what is said of it, without the path, if it is refused.
  std::string read(const std::string& text) {
    const std::string path = directory_.path() / "file.clr";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    ClearingFile file(path);
    const auto header = file.header();
    if (!header) return header.error().detail.substr(path.size() + 1);
    records_.clear();
    ClearingRecord record;
    for (;;) {
      const auto more = file.next(record);
      if (!more) {
        EXPECT_EQ(more.error().code, ErrorCode::kDoesNotReconcile);
        return more.error().detail.substr(path.size() + 1);
      }
      if (!*more) return "";
      records_.push_back(record);
    }
  }

  /// The trailer's hash is right again, so that something else must be what is refused.
  static std::string with_right_hash(std::string text) {
    text.resize(text.size() - 65);
    return text + crypto::to_hex(crypto::sha256(text)) + "\n";
  }

  test::TemporaryDirectory directory_;
  std::vector<ClearingRecord> records_;
};

TEST_F(ClearingFileTest, AWholeFileIsReadAsItWasWritten) {
  ASSERT_EQ(read(whole()), "");
  ASSERT_EQ(records_.size(), 2U);
  EXPECT_EQ(records_[0].line, 2);
  EXPECT_EQ(records_[0].type, "S");
  EXPECT_EQ(to_text(records_[0].merchant_id), "mer_0g7k2m1q");
  EXPECT_EQ(records_[0].terminal_id, "T0000001");
  EXPECT_EQ(records_[0].stan, 1);
  EXPECT_EQ(records_[0].rrn, "632703000001");
  EXPECT_EQ(records_[0].approval_code, "A12345");
  EXPECT_EQ(records_[0].amount_minor, 11'000);
  EXPECT_EQ(records_[0].fee_minor, 165);
  EXPECT_EQ(records_[0].reference, "");
  EXPECT_EQ(records_[1].type, "D");
  EXPECT_EQ(records_[1].fee_minor, -5);
  EXPECT_EQ(records_[1].reference, "DSP0000000000007");
}

TEST_F(ClearingFileTest, EveryCutIsRefused) {
  const std::string text = whole();
  for (std::size_t bytes = 0; bytes < text.size(); ++bytes) {
    EXPECT_NE(read(text.substr(0, bytes)), "") << bytes << " bytes";
  }
}

TEST_F(ClearingFileTest, EveryTrailingByteIsRefused) {
  for (const std::string more : {"\n", " ", "x\n", "\n\n"}) {
    EXPECT_NE(read(whole() + more), "") << more;
  }
  EXPECT_NE(read(whole() + std::string(1, '\0')), "");
  EXPECT_NE(read(whole() + whole()), "");
}

TEST_F(ClearingFileTest, EveryChangedByteIsRefused) {
  const std::string text = whole();
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    if (changed[at] == text[at]) continue;
    EXPECT_NE(read(changed), "") << "byte " << at;
    if (at % 16 != 0) continue;
    changed[at] = '\0';
    EXPECT_NE(read(changed), "") << "byte " << at;
  }
}

TEST_F(ClearingFileTest, EveryChangedByteUnderARightHashIsNamedByLineAndField) {
  struct Case {
    std::size_t line, column;
    char into;
    std::string said;
  };
  const std::vector<Case> cases = {
      {0, 3, 'X', "1: header: "},
      {0, 13, '2', "1: format version: \"02\" must be \"01\""},
      {0, 14, '*', "1: acquirer: "},
      {0, 30, '9', "1: business day: "},
      {0, 49, '9', "1: currency: "},
      {0, 60, 'x', "1: filler: "},
      {1, 0, 'Q', "2: type: \"Q\" must be S, R, D or V"},
      {1, 9, '2', "2: sequence number: 2 must be 1"},
      {1, 12, 'U', "2: merchant: "},
      {1, 25, '\t', "2: terminal: "},
      {1, 34, 'x', "2: STAN: "},
      {1, 40, 'x', "2: transmission time: "},
      {1, 52, '/', "2: RRN: "},
      {1, 61, '\\', "2: approval code: "},
      {1, 70, '-', "2: amount: "},
      {1, 79, '#', "2: fee: "},
      {1, 90, '9', "2: currency: "},
      {1, 92, 'X', "2: reference: only a dispute has one"},
      {3, 9, '3', "4: trailer, records: 3, the file has 2"},
      {3, 18, '2', "4: trailer, number of sales: 2, the file has 1"},
      {3, 33, '1', "4: trailer, sum of sales: 11001, the file has 11000"},
      {3, 121, '9', "4: trailer, fees: 169, the file has 160"},
  };
  for (const auto& [line, column, into, said] : cases) {
    std::string changed = whole();
    changed[line * kLine + column] = into;
    EXPECT_EQ(read(with_right_hash(changed)).substr(0, said.size()), said)
        << "line " << line + 1 << ", column " << column + 1;
  }
}

TEST_F(ClearingFileTest, ARecordTakenOutPutInOrSwappedIsRefused) {
  const std::string text = whole();
  EXPECT_EQ(read(with_right_hash(text.substr(0, kLine) + text.substr(2 * kLine))),
            "2: sequence number: 2 must be 1");
  EXPECT_EQ(read(with_right_hash(text.substr(0, 2 * kLine) + text.substr(3 * kLine))),
            "3: trailer, records: 2, the file has 1");
  EXPECT_EQ(read(with_right_hash(text.substr(0, 2 * kLine) + text.substr(kLine))),
            "3: sequence number: 1 must be 2");
  EXPECT_EQ(read(text.substr(0, kLine)), "2: the file ends without a trailer");
  EXPECT_EQ(read(""), "1: the file is empty");
}

TEST_F(ClearingFileTest, AFileThatIsNotThereIsNamed) {
  ClearingFile file(directory_.path() / "none.clr");
  const auto header = file.header();
  ASSERT_FALSE(header);
  EXPECT_NE(header.error().detail.find("none.clr: No such file"), std::string::npos);
}

}  // namespace
}  // namespace pay200
