#include "core/platform/utf8.hpp"
#include "fcgi-app/handlers/transaction/listing_request.hpp"
#include "fcgi-app/http/query.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("query", [](std::string_view text) {
  auto query = http::Query::parse(text);
  if (!query) {
    require(query.error().code == ErrorCode::kInvalidRequest, "a refusal is the caller's fault");
    return;
  }
  for (const char* name : {"search", "limit", "a"}) {
    const auto value = query->optional_text(name);
    require(!value || utf8_length(*value), "what is accepted is UTF-8");
    require(!value || value->find('\0') == std::string::npos, "what is accepted holds no NUL");
  }
  const auto limit = query->optional_integer("limit", {1, 100});
  require(query->error() || !limit || (*limit >= 1 && *limit <= 100), "a limit keeps its range");
  const auto filter = handlers::listing_filter_from(*query, MerchantId{7});
  require(filter.merchant_id == MerchantId{7}, "a query does not choose the merchant");
});

}  // namespace
}  // namespace pay200::fuzz
