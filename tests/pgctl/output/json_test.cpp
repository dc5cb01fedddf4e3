#include "pgctl/output/json.hpp"

#include <gtest/gtest.h>
#include <sstream>

#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

template <class Record>
std::string json(const Record& record) {
  std::ostringstream out;
  print_json(out, record);
  return out.str();
}

Listing shops() {
  Listing listing;
  listing.columns = {{"name", "NAME"}, {"count", "COUNT"}};
  listing.rows = {{text_cell("한빛 \"책\""), number_cell(2)}};
  return listing;
}

TEST(JsonTest, AListIsItemsAndWhereItGoesOn) {
  EXPECT_EQ(Json::parse(json(shops())).dump(),
            R"({"items":[{"name":"한빛 \"책\"","count":2}],"next":null})");
  Listing listing = shops();
  listing.next = "txn_1";
  EXPECT_EQ(Json::parse(json(listing))["next"], "txn_1");
}

TEST(JsonTest, AnEmptyListIsAListToo) {
  Listing listing = shops();
  listing.rows.clear();
  listing.when_empty = "No shops.";
  EXPECT_EQ(Json::parse(json(listing)).dump(), R"({"items":[],"next":null})");
}

TEST(JsonTest, OneThingIsItsFieldsInTheirOrderAndItsParts) {
  Details details;
  details.fields = {{"z", "Z", number_cell(1)}, {"a", "A", optional_cell(std::nullopt)}};
  details.parts = {{"shops", "SHOPS", shops()}};
  EXPECT_EQ(Json::parse(json(details)).dump(),
            R"({"z":1,"a":null,"shops":[{"name":"한빛 \"책\"","count":2}]})");
}

TEST(JsonTest, BytesThatAreNoTextDoNotStopTheList) {
  Listing listing = shops();
  listing.rows[0][0] = text_cell("a\xFFz");
  EXPECT_EQ(Json::parse(json(listing))["items"][0]["name"], "a\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace pay200::pgctl
