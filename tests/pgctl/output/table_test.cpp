#include "pgctl/output/table.hpp"

#include <gtest/gtest.h>
#include <sstream>

namespace pay200::pgctl {
namespace {

using Align = Column::Align;
using Narrow = Column::Narrow;

Listing shops() {
  Listing listing;
  listing.columns = {{"id", "ID"},
                     {"name", "NAME", Align::kLeft, Narrow::kCut},
                     {"amount", "AMOUNT", Align::kRight},
                     {"note", "NOTE", Align::kLeft, Narrow::kDropped},
                     {"more", "MORE", Align::kLeft, Narrow::kDropped}};
  listing.rows = {
      {text_cell("a1"), text_cell("한빛서점 강남대로점"), number_cell(12'300), text_cell("first"),
       text_cell("x")},
      {text_cell("b2"), text_cell("Bakery"), number_cell(5), text_cell(""), text_cell("y")}};
  return listing;
}

std::string table(const Listing& listing, std::optional<std::size_t> width = {}) {
  std::ostringstream out;
  print_table(out, width, listing);
  return out.str();
}

TEST(TableTest, ColumnsAlignByDisplayWidth) {
  EXPECT_EQ(table(shops()),
            "ID  NAME                 AMOUNT  NOTE   MORE\n"
            "a1  한빛서점 강남대로점   12300  first  x\n"
            "b2  Bakery                    5         y\n");
}

TEST(TableTest, WhatFitsIsShownWhole) {
  EXPECT_EQ(table(shops(), 200), table(shops()));
  EXPECT_EQ(table(shops(), 44), table(shops()));
}

TEST(TableTest, ANarrowTerminalCutsBeforeItDrops) {
  EXPECT_EQ(table(shops(), 40),
            "ID  NAME             AMOUNT  NOTE   MORE\n"
            "a1  한빛서점 강남…    12300  first  x\n"
            "b2  Bakery                5         y\n");
}

TEST(TableTest, WhereThatIsNotEnoughColumnsGoFromTheRight) {
  EXPECT_EQ(table(shops(), 29),
            "ID  NAME        AMOUNT  NOTE\n"
            "a1  한빛서점 …   12300  first\n"
            "b2  Bakery           5\n");
  EXPECT_EQ(table(shops(), 20),
            "ID  NAME      AMOUNT\n"
            "a1  한빛서…    12300\n"
            "b2  Bakery         5\n");
}

TEST(TableTest, WhatMustBeKeptIsKeptHoweverNarrow) {
  EXPECT_EQ(table(shops(), 1), table(shops(), 20));
}

TEST(TableTest, WhatIsForScriptsIsNotShownToPeople) {
  Listing listing = shops();
  listing.columns[3].narrow = Narrow::kForScripts;
  EXPECT_EQ(table(listing).find("NOTE"), std::string::npos);
  EXPECT_NE(table(listing).find("MORE"), std::string::npos);
}

TEST(TableTest, AnEmptyListSaysSo) {
  Listing listing = shops();
  listing.rows.clear();
  listing.when_empty = "No shops.";
  EXPECT_EQ(table(listing), "No shops.\n");
}

TEST(TableTest, OneThingIsALinePerFieldAndItsPartsBelow) {
  Details details;
  details.fields = {{"id", "Id", text_cell("a1")},
                    {"name", "이름", text_cell("한빛")},
                    {"note", "Long title", text_cell("two\nlines")}};
  details.parts = {{"parts", "PARTS", shops()}};
  std::ostringstream out;
  print_table(out, 20, details);
  EXPECT_EQ(out.str(),
            "Id          a1\n"
            "이름        한빛\n"
            "Long title  two\xEF\xBF\xBDlines\n"
            "\n"
            "PARTS\n" +
                table(shops(), 20));
}

}  // namespace
}  // namespace pay200::pgctl
