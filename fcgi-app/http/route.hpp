#pragma once
// One row of the API's table (fcgi-app/routes.cpp).

#include <string_view>
#include <variant>
#include <vector>

#include "core/platform/id.hpp"
#include "core/platform/later.hpp"
#include "core/platform/result.hpp"
#include "core/staff/staff_role.hpp"
#include "fcgi-app/http/response.hpp"

namespace pay200 {
struct ApiPrincipal;
struct ShopperSession;
struct StaffMember;
struct StaffSession;
struct Services;
}  // namespace pay200

namespace pay200::http {

struct Call;

/// Who asks is settled before a handler runs; its parameter says what it relies on.
using OpenHandler = Result<Response> (*)(Services&, const Call&);  ///< no authentication
using ShopHandler = Result<Response> (*)(Services&, const Call&, const ApiPrincipal&);
/// A shop, by its secret key, or its page, by a client key and from an origin on the merchant's
/// list.
struct PageHandler {
  ShopHandler handle;
};
/// A shop's page, by the token of the one payment that it may follow (core/payment/page_token.hpp).
using CheckoutHandler = Result<Response> (*)(Services&, const Call&, const PaymentKey&);
using ShopperHandler = Result<Response> (*)(Services&, const Call&, const ShopperSession&);
/// ShopHandler and CheckoutHandler of what only waits for the database: they hand their answer over
/// when it comes, and no thread waits for it. The Call lives until then. What they throw or answer
/// is an answer as any other's; after it they do neither.
using Answer = Later<Result<Response>>;
struct LaterShopHandler {
  void (*handle)(Services&, const Call&, const ApiPrincipal&, Answer);
};
struct LaterCheckoutHandler {
  void (*handle)(Services&, const Call&, const PaymentKey&, Answer);
};
/// Asked by the shopper's app before there is a session: as ShopperHandler, own origin only.
struct LoginHandler {
  OpenHandler handle;
};

/// A merchant's staff, by their session, wherever they work; own origin and CSRF token.
struct StaffHandler {
  Result<Response> (*handle)(Services&, const Call&, const StaffSession&);
  bool while_logging_in = false;  ///< also before the second factor
};
/// The same, at the merchant {mId}: whoever does not work there finds nothing.
struct MemberHandler {
  Result<Response> (*handle)(Services&, const Call&, const StaffMember&);
  StaffRole least;
};
/// What the shop's server may ask as well: the handler is the same, the merchant is {mId}.
struct MemberShopHandler {
  ShopHandler handle;
  StaffRole least;
};

/// A shop's page, by a payment's token, of the role stream (fcgi-app/stream), to which nginx hands
/// these requests; a worker does not know them.
struct StreamEndpoint {};

/// What is true when nobody knows whether the request was carried out.
enum class Effect {
  kHarmless,  ///< asking again is safe
  kLasting,   ///< it may have taken effect: 504 OUTCOME_UNKNOWN
};

struct Route {
  std::string_view method;   ///< "GET" (HEAD follows it), "POST" or "DELETE"
  std::string_view pattern;  ///< "/v1/payments/{paymentKey}/cancel"; a parameter is a whole segment
  Effect effect;
  std::variant<OpenHandler, LoginHandler, ShopHandler, LaterShopHandler, PageHandler,
               CheckoutHandler, LaterCheckoutHandler, ShopperHandler, StaffHandler, MemberHandler,
               MemberShopHandler, StreamEndpoint>
      handler;
};

}  // namespace pay200::http
