#pragma once
// A payment as the shop sees it: Toss Payments' Payment object (core API 2022-11-16), whose fields
// keep their names, order and meaning, and after them our own: qr, pageToken, customerName,
// attempts, timeline. Pure: the same payment and language give the same bytes, first time and
// replay.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "core/payment/page_token.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/error_code.hpp"
#include "core/platform/id.hpp"

namespace pay200::render {

struct QrCode {
  std::string token;
  std::string url;  ///< what the code's picture holds
};

/// `qr` is there while the payment can be scanned, `page_token` where the answer goes to who may
/// hand it to a page. `public_base_url` is without a slash at its end.
std::string payment_text(const Payment& payment, const std::optional<QrCode>& qr,
                         const std::optional<PageToken>& page_token,
                         const std::string& public_base_url, Language language);
/// The same as a tree, for what it is a part of.
nlohmann::ordered_json payment_json(const Payment& payment, const std::optional<QrCode>& qr,
                                    const std::optional<PageToken>& page_token,
                                    const std::string& public_base_url, Language language);

/// Of the approved attempt; null if there is none.
nlohmann::ordered_json card_json(const Payment& payment);

/// One element of its cancels; asserts that it is there.
nlohmann::ordered_json cancel_json(const Payment& payment, CancelId cancel_id);

/// {"code", "message"} of why it failed, or null.
nlohmann::ordered_json failure_json(const Payment& payment, Language language);

/// "424242******4242": all that is kept of a card number in clear.
std::string masked_card_number(const std::string& bin, const std::string& last_four);

}  // namespace pay200::render
