#pragma once
// What the API keys' requests share.

#include "core/api_key/api_key_service.hpp"
#include "core/platform/result.hpp"
#include "fcgi-app/http/call.hpp"
#include "fcgi-app/services.hpp"

namespace pay200::handlers {

/// The key {keyId} of the path. kNotFoundApiKey also for another merchant's.
Result<ApiKey> api_key_of(Services& services, const http::Call& call, MerchantId merchant_id);

}  // namespace pay200::handlers
