#include "core/shopper/try_limits.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <exception>
#include <utility>

#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"
#include "core/shopper/try_store.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kSubscriberBytes = 8;

Error pause_until(Time until, Time now) {
  Error error{ErrorCode::kTooManyRequests};
  error.retry_after_s =
      static_cast<int>(std::chrono::ceil<std::chrono::seconds>(until - now).count());
  return error;
}

}  // namespace

TryLimit failed_card_limit(const Config::Limits& limits, ShopperId shopper_id) {
  return {"card_shopper", shopper_id.to_sql(), limits.cards_per_shopper, limits.card_window_s};
}

std::string counted_address(std::string_view address) {
  std::string text(address);
  in6_addr parsed{};
  if (inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
  const auto* bytes = reinterpret_cast<const char*>(&parsed);
  return "v6:" + crypto::to_hex(std::string_view(bytes, kSubscriberBytes));
}

Result<CountedTry> CountedTry::count(db::Database& database, std::string_view key,
                                     std::vector<TryLimit> limits, Time now) {
  CountedTry result(database);
  for (TryLimit& limit : limits) {
    if (limit.most == 0 || limit.subject.empty()) continue;
    Counted counted{limit.kind, crypto::hmac_sha256(
                                    key, "try:" + std::string(limit.kind) + ":" + limit.subject)};
    crypto::cleanse(limit.subject);
    std::optional<Time> paused;
    try {
      paused = try_store::count_try(database, counted.subject_hmac, counted.kind, limit.most,
                                    limit.window_s, now);
    } catch (const db::InDoubt& doubt) {
      // Only whether it was counted: nothing has been tried yet.
      throw db::Unavailable(doubt.what());
    }
    if (paused) {
      result.forgive(now);
      log::warning("tries_paused", {{"kind", limit.kind}});
      return pause_until(*paused, now);
    }
    result.counted_.push_back(std::move(counted));
  }
  return result;
}

std::size_t forget_old_tries(db::Database& database, std::size_t most, Time now) {
  return try_store::forget_tries(database, most, now);
}

void CountedTry::forgive(Time now) noexcept {
  try {
    for (const Counted& counted : counted_) {
      try_store::forgive_try(*database_, counted.subject_hmac, counted.kind, now);
    }
    counted_.clear();
  } catch (const std::exception& error) {
    log::warning("try_not_forgiven", {{"cause", error.what()}});
  }
}

}  // namespace pay200
