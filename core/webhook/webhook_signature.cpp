#include "core/webhook/webhook_signature.hpp"

#include <charconv>

#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::string_view kVersion = "v1,";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kLeastKeyBytes = 24, kMostKeyBytes = 64;  // as the standard has it

std::string signature_by(const std::string& key, std::string_view id, std::string_view timestamp,
                         std::string_view body) {
  std::string content;
  content.reserve(id.size() + timestamp.size() + body.size() + 2);
  content.append(id).append(".").append(timestamp).append(".").append(body);
  return crypto::base64_encode(crypto::hmac_sha256(key, content));
}

std::optional<std::int64_t> number_from(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

/// One of the header's signatures, which spaces part, is ours. Other versions are not ours to read.
bool holds(std::string_view header, std::string_view wanted) {
  bool found = false;
  while (!header.empty()) {
    const std::string_view one = header.substr(0, header.find(' '));
    if (one.starts_with(kVersion)) {
      found |= crypto::equal_constant_time(one.substr(kVersion.size()), wanted);
    }
    header.remove_prefix(one.size() == header.size() ? one.size() : one.size() + 1);
  }
  return found;
}

}  // namespace

std::string new_webhook_secret() { return webhook_secret_from(crypto::random_bytes(kKeyBytes)); }

std::string webhook_secret_from(std::string key) {
  std::string secret = std::string(kPrefix) + crypto::base64_encode(key);
  crypto::cleanse(key);
  return secret;
}

std::optional<std::string> webhook_key_of(std::string_view secret) {
  if (!secret.starts_with(kPrefix)) return std::nullopt;
  auto key = crypto::base64_decode(secret.substr(kPrefix.size()));
  if (!key || key->size() < kLeastKeyBytes || key->size() > kMostKeyBytes) return std::nullopt;
  return key;
}

std::string webhook_signature(const std::vector<std::string>& secrets, std::string_view id,
                              std::int64_t timestamp_s, std::string_view body) {
  std::string signatures;
  for (const std::string& secret : secrets) {
    auto key = webhook_key_of(secret);
    PAY200_ASSERT(key);
    if (!signatures.empty()) signatures += ' ';
    signatures.append(kVersion).append(signature_by(*key, id, std::to_string(timestamp_s), body));
    crypto::cleanse(*key);
  }
  return signatures;
}

WebhookVerdict verify_webhook(std::string_view secret, const SignedWebhook& webhook, Time now,
                              std::chrono::seconds tolerance) {
  auto key = webhook_key_of(secret);
  if (!key) return WebhookVerdict::kNoSecret;
  const auto stamp = number_from(webhook.timestamp);
  const std::string wanted = signature_by(*key, webhook.id, webhook.timestamp, webhook.body);
  crypto::cleanse(*key);
  if (!stamp) return WebhookVerdict::kNoTimestamp;
  // Before what is said of its time: that of a forged one is of no interest.
  if (!holds(webhook.signature, wanted)) return WebhookVerdict::kWrongSignature;
  const auto now_s = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  if (*stamp < now_s - tolerance.count()) return WebhookVerdict::kTooOld;
  if (*stamp > now_s + tolerance.count()) return WebhookVerdict::kTooNew;
  return WebhookVerdict::kGenuine;
}

}  // namespace pay200
