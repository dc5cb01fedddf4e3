#pragma once
// Ids and dates as they are typed, and what is said of those that are wrong. All throw Failure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/api_key/api_key_service.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/platform/id.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

MerchantId merchant_id_from(const std::string& text);
ApiKeyId api_key_id_from(const std::string& text);
PaymentKey payment_key_from(const std::string& text);
TransactionId transaction_id_from(const std::string& text);
WebhookEndpointId webhook_endpoint_id_from(const std::string& text);
WebhookKey webhook_key_from(const std::string& text);
DisputeKey dispute_key_from(const std::string& text);
/// The acquirer of that name; without a name, the only one of the mode. kNotFound, kUsage.
const Config::Acquirer& acquirer_from(Session& session, const std::optional<std::string>& name);
SettlementKey settlement_key_from(const std::string& text);
PayoutKey payout_key_from(const std::string& text);
/// "2026-11-22"; `option` is named in the complaint.
std::chrono::year_month_day day_from(const std::string& option, const std::string& text);

/// "2026-11-27T07:05:03.123+09:00" as answers have it, "2026-11-27 07:05:03" in Asia/Seoul as
/// tables have it, or a day, from its beginning there.
Time time_from(const std::string& option, const std::string& text);

/// --day, or today in Seoul. One to come is of test mode only, where a day may be rehearsed.
std::chrono::year_month_day day_of_run(const Session& session,
                                       const std::optional<std::string>& text);

/// A number that no fee can be becomes one that is refused by its range.
int basis_points_from(std::int64_t number);
int settlement_days_from(std::int64_t number);  ///< likewise

/// kNotFound, with the way to find out which there are.
Merchant merchant_from(Session& session, const std::string& text);

/// Refused (kNotAllowed) unless the merchant is of the mode that was asked for: nobody acts on a
/// live merchant by a slip.
void require_mode(const Session& session, const Merchant& merchant);

}  // namespace pay200::pgctl
