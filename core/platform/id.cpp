#include "core/platform/id.hpp"

#include <atomic>
#include <utility>

#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kBase32Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kHexAlphabet = "0123456789abcdef";
constexpr std::size_t kUuidTextLength = 36;

/// What sorts in a UUIDv7: 48 bits of milliseconds and 12 bits that count within one.
std::uint64_t next_sort_part(std::uint64_t now_ms, std::uint64_t random) {
  // A clock that creeps back (NTP) must not disturb the order. One that was set back far starts
  // over: ids of the wrong time would be in the wrong partition and at the wrong end of a search.
  constexpr std::uint64_t kMostSetBackMs = 60'000;
  static std::atomic<std::uint64_t> last{0};
  // The count starts anywhere in the lower half, so that two processes rarely share it.
  const std::uint64_t fresh = now_ms << 12 | (random & 0x7ff);
  std::uint64_t previous = last.load();
  std::uint64_t next = 0;
  do {
    const bool far_back = now_ms + kMostSetBackMs < previous >> 12;
    // Past 4,096 in one millisecond the count carries into the time part (RFC 9562, 6.2).
    next = fresh > previous || far_back ? fresh : previous + 1;
  } while (!last.compare_exchange_weak(previous, next));
  return next;
}

void put_big_endian(std::uint64_t value, std::uint8_t* out, int count) {
  for (int i = count - 1; i >= 0; --i, value >>= 8) out[i] = static_cast<std::uint8_t>(value);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  const auto found = kHexAlphabet.find(c);
  if (found == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(found);
}

std::string_view as_bytes(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

Uuid uuid_from_bytes(std::string_view bytes) {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i)
    id.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
  return id;
}

std::string merchant_bytes(MerchantId id) {
  std::array<std::uint8_t, 5> bytes{};
  put_big_endian(static_cast<std::uint64_t>(id.value), bytes.data(), 5);
  return {bytes.begin(), bytes.end()};
}

/// The bytes after `prefix`, if there are exactly `size` of them.
std::optional<std::string> decode(std::string_view text, std::string_view prefix,
                                  std::size_t size) {
  if (!text.starts_with(prefix)) return std::nullopt;
  auto bytes = base32_decode(text.substr(prefix.size()));
  if (!bytes || bytes->size() != size) return std::nullopt;
  return bytes;
}

template <class Id>
std::optional<Id> typed_from_text(std::string_view text, std::string_view prefix) {
  const auto bytes = decode(text, prefix, 16);
  if (!bytes) return std::nullopt;
  return Id{uuid_from_bytes(*bytes)};
}

std::string uuid_text(std::string_view prefix, const Uuid& id) {
  return std::string(prefix) + base32_encode(as_bytes(id));
}

/// A merchant's thing: both ids in one text.
std::string key_text(std::string_view prefix, MerchantId merchant_id, const Uuid& id) {
  return std::string(prefix) +
         base32_encode(merchant_bytes(merchant_id) + std::string(as_bytes(id)));
}

std::optional<std::pair<MerchantId, Uuid>> key_parts(std::string_view text,
                                                     std::string_view prefix) {
  const auto bytes = decode(text, prefix, 21);
  if (!bytes) return std::nullopt;
  const std::string_view view = *bytes;
  const MerchantId merchant_id{static_cast<std::int64_t>(big_endian(view.substr(0, 5)))};
  if (merchant_id.value == 0) return std::nullopt;
  return std::pair(merchant_id, uuid_from_bytes(view.substr(5)));
}

}  // namespace

Uuid Uuid::make_v7(Time now) {
  const std::string random = crypto::random_bytes(10);
  const auto now_ms = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count());
  const std::uint64_t sort_part =
      next_sort_part(now_ms & 0xffff'ffff'ffff, big_endian(std::string_view(random).substr(8)));
  Uuid id;
  put_big_endian(sort_part >> 12, id.bytes.data(), 6);
  put_big_endian(0x7000 | (sort_part & 0xfff), id.bytes.data() + 6, 2);
  put_big_endian(big_endian(std::string_view(random).substr(0, 8)), id.bytes.data() + 8, 8);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

std::string Uuid::to_string() const {
  std::string text;
  text.reserve(kUuidTextLength);
  for (const std::uint8_t byte : bytes) {
    if (is_dash_position(text.size())) text += '-';
    text += kHexAlphabet[byte >> 4];
    text += kHexAlphabet[byte & 0xf];
  }
  return text;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != kUuidTextLength) return std::nullopt;
  Uuid id;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto digit = hex_digit(text[i]);
    if (!digit) return std::nullopt;
    auto& byte = id.bytes[digits++ / 2];
    byte = static_cast<std::uint8_t>(byte << 4 | *digit);
  }
  return id;
}

MerchantId MerchantId::make_random() {
  std::uint64_t value = 0;
  while (value == 0) value = big_endian(crypto::random_bytes(5));
  return {static_cast<std::int64_t>(value)};
}

