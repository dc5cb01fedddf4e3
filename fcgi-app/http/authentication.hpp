#pragma once
// Who asks. Shops by their secret key, their pages by a client key or a payment's token, shoppers
// and the merchants' staff by their session's cookie.

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_origin.hpp"
#include "core/payment/page_token.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/staff/staff_service.hpp"
#include "fcgi-app/http/request.hpp"

namespace pay200::http {

/// `__Host-` binds the cookie to this host, HTTPS and path /.
inline constexpr std::string_view kShopperCookie = "__Host-pay200-shopper";
inline constexpr std::string_view kStaffCookie = "__Host-pay200-staff";

/// `Authorization: Basic base64(secretKey + ":")`, as Toss Payments takes it, or `Bearer`.
/// kInvalidApiKey; a client key (for pages) is kForbiddenRequest.
Result<ApiPrincipal> authenticate_shop(ApiKeyService& api_keys, const Request& request);

/// The same, or by a client key: then a page, if it is one (Origin), must come from an origin on
/// the merchant's list, else kOriginNotAllowed.
Result<ApiPrincipal> authenticate_page(ApiKeyService& api_keys, MerchantOrigins& origins,
                                       const Request& request);

/// `Authorization: Bearer ptk_...`: the payment that the token is of. kInvalidPageToken.
Result<PageTokenClaim> authenticate_checkout(std::string_view token_key, const Request& request,
                                             Time now);

/// kUnauthorized.
Result<ShopperSession> authenticate_shopper(ShopperService& shoppers, const Request& request);

/// kUnauthorized; without `while_logging_in` also before the second factor.
Result<StaffSession> authenticate_staff(StaffService& staff, const Request& request,
                                        bool while_logging_in);
/// At the merchant `m_id` of the path. kUnauthorized, kPasswordChangeRequired, kNotFoundMerchant.
/// What only reads does not keep the session awake: a page asks anew by itself whenever something
/// is paid.
Result<StaffMember> authenticate_member(StaffService& staff, const Request& request,
                                        std::string_view m_id);
/// GET or HEAD.
bool only_reads(const Request& request);
/// What is no GET must carry the session's token in X-CSRF-Token: kInvalidCsrfToken.
Result<Nothing> check_csrf_token(const Request& request, const StaffSession& session);

/// A request that changes something and says which page it comes from must come from ours
/// (besides SameSite=Strict): kForbiddenRequest. `own_origin` is "https://pay.example".
Result<Nothing> check_origin(const Request& request, std::string_view own_origin);

/// Scheme, host and port of a URL: "https://pay.example:8443/x" gives "https://pay.example:8443".
std::string_view origin_of(std::string_view url);

}  // namespace pay200::http
