// The part of ShopperService that deals with cards: the only one that needs the link.
#include <algorithm>
#include <chrono>
#include <utility>

#include "core/card_vault/pan.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/shopper_service.hpp"
#include "core/shopper/shopper_store.hpp"
#include "core/shopper/try_limits.hpp"

namespace pay200 {
namespace {

constexpr int kRetryVerificationAfterS = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) { return std::all_of(text.begin(), text.end(), is_digit); }

/// The card's secrets are wiped on every way out.
class Wiped {
 public:
  explicit Wiped(ShopperService::NewCard& card) : card_(card) {}
  ~Wiped() {
    crypto::cleanse(card_.number);
    crypto::cleanse(card_.cvc);
  }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;

 private:
  ShopperService::NewCard& card_;
};

void remove_separators(std::string& number) {
  const auto is_separator = [](char c) { return c == ' ' || c == '-'; };
  number.erase(std::remove_if(number.begin(), number.end(), is_separator), number.end());
}

Error refused(ErrorCode code, const char* param, const char* detail) {
  Error error{code};
  error.param = param;
  error.detail = detail;
  return error;
}

bool is_expiry(std::string_view text) {
  if (text.size() != 4 || !all_digits(text)) return false;
  const int month = (text[2] - '0') * 10 + (text[3] - '0');
  return month >= 1 && month <= 12;
}

/// A card is good until the end of its month in Korea. YYMM texts of one century compare as dates.
bool has_expired(std::string_view expiry, Time now) {
  const auto today = seoul_day(now);
  const int year = static_cast<int>(today.year()) % 100;
  const auto month = static_cast<unsigned>(today.month());
  const std::string this_month = {
      static_cast<char>('0' + year / 10), static_cast<char>('0' + year % 10),
      static_cast<char>('0' + month / 10), static_cast<char>('0' + month % 10)};
  return expiry < this_month;
}

std::optional<Error> refusal_of(const ShopperService::NewCard& card, Time now) {
  if (!is_valid_pan(card.number)) {
    return refused(ErrorCode::kInvalidCardNumber, "number", "13 to 19 digits, without a typo");
  }
  if (!is_expiry(card.expiry)) {
    return refused(ErrorCode::kInvalidRequest, "expiry", "four digits: year and month (YYMM)");
  }
  if (has_expired(card.expiry, now)) {
    return refused(ErrorCode::kInvalidCardExpiration, "expiry", "this month is over");
  }
  const bool cvc_shaped = card.cvc.size() == 3 || card.cvc.size() == 4;
  if (!cvc_shaped || !all_digits(card.cvc)) {
    return refused(ErrorCode::kInvalidRequest, "cvc", "three or four digits");
  }
  return std::nullopt;
}

/// A verification moves no money and keeps nothing: one without an answer can simply be made again.
Error refusal_of(Error error) {
  if (error.code == ErrorCode::kOutcomeUnknown) {
    error.code = ErrorCode::kAcquirerUnavailable;
    error.retry_after_s = kRetryVerificationAfterS;
  }
  return error;
}

/// Which acquirer will be asked is the link's choice.
std::chrono::milliseconds longest_timeout(const Config& config) {
  int longest_ms = 0;
  for (const auto& acquirer : config.acquirers) {
    longest_ms = std::max(longest_ms, acquirer.timeout_ms);
  }
  return std::chrono::milliseconds(longest_ms);
}

/// The numbers of test cards are everybody's: one of them is counted for each shopper by itself.
std::vector<TryLimit> limits_of(const Config::Limits& limits, ShopperId shopper_id, bool live,
                                const ShopperService::NewCard& card, std::string_view address) {
  const std::string number = live ? card.number : shopper_id.to_sql() + card.number;
  return {
      failed_card_limit(limits, shopper_id),
      {"card_address", counted_address(address), limits.cards_per_address, limits.card_window_s},
      {"card_number", number, limits.tries_per_card_number, limits.card_number_window_s}};
}

}  // namespace

std::vector<Card> ShopperService::list_cards(ShopperId shopper_id) {
  return card_store::list_cards(database_, shopper_id);
}

Result<Card> ShopperService::add_card(ShopperId shopper_id, NewCard card,
                                      std::string_view address) {
  const Wiped wiped(card);
  remove_separators(card.number);
  const Time now = clock_.now();
  if (auto refusal = refusal_of(card, now)) return *std::move(refusal);
  const auto account = shopper_store::find_account(database_, shopper_id);
  if (!account) return ErrorCode::kUnauthorized;
  const int most_cards = config_.shopper.max_cards;
  const auto cards = list_cards(shopper_id);
  if (cards.size() >= static_cast<std::size_t>(most_cards)) return ErrorCode::kExceedMaxCards;
  auto counted =
      CountedTry::count(database_, pin_key_,
                        limits_of(config_.limits, shopper_id, account->live, card, address), now);
  if (!counted) return counted.error();
  PAY200_ASSERT(link_ != nullptr);
  Card added;
  added.id = CardId::make(now);
  added.expiry = card.expiry;
  added.created_at = now;
  added.is_default = cards.empty();
  CardNumber number{card.number, card.expiry};
  const auto sealed = link_->verify_and_seal(added.id, std::move(number), card.cvc, account->live,
                                             now + longest_timeout(config_));
  const bool asked = sealed || sealed.error().code != ErrorCode::kAcquirerUnavailable;
  if (sealed || !asked) counted->forgive(now);
  if (!sealed) return refusal_of(sealed.error());
  added.bin = sealed->bin;
  added.last_four = sealed->last_four;
  added.brand = sealed->brand;
  const auto outcome = card_store::add_card(database_, shopper_id, added, *sealed, most_cards);
  if (outcome == "duplicate") return ErrorCode::kDuplicatedCard;
  if (outcome == "too_many") return ErrorCode::kExceedMaxCards;
  return added;
}

Result<Nothing> ShopperService::delete_card(ShopperId shopper_id, CardId card_id) {
  if (!card_store::delete_card(database_, shopper_id, card_id)) return ErrorCode::kNotFoundCard;
  return Nothing{};
}

Result<Nothing> ShopperService::make_default_card(ShopperId shopper_id, CardId card_id) {
  if (!card_store::make_default_card(database_, shopper_id, card_id, clock_.now())) {
    return ErrorCode::kNotFoundCard;
  }
  return Nothing{};
}

}  // namespace pay200
