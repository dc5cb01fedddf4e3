#include "core/payment/change_hint.hpp"
#include "core/payment/page_token.hpp"
#include "core/payment/qr_token.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const std::string& token_key() {
  static const std::string key(32, 't');
  return key;
}

/// One character changed into another of the alphabet.
std::string spoilt(std::string token, std::size_t at) {
  char& c = token[at % token.size()];
  c = c == '7' ? '8' : '7';
  return token;
}

const FuzzTarget kTarget("tokens", [](std::string_view text) {
  const Time now{std::chrono::seconds(1'790'000'000)};
  read_page_token(token_key(), text, now);
  payment_key_from_qr_token(token_key(), text);
  if (const auto hint = change_hint_from(text)) {
    require(encode(*hint) == text, "there is one form of a hint");
  }

  Input input(text);
  PaymentKey key;
  key.merchant_id.value = 1 + (input.number() & 0xff'ffff'fffe) % 0xff'ffff'fffe;
  for (auto& byte : key.payment_id.value.bytes) byte = input.byte();
  const std::size_t at = input.byte();
  const PageToken page = page_token(token_key(), key, now);
  const auto claim = read_page_token(token_key(), page.text, now);
  require(claim && claim->payment == key, "a page's token is its payment's");
  require(!read_page_token(token_key(), page.text, page.expires_at + std::chrono::seconds(1)),
          "a page's token ends");
  require(!read_page_token(token_key(), spoilt(page.text, at), now), "one character is noticed");
  const std::string qr = qr_token(token_key(), key);
  require(payment_key_from_qr_token(token_key(), qr) == key, "a QR token is its payment's");
  require(!payment_key_from_qr_token(token_key(), spoilt(qr, at)), "one character is noticed");
  require(!payment_key_from_qr_token(std::string(32, 'u'), qr), "another key's token is none");
});

}  // namespace
}  // namespace pay200::fuzz
