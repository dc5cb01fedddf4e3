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
