#include "fcgi-app/handlers/payment/payment_response.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/payment/page_token.hpp"
#include "core/payment/qr_token.hpp"
#include "core/platform/assert.hpp"
#include "fcgi-app/http/error_response.hpp"
#include "fcgi-app/render/checkout_json.hpp"
#include "fcgi-app/render/payment_json.hpp"
#include "fcgi-app/render/shopper_json.hpp"

namespace pay200::handlers {
namespace {

/// The token stands in the URL's fragment, which browsers send to nobody, so it is in no log.
std::optional<render::QrCode> qr_code(const Services& services, const Payment& payment) {
  if (payment.status() != PublicStatus::kReady) return std::nullopt;
  std::string token = qr_token(services.token_key, payment.key);
  std::string url = services.public_base_url + "/app/#qr=" + token;
  return render::QrCode{std::move(token), std::move(url)};
}

std::string rendered(const Services& services, const http::Call& call, const Payment& payment,
                     Audience audience) {
  switch (audience) {
    case Audience::kShop:
      return render::payment_text(payment, qr_code(services, payment),
                                  page_token(services.token_key, payment.key, payment.requested_at),
                                  services.public_base_url, call.language);
    case Audience::kShopper:
      return render::shopper_payment_json(payment, call.language).dump();
    case Audience::kPage:
      return render::checkout_json(payment, qr_code(services, payment), services.clock.now(),
                                   call.language)
          .dump();
  }
  PAY200_ASSERT(!"an audience that is no enumerator");
}

}  // namespace

http::Response payment_response(const Services& services, const http::Call& call,
                                const Payment& payment, Audience audience) {
  return {200,
          {{"Content-Type", "application/json; charset=utf-8"}},
          rendered(services, call, payment, audience)};
}

http::Response payment_response(const Services& services, const http::Call& call,
                                const PaymentAnswer& answer, Audience audience) {
  http::Response response =
      answer.result ? payment_response(services, call, *answer.result, audience)
                    : http::error_response(answer.result.error(), call.language, call.request_id);
  if (answer.result && answer.pending) response.status = 202;
  if (answer.replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

void answer_with_payment(Services& services, const http::Call& call, const PaymentKey& key,
                         Audience audience, http::Answer answer) {
  services.payments.get_payment(
      key, [&services, &call, audience, answer = std::move(answer)](const auto& found) {
        answer([&]() -> Result<http::Response> {
          const Result<Payment> payment = found();
          if (!payment) return payment.error();
          return payment_response(services, call, *payment, audience);
        });
      });
}

}  // namespace pay200::handlers
