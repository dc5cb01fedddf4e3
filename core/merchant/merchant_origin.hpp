#pragma once
// The pages that may use a merchant's client keys, by their origin (RFC 6454): compared exactly,
// port included. A browser says truthfully where its page comes from; other programs may say
// anything, which is why a client key may do no more than ask for a payment that the shop's server
// confirms.

#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

/// "https://Shop.example:443" as browsers send it, "https://shop.example". kInvalidRequest
/// "origin": http or https, a host, perhaps a port, and nothing behind it.
Result<std::string> parse_origin(std::string_view text);

class MerchantOrigins {
 public:
  MerchantOrigins(db::Database& database, const Clock& clock);

  /// kInvalidRequest, kNotFoundMerchant. False in the result: it was allowed before.
  Result<bool> allow_origin(MerchantId merchant_id, std::string_view origin);
  /// kInvalidRequest. False in the result: it was not there.
  Result<bool> remove_origin(MerchantId merchant_id, std::string_view origin);
  /// In alphabetical order. kNotFoundMerchant.
  Result<std::vector<std::string>> list_origins(MerchantId merchant_id);
  /// `origin` as a browser sent it.
  bool is_allowed(MerchantId merchant_id, std::string_view origin);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
