#include "pgctl/output/json.hpp"

#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

Json item_of(const std::vector<Column>& columns, const std::vector<Cell>& row) {
  Json item = Json::object();
  for (std::size_t i = 0; i < columns.size(); ++i) item[columns[i].key] = json_of(row[i].value);
  return item;
}

Json items_of(const Listing& listing) {
  Json items = Json::array();
  for (const auto& row : listing.rows) items.push_back(item_of(listing.columns, row));
  return items;
}

/// What is no UTF-8 becomes U+FFFD, rather than an error halfway through.
std::string text_of(const Json& document, int indent) {
  return document.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void write(std::ostream& out, const Json& document) { out << text_of(document, 2) << '\n'; }

}  // namespace

Json json_of(const Value& value) {
  if (const auto* json = std::get_if<JsonText>(&value)) return Json::parse(json->text);
  return std::visit(
      [](const auto& held) -> Json {
        if constexpr (std::is_same_v<decltype(held), const JsonText&>) {
          return nullptr;  // above
        } else {
          return held;
        }
      },
      value);
}

Value value_from(const Json& json) {
  if (json.is_null()) return nullptr;
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_string()) return json.get<std::string>();
  return JsonText{text_of(json, -1)};
}

void print_json(std::ostream& out, const Listing& listing) {
  Json document = Json::object();
  document["items"] = items_of(listing);
  document["next"] = listing.next ? Json(*listing.next) : Json(nullptr);
  write(out, document);
}

void print_json(std::ostream& out, const Details& details) {
  Json document = Json::object();
  for (const auto& field : details.fields) document[field.key] = json_of(field.cell.value);
  for (const auto& part : details.parts) document[part.key] = items_of(part.listing);
  write(out, document);
}

void JsonItems::print(std::ostream& out, const std::vector<Column>& columns,
                      const std::vector<Cell>& row) {
  out << (any_ ? ",\n" : "{\"items\": [\n") << text_of(item_of(columns, row), -1);
  any_ = true;
}

void JsonItems::end(std::ostream& out) const {
  out << (any_ ? "\n" : "{\"items\": [") << "], \"next\": null}\n";
}

}  // namespace pay200::pgctl
