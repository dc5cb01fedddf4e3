#include "dev/chaos/chaos_oracle.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "core/platform/id.hpp"
#include "dev/oracle/books.hpp"
#include "dev/read_journals.hpp"

namespace pay200::dev {
namespace {

using std::chrono::milliseconds;

constexpr const char* kDatabase = "pay200";
constexpr std::size_t kAtOnce = 8;

// The moment first: what comes while it is counted is later.
constexpr const char* kMoment = "SELECT clock_timestamp()";
constexpr const char* kCountWebhooks = R"sql(
SELECT (SELECT count(*) FROM pay200.outbox) + (SELECT count(*) FROM pay200.webhook_queue)
)sql";
// Their second pause is five minutes: they are wanted now.
constexpr const char* kMakeWebhooksDue = R"sql(
UPDATE pay200.webhook_queue SET next_at = now()
WHERE NOT in_flight AND next_at > now() + interval '6 seconds'
)sql";
constexpr const char* kLongestRefund = R"sql(
SELECT coalesce(extract(epoch FROM max(finished_at - created_at)), 0) FROM pay200.refund
)sql";
/// Of which a shop is told; those that no run makes are left out. How many for certain, and at
/// most: what nobody pays expires by itself, and its time is when that was begun.
std::string changes_until(const std::string& settled_at) {
  return R"sql(
SELECT coalesce(json_agg(json_build_array(merchant_id, payment_id, least, most)), '[]') FROM (
  SELECT merchant_id, payment_id, count(*) AS most, count(*) FILTER (
      WHERE event <> 'expired' OR occurred_at < timestamptz ')sql" +
         settled_at + R"sql(' - interval '10 seconds') AS least
  FROM pay200.payment_event
  WHERE event IN ('unknown', 'canceled', 'partially_canceled', 'expired')
     OR (event = 'approved' AND state = 'approved') OR (event IN ('declined', 'reversed') AND state = 'aborted')
  GROUP BY merchant_id, payment_id) changes
)sql";
}
constexpr const char* kDoubledOrders = R"sql(
SELECT order_id FROM pay200.payment GROUP BY merchant_id, order_id HAVING count(*) > 1
)sql";

std::optional<PaymentRef> ref_of(const std::string& payment_key) {
  const auto key = payment_key_from_text(payment_key);
  if (!key) return std::nullopt;
  return PaymentRef{key->merchant_id.value, key->payment_id.to_sql()};
}

std::optional<Told> promise_of(const ClientLine& line) {
  if (line.sent || line.status < 200 || line.status >= 300) return std::nullopt;
  if (line.act == "create") return Told{line.payment, Told::What::kCreated, line.amount_minor};
  if (line.act == "confirm" && line.state == "DONE") {
    return Told{line.payment, Told::What::kApproved, line.amount_minor};
  }
  if (line.act == "cancel" && line.status == 200) {
    return Told{line.payment, Told::What::kCanceled};
  }
  if (line.act == "refund" && line.status == 200) {
    return Told{line.payment, Told::What::kPartlyCanceled, line.amount_minor};
  }
  return std::nullopt;
}

class ChaosJudge {
 public:
  ChaosJudge(Stack& stack, const std::vector<ClientLine>& log,
             const std::vector<ReceivedWebhook>& webhooks, const std::string& settled_at)
      : books_(read_books(stack.postgres())),
        journals_(read_journals(stack)),
        doubled_orders_(stack.postgres().execute(kDoubledOrders, kDatabase)),
        longest_refund_s_(std::stod(stack.postgres().execute(kLongestRefund, kDatabase))),
        log_(log),
        webhooks_(webhooks) {
    const auto rows =
        nlohmann::json::parse(stack.postgres().execute(changes_until(settled_at), kDatabase));
    for (const auto& row : rows) {
      changes_[{row.at(0).get<std::int64_t>(), row.at(1).get<std::string>()}] = {
          row.at(2).get<std::size_t>(), row.at(3).get<std::size_t>()};
    }
  }

  ChaosVerdict judge() {
    judge_books();
    check_keys();
    check_messages();
    check_webhooks();
    return std::move(verdict_);
  }

 private:
  void find(const std::string& what) { verdict_.findings.push_back(what); }

  void judge_books() {
    std::vector<Told> told;
    for (const ClientLine& line : log_) {
      if (auto promise = promise_of(line)) told.push_back(std::move(*promise));
    }
    verdict_.promises = told.size();
    verdict_.books = dev::judge(books_, journals_, told);
    verdict_.findings = verdict_.books.findings;
    verdict_.longest_unknown_s = std::max(verdict_.books.longest_unknown_s, longest_refund_s_);
  }

  /// All answers to one key speak of one payment, and one order is one payment.
  void check_keys() {
    std::map<std::string, std::set<std::string>> payments;
    std::map<std::string, std::size_t> times;
    for (const ClientLine& line : log_) {
      if (line.key.empty()) continue;
      if (line.sent) ++times[line.key];
      if (!line.sent && line.status >= 200 && line.status < 300) {
        payments[line.key].insert(line.payment);
      }
    }
    verdict_.keys = times.size();
    for (const auto& [key, count] : times) verdict_.keys_at_once += count >= kAtOnce ? 1 : 0;
    for (const auto& [key, names] : payments) {
      if (names.size() > 1) find("the key " + key + " was answered with several payments");
    }
    if (!doubled_orders_.empty()) find("orders that became two payments: " + doubled_orders_);
  }

