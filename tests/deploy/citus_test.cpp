// deploy/citus.sql on a schema as it is, with functions in Citus' place that only write down what
// they are asked for: how every table would be placed. Citus itself is in no Debian, and is not
// tried here.

#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>

#include "dev/private_file.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {
namespace {

class CitusTest : public testing::Test {
 protected:
  void SetUp() override {
    database_.execute(R"(
      CREATE TABLE public.asked (kind text, name text, by text, beside text);
      CREATE TABLE public.pg_dist_partition (logicalrelid oid);
      CREATE FUNCTION public.create_reference_table(t regclass) RETURNS void LANGUAGE sql AS
        $$ INSERT INTO public.pg_dist_partition VALUES (t);
           INSERT INTO public.asked SELECT 'reference', 'pay200.' || relname, '', '' FROM pg_class WHERE oid = t $$;
      CREATE FUNCTION public.create_distributed_table(t regclass, by text, colocate_with text)
        RETURNS void LANGUAGE sql AS
        $$ INSERT INTO public.pg_dist_partition VALUES (t);
           INSERT INTO public.asked SELECT 'table', 'pay200.' || relname, by, colocate_with FROM pg_class WHERE oid = t $$;
      CREATE FUNCTION public.create_distributed_function(f regprocedure, by text, colocate_with text)
        RETURNS void LANGUAGE sql AS
        $$ INSERT INTO public.asked SELECT 'function', 'pay200.' || proname, by, colocate_with FROM pg_proc WHERE oid = f $$)");
    distribute();
  }

  void distribute() { database_.execute(dev::read_file(PAY200_SOURCE_DIR "/deploy/citus.sql")); }
  std::string asked(const std::string& name) {
    return database_.execute("SELECT kind, by, beside FROM public.asked WHERE name = 'pay200." +
                             name + "'");
  }

  TestDatabase database_;
};

TEST_F(CitusTest, EveryTableIsPlacedOnce) {
  EXPECT_EQ(database_.execute(R"(
    SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'pay200'::regnamespace
      AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (SELECT count(*) FROM public.asked WHERE name = 'pay200.' || c.relname) <> 1)"),
            "");
  distribute();  // nothing is left to be placed
  EXPECT_EQ(database_.execute("SELECT count(*) FROM public.asked WHERE kind <> 'function' "
                              "GROUP BY name HAVING count(*) > 1"),
            "");
}

TEST_F(CitusTest, WhatBelongsTogetherIsPlacedTogether) {
  EXPECT_EQ(asked("payment"), "table|merchant_id|none\n");
  for (const char* table :
       {"attempt", "ledger_entry", "payment_order", "webhook_delivery", "outbox"}) {
    EXPECT_EQ(asked(table), "table|merchant_id|pay200.payment\n") << table;
  }
  EXPECT_EQ(asked("shopper"), "table|shopper_id|none\n");
  EXPECT_EQ(asked("card"), "table|shopper_id|pay200.shopper\n");
  EXPECT_EQ(asked("staff_session"), "table|staff_id|pay200.staff\n");
  EXPECT_EQ(asked("shopper_login"), "table|login_id|none\n");
  for (const char* table : {"merchant", "api_key", "data_key", "terminal"}) {
    EXPECT_EQ(asked(table), "reference||\n") << table;
  }
}

/// Citus distributes by a column of every unique constraint.
TEST_F(CitusTest, EveryUniqueConstraintHasTheColumnThatPlacesItsTable) {
  EXPECT_EQ(database_.execute(R"(
    SELECT a.name, i.indexrelid::regclass FROM public.asked a
      JOIN pg_index i ON i.indrelid = a.name::regclass AND i.indisunique
     WHERE a.kind = 'table' AND NOT EXISTS (
       SELECT FROM pg_attribute c WHERE c.attrelid = i.indrelid AND c.attname = a.by
          AND c.attnum = ANY (i.indkey::smallint[])))"),
            "");
}

TEST_F(CitusTest, ATransitionIsCalledWhereItsMerchantIs) {
  EXPECT_NE(database_.execute("SELECT by, beside FROM public.asked WHERE kind = 'function' AND "
                              "name = 'pay200.cancel_payment'"),
            "");
}

}  // namespace
}  // namespace pay200::test
