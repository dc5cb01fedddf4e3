#include "pgctl/output/csv.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace pay200::pgctl {
namespace {

Listing shops() {
  Listing listing;
  listing.columns = {{"name", "NAME"}, {"count", "COUNT"}, {"open", "OPEN"}};
  listing.rows = {{text_cell("한빛"), number_cell(2), flag_cell(true)},
                  {text_cell("a, \"b\"\nc"), {nullptr, "-"}, flag_cell(false)}};
  return listing;
}

TEST(CsvTest, AHeaderThenALineForEachRow) {
  std::ostringstream out;
  print_csv(out, shops());
  EXPECT_EQ(out.str(),
            "name,count,open\n"
            "한빛,2,true\n"
            "\"a, \"\"b\"\"\nc\",,false\n");
}

TEST(CsvTest, AnEmptyListHasItsHeader) {
  Listing listing = shops();
  listing.rows.clear();
  listing.when_empty = "No shops.";
  std::ostringstream out;
  print_csv(out, listing);
  EXPECT_EQ(out.str(), "name,count,open\n");
}

/// Whoever has a shop's client key chooses what an order is called.
TEST(CsvTest, ATextIsNoFormulaAndANumberBelowZeroStaysOne) {
  Listing listing;
  listing.columns = {{"name", "NAME"}, {"amount", "AMOUNT"}, {"tags", "TAGS"}};
  listing.rows = {{text_cell("=HYPERLINK(\"http://evil.example\")"),
                   number_cell(-500),
                   {Texts{"a", "b"}, "a, b"}},
                  {text_cell("+82-2-1"), {nullptr, "-"}, {JsonText{"{}"}, "-"}}};
  std::ostringstream out;
  print_csv(out, listing);
  EXPECT_EQ(out.str(),
            "name,amount,tags\n"
            "\"'=HYPERLINK(\"\"http://evil.example\"\")\",-500,\"[\"\"a\"\",\"\"b\"\"]\"\n"
            "'+82-2-1,,{}\n");
}

TEST(CsvTest, OneThingIsAHeaderAndALine) {
  Details details;
  details.fields = {{"id", "Id", text_cell("a1")}, {"name", "Name", text_cell("b,c")}};
  details.parts = {{"shops", "SHOPS", shops()}};
  std::ostringstream out;
  print_csv(out, details);
  EXPECT_EQ(out.str(), "id,name\na1,\"b,c\"\n");
}

}  // namespace
}  // namespace pay200::pgctl
