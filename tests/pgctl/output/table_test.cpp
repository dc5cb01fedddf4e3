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

TEST(TableTest, WhatMayBeWrappedKeepsAllOfItsWords) {
  Listing listing;
  listing.columns = {
      {"check", "CHECK"},
      {"found", "FOUND", Column::Align::kLeft, Column::Narrow::kWrapped},
  };
  listing.rows = {{text_cell("clock"), text_cell("아무도 시계를 맞추지 않는다 one two three four")},
                  {text_cell("disk"), text_cell("ok")}};
  std::ostringstream out;
  print_table(out, 40, listing);
  EXPECT_EQ(out.str(),
            "CHECK  FOUND\n"
            "clock  아무도 시계를 맞추지 않는다 one\n"
            "       two three four\n"
            "disk   ok\n");
}

TEST(TableTest, AFieldThatIsTooLongGoesOnBelowItself) {
  const Details details{{{"name", "Name", text_cell("shop")},
                         {"address", "Address", text_cell("one two three four five six seven 89")}},
                        {}};
  std::ostringstream narrow, wide;
  print_table(narrow, 42, details);
  EXPECT_EQ(narrow.str(),
            "Name     shop\n"
            "Address  one two three four five six seven\n"
            "         89\n");
  print_table(wide, std::nullopt, details);
  EXPECT_EQ(wide.str(), "Name     shop\nAddress  one two three four five six seven 89\n");
}

}  // namespace
}  // namespace pay200::pgctl