  /// However often a request was made: one message at the acquirer for each key.
  void check_messages() {
    std::map<PaymentRef, std::set<std::string>> confirms;
    std::map<PaymentRef, std::set<std::string>> refunds;
    for (const ClientLine& line : log_) {
      const auto ref = line.sent ? ref_of(line.payment) : std::nullopt;
      if (!ref) continue;
      if (line.act == "confirm") confirms[*ref].insert(line.key);
      if (line.act == "refund" || line.act == "cancel") refunds[*ref].insert(line.key);
    }
    std::map<std::string, PaymentRef> payers;
    std::map<std::string, PaymentRef> receivers;
    for (const auto& attempt : books_.attempts) payers[attempt.message] = attempt.payment;
    for (const auto& refund : books_.refunds) receivers[refund.message] = refund.payment;
    std::map<PaymentRef, std::size_t> purchased;
    std::map<PaymentRef, std::size_t> refunded;
    std::map<PaymentRef, std::int64_t> asked_back;
    for (const auto& journal : journals_) {
      for (const auto& record : journal.records) {
        const std::string message =
            journal.acquirer + " " + record.terminal + " " + record.stan + " " + record.rrn;
        const auto payer = payers.find(message);
        const auto receiver = receivers.find(message);
        if (record.kind == sandbox::Kind::kPurchase && payer != payers.end()) {
          ++purchased[payer->second];
        }
        if (record.kind == sandbox::Kind::kRefund && receiver != receivers.end()) {
          ++refunded[receiver->second];
          asked_back[receiver->second] += record.repeat ? 0 : record.amount_minor;
        }
      }
    }
    compare("purchase", purchased, confirms);
    compare("refund", refunded, refunds);
    // The acquirer would refuse it; that it is asked at all means that ours did not.
    for (const PaymentRow& payment : books_.payments) {
      const std::int64_t asked = asked_back[payment.ref];
      if (asked > payment.total_minor) {
        find(payment.ref.second + ": the acquirer was asked to give back " + std::to_string(asked) +
             " of " + std::to_string(payment.total_minor));
      }
    }
  }

  void compare(const std::string& what, const std::map<PaymentRef, std::size_t>& messages,
               const std::map<PaymentRef, std::set<std::string>>& keys) {
    for (const auto& [ref, count] : messages) {
      const auto known = keys.find(ref);
      const std::size_t allowed = known == keys.end() ? 0 : known->second.size();
      if (count > allowed) {
        find(ref.second + ": " + std::to_string(count) + " messages of a " + what + " for " +
             std::to_string(allowed) + " idempotency keys");
      }
    }
  }

  void check_webhooks() {
    std::map<std::string, std::string> bodies;
    std::map<PaymentRef, std::size_t> told;
    for (const ReceivedWebhook& webhook : webhooks_) {
      const auto [known, is_new] = bodies.emplace(webhook.id, webhook.body);
      if (!is_new) {
        ++verdict_.webhook_repeats;
        if (known->second != webhook.body) find("the webhook " + webhook.id + " came in two forms");
        continue;
      }
      const auto body = nlohmann::json::parse(webhook.body);
      if (body.at("eventType") != "PAYMENT_STATUS_CHANGED") continue;
      const auto ref = ref_of(body.at("data").at("paymentKey"));
      if (ref) ++told[*ref];
    }
    verdict_.webhooks = bodies.size();
    // Not by the status in the body: it is the payment's when the webhook is made.
    for (const auto& [ref, times] : changes_) {
      if (told[ref] < times.least || told[ref] > times.most) {
        find(ref.second + ": " + std::to_string(told[ref]) + " webhooks for " +
             std::to_string(times.least) + " changes of status");
      }
    }
  }

  Books books_;
  std::vector<AcquirerJournal> journals_;
  std::string doubled_orders_;
  double longest_refund_s_ = 0;
  struct Times {
    std::size_t least = 0;
    std::size_t most = 0;
  };
  std::map<PaymentRef, Times> changes_;
  const std::vector<ClientLine>& log_;
  const std::vector<ReceivedWebhook>& webhooks_;
  ChaosVerdict verdict_;
};

}  // namespace

ChaosVerdict judge_chaos(Stack& stack, const std::vector<ClientLine>& log,
                         const std::vector<ReceivedWebhook>& webhooks,
                         const std::string& settled_at) {
  return ChaosJudge(stack, log, webhooks, settled_at).judge();
}

std::string moment_of(Stack& stack) {
  std::string moment = stack.postgres().execute(kMoment, kDatabase);
  moment.erase(moment.find_last_not_of('\n') + 1);
  return moment;
}

std::optional<std::string> wait_until_settled(Stack& stack, milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    std::string moment = moment_of(stack);
    if (count_unsettled(stack.postgres()) == 0 &&
        std::stoi(stack.postgres().execute(kCountWebhooks, kDatabase)) == 0) {
      return moment;
    }
    if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
    stack.postgres().execute(kMakeWebhooksDue, kDatabase);
    std::this_thread::sleep_for(milliseconds(500));
  }
}

}  // namespace pay200::dev
