#include "fcgi-app/render/backoffice_payment_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/shopper/shopper_rules.hpp"
#include "fcgi-app/render/payment_json.hpp"
#include "fcgi-app/render/webhook_json.hpp"

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

std::string upper(std::string word) {
  std::ranges::transform(word, word.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return word;
}

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// Staff log in by an e-mail address; which of pay200's operators it was is not the merchant's
/// business.
Json asker(const std::optional<std::string>& by) {
  if (!by) return nullptr;
  return is_email_address(*by) ? *by : "pay200";
}

Json cancel_row(const CancelView& cancel) {
  return {
      {"type", cancel.type},
      {"amount", cancel.amount.amount_minor},
      {"reason", cancel.reason},
      {"status", upper(cancel.state)},
      {"requestedBy", upper(cancel.requested_by)},
      {"requestedByName", asker(cancel.by_operator)},
      {"requestedAt", to_iso8601(cancel.requested_at)},
      {"finishedAt", cancel.finished_at ? Json(to_iso8601(*cancel.finished_at)) : Json(nullptr)},
      {"transactionKey",
       cancel.transaction_id ? Json(to_text(*cancel.transaction_id)) : Json(nullptr)},
      {"responseCode", value_or_null(cancel.response_code)},
  };
}

Json ledger_row(const PostedEntry& entry) {
  const std::int64_t amount = entry.amount.amount_minor;
  return {
      {"transactionKey", to_text(entry.transaction_id)},
      {"account", entry.account},
      {"debit", std::max<std::int64_t>(amount, 0)},
      {"credit", std::max<std::int64_t>(-amount, 0)},
      {"currency", to_text(entry.amount.currency)},
      {"postedAt", to_iso8601(entry.created_at)},
  };
}

}  // namespace

Json backoffice_payment_json(const PaymentPage& page, const std::string& public_base_url,
                             Language language) {
  Json cancels = Json::array();
  for (const CancelView& cancel : page.payment.cancels) cancels.push_back(cancel_row(cancel));
  Json ledger = Json::array();
  for (const PostedEntry& entry : page.ledger) ledger.push_back(ledger_row(entry));
  Json webhooks = Json::array();
  for (const WebhookDelivery& delivery : page.webhooks) webhooks.push_back(webhook_json(delivery));
  return {
      // Neither the QR code nor the page's token: they are the shop's to hand out.
      {"payment",
       payment_json(page.payment, std::nullopt, std::nullopt, public_base_url, language)},
      {"cancels", std::move(cancels)},
      {"ledger", std::move(ledger)},
      {"webhooks", std::move(webhooks)},
  };
}

}  // namespace pay200::render
