#include "core/merchant/merchant_origin.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "core/webhook/webhook_url.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("webhook", [](std::string_view text) {
  if (!webhook_url_complaint(text, false)) {
    require(!webhook_url_complaint(text, true), "a switch for development refuses no more");
    require(text.size() <= 2048, "a URL has its length");
    require(text.find('#') == std::string_view::npos, "a URL has no fragment");
  }
  if (const auto origin = parse_origin(text)) {
    const auto again = parse_origin(*origin);
    require(again && *again == *origin, "there is one form of an origin");
  }
  if (const auto key = webhook_key_of(text)) {
    require(key->size() >= 24 && key->size() <= 64, "a secret's key has its length");
    require(webhook_key_of(webhook_secret_from(*key)) == key, "a secret comes back");
  }
  const std::string secret = webhook_secret_from(std::string(32, 'k'));
  const std::string whole(text);
  const SignedWebhook forged{"msg_1", "1790000000", whole, "{}"};
  const Time now{std::chrono::seconds(1'790'000'000)};
  require(verify_webhook(secret, forged, now) != WebhookVerdict::kGenuine, "nothing is forged");
  verify_webhook(secret, {"msg_1", whole, "v1,", "{}"}, now);
  const SignedWebhook own{"msg_1", "1790000000",
                          webhook_signature({secret}, "msg_1", 1'790'000'000, text), whole};
  require(verify_webhook(secret, own, now) == WebhookVerdict::kGenuine, "ours is genuine");
});

}  // namespace
}  // namespace pay200::fuzz
