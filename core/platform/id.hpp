#pragma once
// Identifiers. Each kind is a type of its own, so that a swap does not compile. Inside: a random
// 40-bit number for merchants, UUIDv7 (RFC 9562) for all else, made by the application. Outside:
// a prefix and lower-case Crockford base32 ("mer_0g7k2m1q", "pay_...", "key_...").

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/clock.hpp"

namespace pay200 {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;

  /// Version 7: milliseconds of `now`, then random bits from the system's CSPRNG. Ids made later
  /// in one process sort later, also within one millisecond; only a clock set back by more than a
  /// minute starts over. Safe from any thread.
  static Uuid make_v7(Time now);
  /// 8-4-4-4-12, as PostgreSQL prints and reads it.
  std::string to_string() const;
  static std::optional<Uuid> parse(std::string_view text);
};

template <class Tag>
struct TypedUuid {
  Uuid value{};
  auto operator<=>(const TypedUuid&) const = default;
  static TypedUuid make(Time now) { return {Uuid::make_v7(now)}; }
  /// The plain UUID text, for SQL and logs.
  std::string to_sql() const { return value.to_string(); }
  static std::optional<TypedUuid> from_sql(std::string_view text) {
    auto parsed = Uuid::parse(text);
    if (!parsed) return std::nullopt;
    return TypedUuid{*parsed};
  }
};

using PaymentId = TypedUuid<struct PaymentTag>;
using AttemptId = TypedUuid<struct AttemptTag>;
using CancelId = TypedUuid<struct CancelTag>;
using ConfirmId = TypedUuid<struct ConfirmTag>;
using ReversalId = TypedUuid<struct ReversalTag>;
using RefundId = TypedUuid<struct RefundTag>;
using TransactionId = TypedUuid<struct TransactionTag>;
using ApiKeyId = TypedUuid<struct ApiKeyTag>;
using ShopperId = TypedUuid<struct ShopperTag>;
using StaffId = TypedUuid<struct StaffTag>;
using CardId = TypedUuid<struct CardTag>;
using PasskeyId = TypedUuid<struct PasskeyTag>;
using EventId = TypedUuid<struct EventTag>;
using SettlementId = TypedUuid<struct SettlementTag>;
using PayoutId = TypedUuid<struct PayoutTag>;
using PayoutAccountId = TypedUuid<struct PayoutAccountTag>;
using WebhookEndpointId = TypedUuid<struct WebhookEndpointTag>;
using WebhookDeliveryId = TypedUuid<struct WebhookDeliveryTag>;
using WebhookAttemptId = TypedUuid<struct WebhookAttemptTag>;
using DisputeId = TypedUuid<struct DisputeTag>;

struct MerchantId {
  std::int64_t value = 0;  ///< 0 < value < 2^40
  auto operator<=>(const MerchantId&) const = default;
  static MerchantId make_random();
};

/// "mer_" and 8 characters.
std::string to_text(MerchantId id);
std::optional<MerchantId> merchant_id_from_text(std::string_view text);
/// "txn_", "key_", "shp_", "crd_", "psk_", "cnl_", "att_", "whe_", "stf_" and 26 characters.
std::string to_text(TransactionId id);
std::string to_text(ApiKeyId id);
std::string to_text(ShopperId id);
std::string to_text(CardId id);
std::string to_text(PasskeyId id);
std::string to_text(CancelId id);
std::string to_text(AttemptId id);
std::string to_text(WebhookEndpointId id);
std::string to_text(StaffId id);
std::optional<TransactionId> transaction_id_from_text(std::string_view text);
std::optional<ApiKeyId> api_key_id_from_text(std::string_view text);
std::optional<ShopperId> shopper_id_from_text(std::string_view text);
std::optional<CardId> card_id_from_text(std::string_view text);
std::optional<PasskeyId> passkey_id_from_text(std::string_view text);
std::optional<WebhookEndpointId> webhook_endpoint_id_from_text(std::string_view text);
std::optional<StaffId> staff_id_from_text(std::string_view text);

/// The API's paymentKey: "pay_" and 34 characters that hold the merchant (5 bytes) and the payment
/// (16 bytes), so that every look-up by it names its merchant.
struct PaymentKey {
  MerchantId merchant_id;
  PaymentId payment_id;
  auto operator<=>(const PaymentKey&) const = default;
};
std::string to_text(const PaymentKey& key);
std::optional<PaymentKey> payment_key_from_text(std::string_view text);

/// A webhook's id as its receiver sees it: "msg_" and 34 characters, likewise.
struct WebhookKey {
  MerchantId merchant_id;
  WebhookDeliveryId delivery_id;
  auto operator<=>(const WebhookKey&) const = default;
};
std::string to_text(const WebhookKey& key);
std::optional<WebhookKey> webhook_key_from_text(std::string_view text);

/// A dispute's id: "dsp_" and 34 characters, likewise.
struct DisputeKey {
  MerchantId merchant_id;
  DisputeId dispute_id;
  auto operator<=>(const DisputeKey&) const = default;
};
std::string to_text(const DisputeKey& key);
std::optional<DisputeKey> dispute_key_from_text(std::string_view text);

/// A settlement ("stl_") and a payout ("pyo_"), likewise.
struct SettlementKey {
  MerchantId merchant_id;
  SettlementId settlement_id;
  auto operator<=>(const SettlementKey&) const = default;
};
struct PayoutKey {
  MerchantId merchant_id;
  PayoutId payout_id;
  auto operator<=>(const PayoutKey&) const = default;
};
std::string to_text(const SettlementKey& key);
std::string to_text(const PayoutKey& key);
std::optional<SettlementKey> settlement_key_from_text(std::string_view text);
std::optional<PayoutKey> payout_key_from_text(std::string_view text);

/// Crockford base32, lower case, no padding; the last character holds the remaining bits. Decoding
/// accepts only what encoding makes (no upper case, no i/l/o/u, no non-zero spare bits).
std::string base32_encode(std::string_view bytes);
std::optional<std::string> base32_decode(std::string_view text);

}  // namespace pay200
