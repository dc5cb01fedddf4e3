#include "fcgi-app/http/authentication.hpp"

#include <optional>
#include <string>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::http {
namespace {

std::optional<std::string> key_of(std::string_view authorization) {
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = authorization.substr(0, space);
  const std::string_view credentials = trimmed(authorization.substr(space));
  if (equal_ignoring_case(scheme, "Bearer")) return std::string(credentials);
  if (!equal_ignoring_case(scheme, "Basic")) return std::nullopt;
  const auto decoded = crypto::base64_decode(credentials);
  if (!decoded) return std::nullopt;
  // The key is the user name, and its password is empty.
  if (!decoded->ends_with(':')) return std::nullopt;
  return decoded->substr(0, decoded->size() - 1);
}

Result<ApiPrincipal> authenticate(ApiKeyService& api_keys, const Request& request) {
  const auto key = key_of(request.header("Authorization").value_or(""));
  if (!key) return ErrorCode::kInvalidApiKey;
  return api_keys.authenticate(*key);
}

}  // namespace

Result<ApiPrincipal> authenticate_shop(ApiKeyService& api_keys, const Request& request) {
  auto principal = authenticate(api_keys, request);
  if (principal && principal->kind != KeyKind::kSecret) {
    return Error{.code = ErrorCode::kForbiddenRequest, .detail = "this takes a secret key"};
  }
  return principal;
}

Result<ApiPrincipal> authenticate_page(ApiKeyService& api_keys, MerchantOrigins& origins,
                                       const Request& request) {
  auto principal = authenticate(api_keys, request);
  const auto origin = request.header("Origin");
  if (!principal || principal->kind != KeyKind::kClient || !origin) return principal;
  if (!origins.is_allowed(principal->merchant_id, *origin)) return ErrorCode::kOriginNotAllowed;
  return principal;
}

Result<PageTokenClaim> authenticate_checkout(std::string_view token_key, const Request& request,
                                             Time now) {
  const auto token = key_of(request.header("Authorization").value_or(""));
  if (!token) return ErrorCode::kInvalidPageToken;
  const auto claim = read_page_token(token_key, *token, now);
  if (!claim) return ErrorCode::kInvalidPageToken;
  return *claim;
}

Result<ShopperSession> authenticate_shopper(ShopperService& shoppers, const Request& request) {
  const auto token = cookie(request.header("Cookie").value_or(""), kShopperCookie);
  if (!token) return ErrorCode::kUnauthorized;
  return shoppers.authenticate(*token);
}

Result<StaffSession> authenticate_staff(StaffService& staff, const Request& request,
                                        bool while_logging_in) {
  const auto token = cookie(request.header("Cookie").value_or(""), kStaffCookie);
  if (!token) return ErrorCode::kUnauthorized;
  auto session = staff.authenticate(*token);
  if (session && session->stage != StaffStage::kFull && !while_logging_in) {
    return ErrorCode::kUnauthorized;
  }
  return session;
}

Result<StaffMember> authenticate_member(StaffService& staff, const Request& request,
                                        std::string_view m_id) {
  const auto token = cookie(request.header("Cookie").value_or(""), kStaffCookie);
  if (!token) return ErrorCode::kUnauthorized;
  // Where nobody works, so that what is no id is refused after the session, as any other.
  const MerchantId merchant_id = merchant_id_from_text(m_id).value_or(MerchantId{});
  return staff.authenticate_at(*token, merchant_id, !only_reads(request));
}

bool only_reads(const Request& request) {
  return request.method() == "GET" || request.method() == "HEAD";
}

Result<Nothing> check_csrf_token(const Request& request, const StaffSession& session) {
  if (only_reads(request)) return Nothing{};
  const auto given = request.header("X-CSRF-Token").value_or("");
  if (!crypto::equal_constant_time(given, session.csrf_token())) {
    return ErrorCode::kInvalidCsrfToken;
  }
  return Nothing{};
}

Result<Nothing> check_origin(const Request& request, std::string_view own_origin) {
  const auto origin = request.header("Origin");
  if (origin && !equal_ignoring_case(*origin, own_origin)) {
    return Error{.code = ErrorCode::kForbiddenRequest, .detail = "from another origin"};
  }
  return Nothing{};
}

std::string_view origin_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return url;
  return url.substr(0, url.find('/', scheme_end + 3));
}

}  // namespace pay200::http
