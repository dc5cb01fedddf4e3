#include "core/platform/csv_cell.hpp"

#include <gtest/gtest.h>
#include <string>

namespace pay200 {
namespace {

TEST(CsvCellTest, AFormulaIsText) {
  for (const char* formula : {"=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋82",
                              "－1", "＠SUM(A1)"}) {
    const std::string cell = csv_cell(formula);
    EXPECT_TRUE(cell.starts_with("'") || cell.starts_with("\"'")) << cell;
  }
  EXPECT_EQ(csv_cell("=HYPERLINK(\"http://evil.example\",\"x\")"),
            "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"");
  EXPECT_EQ(csv_cell("1=1"), "1=1");
  EXPECT_EQ(csv_cell(""), "");
}

TEST(CsvCellTest, WhatSeparatesIsQuoted) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
}

}  // namespace
}  // namespace pay200
