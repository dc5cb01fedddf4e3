#pragma once
// A payment as the window over the shop's page shows it: what whoever shops there may know. Nothing
// of the card, of the shopper who pays, of keys. Pure.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "core/payment/payment.hpp"
#include "core/platform/error_code.hpp"
#include "fcgi-app/render/payment_json.hpp"

namespace pay200::render {

/// What is happening now, in the words of the event stream (PageEventType): "ready", "scanned", ...
std::string_view checkout_phase(const Payment& payment);

/// `now` lets a browser whose clock is wrong count down.
nlohmann::ordered_json checkout_json(const Payment& payment, const std::optional<QrCode>& qr,
                                     Time now, Language language);

}  // namespace pay200::render