std::string to_text(MerchantId id) { return "mer_" + base32_encode(merchant_bytes(id)); }
std::string to_text(TransactionId id) { return uuid_text("txn_", id.value); }
std::string to_text(ApiKeyId id) { return uuid_text("key_", id.value); }
std::string to_text(ShopperId id) { return uuid_text("shp_", id.value); }
std::string to_text(CardId id) { return uuid_text("crd_", id.value); }
std::string to_text(PasskeyId id) { return uuid_text("psk_", id.value); }
std::string to_text(CancelId id) { return uuid_text("cnl_", id.value); }
std::string to_text(AttemptId id) { return uuid_text("att_", id.value); }
std::string to_text(WebhookEndpointId id) { return uuid_text("whe_", id.value); }
std::string to_text(StaffId id) { return uuid_text("stf_", id.value); }

std::optional<MerchantId> merchant_id_from_text(std::string_view text) {
  const auto bytes = decode(text, "mer_", 5);
  if (!bytes) return std::nullopt;
  const MerchantId id{static_cast<std::int64_t>(big_endian(*bytes))};
  if (id.value == 0) return std::nullopt;
  return id;
}

std::optional<TransactionId> transaction_id_from_text(std::string_view text) {
  return typed_from_text<TransactionId>(text, "txn_");
}
std::optional<ApiKeyId> api_key_id_from_text(std::string_view text) {
  return typed_from_text<ApiKeyId>(text, "key_");
}
std::optional<ShopperId> shopper_id_from_text(std::string_view text) {
  return typed_from_text<ShopperId>(text, "shp_");
}
std::optional<CardId> card_id_from_text(std::string_view text) {
  return typed_from_text<CardId>(text, "crd_");
}
std::optional<PasskeyId> passkey_id_from_text(std::string_view text) {
  return typed_from_text<PasskeyId>(text, "psk_");
}

std::optional<WebhookEndpointId> webhook_endpoint_id_from_text(std::string_view text) {
  return typed_from_text<WebhookEndpointId>(text, "whe_");
}
std::optional<StaffId> staff_id_from_text(std::string_view text) {
  return typed_from_text<StaffId>(text, "stf_");
}

std::string to_text(const PaymentKey& key) {
  return key_text("pay_", key.merchant_id, key.payment_id.value);
}
std::string to_text(const WebhookKey& key) {
  return key_text("msg_", key.merchant_id, key.delivery_id.value);
}

std::string to_text(const DisputeKey& key) {
  return key_text("dsp_", key.merchant_id, key.dispute_id.value);
}

std::optional<PaymentKey> payment_key_from_text(std::string_view text) {
  const auto parts = key_parts(text, "pay_");
  if (!parts) return std::nullopt;
  return PaymentKey{parts->first, PaymentId{parts->second}};
}
std::optional<WebhookKey> webhook_key_from_text(std::string_view text) {
  const auto parts = key_parts(text, "msg_");
  if (!parts) return std::nullopt;
  return WebhookKey{parts->first, WebhookDeliveryId{parts->second}};
}

std::optional<DisputeKey> dispute_key_from_text(std::string_view text) {
  const auto parts = key_parts(text, "dsp_");
  if (!parts) return std::nullopt;
  return DisputeKey{parts->first, DisputeId{parts->second}};
}

std::string to_text(const SettlementKey& key) {
  return key_text("stl_", key.merchant_id, key.settlement_id.value);
}
std::string to_text(const PayoutKey& key) {
  return key_text("pyo_", key.merchant_id, key.payout_id.value);
}

std::optional<SettlementKey> settlement_key_from_text(std::string_view text) {
  const auto parts = key_parts(text, "stl_");
  if (!parts) return std::nullopt;
  return SettlementKey{parts->first, SettlementId{parts->second}};
}
std::optional<PayoutKey> payout_key_from_text(std::string_view text) {
  const auto parts = key_parts(text, "pyo_");
  if (!parts) return std::nullopt;
  return PayoutKey{parts->first, PayoutId{parts->second}};
}

std::string base32_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t held = 0;
  int held_bits = 0;
  for (const char c : bytes) {
    held = (held << 8 | static_cast<std::uint8_t>(c)) & 0xfff;
    for (held_bits += 8; held_bits >= 5; held_bits -= 5) {
      text += kBase32Alphabet[held >> (held_bits - 5) & 0x1f];
    }
  }
  if (held_bits > 0) text += kBase32Alphabet[held << (5 - held_bits) & 0x1f];
  return text;
}

std::optional<std::string> base32_decode(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 5 / 8);
  std::uint32_t held = 0;
  int held_bits = 0;
  for (const char c : text) {
    const auto value = kBase32Alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 5 | static_cast<std::uint32_t>(value)) & 0x1fff;
    held_bits += 5;
    if (held_bits >= 8) {
      held_bits -= 8;
      bytes += static_cast<char>(static_cast<std::uint8_t>(held >> held_bits));
    }
  }
  // What remains must be what encoding leaves: fewer than five bits, all of them zero.
  if (held_bits >= 5 || (held & ((1U << held_bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace pay200
