#include "pgctl/arguments.hpp"

#include <limits>

#include "core/transaction/transaction_search.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

Failure not_an_id(const std::string& text, const char* what, const char* example) {
  return {ExitStatus::kUsage, "\"" + text + "\" is not a " + what + "; one looks like " + example};
}

}  // namespace

MerchantId merchant_id_from(const std::string& text) {
  const auto id = merchant_id_from_text(text);
  if (!id) throw not_an_id(text, "merchant id", "mer_0g7k2m1q");
  return *id;
}

ApiKeyId api_key_id_from(const std::string& text) {
  if (text.find("_sk_") != std::string::npos || text.find("_ck_") != std::string::npos) {
    // Not repeated: it may be a secret, and this may end in a log.
    throw Failure(ExitStatus::kUsage,
                  "that is a key, not a key's id; `pgctl key list` shows the ids (key_...)");
  }
  const auto id = api_key_id_from_text(text);
  if (!id) throw not_an_id(text, "key id", "key_01kb3f5e8mfx9t2c4v6b8n0q1r");
  return *id;
}

PaymentKey payment_key_from(const std::string& text) {
  const auto key = payment_key_from_text(text);
  if (!key) throw not_an_id(text, "payment key", "pay_ and 34 letters and digits");
  return *key;
}

TransactionId transaction_id_from(const std::string& text) {
  const auto id = transaction_id_from_text(text);
  if (!id) throw not_an_id(text, "transaction id", "txn_01kb3f5e8mfx9t2c4v6b8n0q1r");
  return *id;
}

WebhookEndpointId webhook_endpoint_id_from(const std::string& text) {
  const auto id = webhook_endpoint_id_from_text(text);
  if (!id) throw not_an_id(text, "webhook endpoint id", "whe_01kb3f5e8mfx9t2c4v6b8n0q1r");
  return *id;
}

WebhookKey webhook_key_from(const std::string& text) {
  const auto key = webhook_key_from_text(text);
  if (!key) throw not_an_id(text, "webhook id", "msg_ and 34 letters and digits");
  return *key;
}

DisputeKey dispute_key_from(const std::string& text) {
  const auto key = dispute_key_from_text(text);
  if (!key) throw not_an_id(text, "dispute id", "dsp_ and 34 letters and digits");
  return *key;
}

const Config::Acquirer& acquirer_from(Session& session, const std::optional<std::string>& name) {
  const auto& acquirers = session.config().acquirers;
  std::string names;
  const Config::Acquirer* only = nullptr;
  int found = 0;
  for (const auto& acquirer : acquirers) {
    if (name && acquirer.name == *name) return acquirer;
    names += (names.empty() ? "" : ", ") + acquirer.name;
    if (acquirer.only_test == session.live()) continue;
    only = &acquirer;
    ++found;
  }
  if (names.empty()) names = "none";
  if (name) {
    throw Failure(ExitStatus::kNotFound,
                  "acquirer " + *name + " not found; the configuration has: " + names);
  }
  if (found == 1) return *only;
  throw Failure(found == 0 ? ExitStatus::kFailed : ExitStatus::kUsage,
                found == 0 ? "the configuration has no acquirer for " +
                                 std::string(session.mode()) + " mode; it has: " + names
                           : "say which --acquirer; the configuration has: " + names);
}

SettlementKey settlement_key_from(const std::string& text) {
  const auto key = settlement_key_from_text(text);
  if (!key) throw not_an_id(text, "settlement id", "stl_ and 34 letters and digits");
  return *key;
}

PayoutKey payout_key_from(const std::string& text) {
  const auto key = payout_key_from_text(text);
  if (!key) throw not_an_id(text, "payout id", "pyo_ and 34 letters and digits");
  return *key;
}

std::chrono::year_month_day day_from(const std::string& option, const std::string& text) {
  const auto day = day_from_text(text);
  if (!day) {
    throw Failure(ExitStatus::kUsage,
                  option + ": \"" + text + "\" is not a date; one looks like 2026-11-22");
  }
  return *day;
}

Time time_from(const std::string& option, const std::string& text) {
  if (const auto day = day_from_text(text)) return start_of_seoul_day(*day);
  std::string instant = text;
  constexpr std::size_t kDayLength = 10;
  if (instant.size() > kDayLength && instant[kDayLength] == ' ') {
    instant[kDayLength] = 'T';
    instant += "+09:00";
  }
  const auto time = from_iso8601(instant);
  if (!time) {
    throw Failure(
        ExitStatus::kUsage,
        option + ": \"" + text + "\" is not a time; one looks like 2026-11-27T07:05:03+09:00");
  }
  return *time;
}

std::chrono::year_month_day day_of_run(const Session& session,
                                       const std::optional<std::string>& text) {
  const auto today = seoul_day(session.clock().now());
  if (!text) return today;
  const auto day = day_from("--day", *text);
  if (session.live() && day > today) {
    throw Failure(ExitStatus::kUsage, "--day: " + *text + " is to come; live money waits for it");
  }
  return day;
}

int basis_points_from(std::int64_t number) {
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  return number < 0 || number > kMost ? -1 : static_cast<int>(number);
}

int settlement_days_from(std::int64_t number) { return basis_points_from(number); }

Merchant merchant_from(Session& session, const std::string& text) {
  const MerchantId id = merchant_id_from(text);
  auto merchant = MerchantService(session.database(), session.clock()).get_merchant(id);
  if (!merchant) {
    throw Failure(exit_status(merchant.error().code),
                  "merchant " + text + " not found; `pgctl merchant list` shows all");
  }
  return *std::move(merchant);
}

void require_mode(const Session& session, const Merchant& merchant) {
  if (merchant.live == session.live()) return;
  const std::string who = to_text(merchant.id) + " (" + merchant.name + ") is a ";
  throw Failure(exit_status(ErrorCode::kModeMismatch),
                merchant.live ? who + "live merchant; add --live if you mean it"
                              : who + "test merchant; leave out --live");
}

}  // namespace pay200::pgctl
