#include "pgctl/output/json.hpp"

namespace pay200::pgctl {
namespace {

Json items_of(const Listing& listing) {
  Json items = Json::array();
  for (const auto& row : listing.rows) {
    Json item = Json::object();
    for (std::size_t i = 0; i < listing.columns.size(); ++i) {
      item[listing.columns[i].key] = row[i].value;
    }
    items.push_back(std::move(item));
  }
  return items;
}

void write(std::ostream& out, const Json& document) {
  // What is no UTF-8 becomes U+FFFD, rather than an error halfway through.
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

void print_json(std::ostream& out, const Listing& listing) {
  Json document = Json::object();
  document["items"] = items_of(listing);
  document["next"] = listing.next ? Json(*listing.next) : Json(nullptr);
  write(out, document);
}

void print_json(std::ostream& out, const Details& details) {
  Json document = Json::object();
  for (const auto& field : details.fields) document[field.key] = field.cell.value;
  for (const auto& part : details.parts) document[part.key] = items_of(part.listing);
  write(out, document);
}

}  // namespace pay200::pgctl
