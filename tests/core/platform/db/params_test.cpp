#include <gtest/gtest.h>
#include <limits>
#include <pqxx/pqxx>
#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/db/database.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::db {
namespace {

class ParamsTest : public testing::Test {
 protected:
  pqxx::result select(const char* name, const char* sql, const Params& params) {
    return database_.api().read({name, sql}, params);
  }

 private:
  test::TestDatabase database_;
};

TEST_F(ParamsTest, TextComesBackByteForByte) {
  for (const std::string value :
       {"", "12,300원", "it's", "a\\b\"c", "$1; DROP TABLE payment", "\n"}) {
    const auto rows = select("echo_text", "SELECT $1::text AS value", Params().add(value));
    EXPECT_EQ(text(rows[0], "value"), value);
    EXPECT_EQ(optional_text(rows[0], "value"), value);
  }
}

TEST_F(ParamsTest, NumbersAndFlagsComeBack) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
        std::numeric_limits<std::int64_t>::min()}) {
    const auto rows = select("echo_number", "SELECT $1::bigint AS value", Params().add(value));
    EXPECT_EQ(number(rows[0], "value"), value);
  }
  const auto rows =
      select("echo_flags", "SELECT $1::boolean AS yes, $2::boolean AS no, $3::int AS n",
             Params().add(true).add(false).add(7));
  EXPECT_TRUE(flag(rows[0], "yes"));
  EXPECT_FALSE(flag(rows[0], "no"));
  EXPECT_EQ(number(rows[0], "n"), 7);
}

TEST_F(ParamsTest, EveryByteComesBack) {
  std::string value;
  for (int byte = 0; byte < 256; ++byte) value += static_cast<char>(byte);
  const auto rows = select("echo_bytes", "SELECT $1::bytea AS value, length($1::bytea) AS length",
                           Params().add_bytes(value));
  EXPECT_EQ(bytes(rows[0], "value"), value);
  EXPECT_EQ(optional_bytes(rows[0], "value"), value);
  EXPECT_EQ(number(rows[0], "length"), 256);
}

TEST_F(ParamsTest, AnInstantComesBackToTheMicrosecond) {
  for (const char* shown : {"2026-11-22T07:05:03.123456Z", "2024-02-29T23:59:59.999999+09:00",
                            "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.000001Z"}) {
    const Time value = *from_iso8601(shown);
    const auto rows = select("echo_time", "SELECT $1::timestamptz AS value", Params().add(value));
    EXPECT_EQ(time(rows[0], "value"), value);
    EXPECT_EQ(optional_time(rows[0], "value"), value);
  }
}

TEST_F(ParamsTest, IdsComeBack) {
  const PaymentId id = PaymentId::make(system_clock().now());
  const MerchantId merchant_id = MerchantId::make_random();
  const auto rows = select("echo_ids", "SELECT $1::uuid AS id, $2::bigint AS merchant_id",
                           Params().add(id).add(merchant_id));
  EXPECT_EQ(PaymentId::from_sql(text(rows[0], "id")), id);
  EXPECT_EQ(number(rows[0], "merchant_id"), merchant_id.value);
}

TEST_F(ParamsTest, NullComesBackAsNothing) {
  const auto rows =
      select("echo_null", "SELECT $1::text AS text, $2::bytea AS bytes, $3::timestamptz AS time",
             Params()
                 .add(std::optional<std::string>())
                 .add_bytes(std::optional<std::string>())
                 .add_null());
  EXPECT_EQ(optional_text(rows[0], "text"), std::nullopt);
  EXPECT_EQ(optional_bytes(rows[0], "bytes"), std::nullopt);
  EXPECT_EQ(optional_time(rows[0], "time"), std::nullopt);
}

TEST_F(ParamsTest, ArraysKeepEveryElement) {
  const std::vector<std::string> texts = {"", "NULL", "a,b", "{c}", "d\"e", "f\\g", " h "};
  const auto rows = select("echo_texts", "SELECT unnest($1::text[]) AS value", Params().add(texts));
  ASSERT_EQ(static_cast<std::size_t>(rows.size()), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(text(rows[static_cast<pqxx::result::size_type>(i)], "value"), texts[i]);
  }
  const auto sums =
      select("echo_numbers", "SELECT sum(n)::bigint AS sum FROM unnest($1::bigint[]) n",
             Params().add(std::vector<std::int64_t>{1, -20, 300}));
  EXPECT_EQ(number(sums[0], "sum"), 281);
  const auto none = select("echo_none", "SELECT cardinality($1::text[]) AS count",
                           Params().add(std::vector<std::string>()));
  EXPECT_EQ(number(none[0], "count"), 0);
}

TEST_F(ParamsTest, ANulInTextIsRefusedInsteadOfCuttingIt) {
  const std::string cut("4242\0 and more", 14);
  EXPECT_THROW(Params().add(cut), std::invalid_argument);
  EXPECT_THROW(Params().add(std::vector<std::string>{cut}), std::invalid_argument);
}

TEST_F(ParamsTest, ReadingNullWhereNoneIsExpectedIsAProgrammersError) {
  const auto rows = select("null", "SELECT NULL::text AS value", {});
  EXPECT_DEATH(text(rows[0], "value"), "assertion failed");
}

}  // namespace
}  // namespace pay200::db
