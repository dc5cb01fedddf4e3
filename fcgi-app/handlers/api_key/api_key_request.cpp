#include "fcgi-app/handlers/api_key/api_key_request.hpp"

namespace pay200::handlers {

Result<ApiKey> api_key_of(Services& services, const http::Call& call, MerchantId merchant_id) {
  const auto id = api_key_id_from_text(call.param("keyId"));
  if (!id) return ErrorCode::kNotFoundApiKey;
  auto key = services.api_keys.get_api_key(*id);
  // Whose a key is never changes, so nothing can come in between.
  if (key && key->merchant_id != merchant_id) return ErrorCode::kNotFoundApiKey;
  return key;
}

}  // namespace pay200::handlers
