#include "fcgi-app/link/link_service.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "core/acquirer/answer.hpp"
#include "core/acquirer/iso8583/response_code.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/fail_point.hpp"
#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"

namespace pay200::link {
namespace {

using link_protocol::Reply;
using link_protocol::Request;

constexpr std::size_t kMostWaiting = 10'000;
constexpr std::chrono::milliseconds kLateApprovalPatience{3000};
/// Field 39 of a verification, whose amount is zero: no reason to decline it. To a payment it means
/// nothing.
constexpr std::string_view kNotDeclined = "85";
constexpr std::size_t kBinDigits = 6;
constexpr std::size_t kLastDigits = 4;

AcquirerOutcome not_sent(std::string why) {
  return {OutcomeKind::kNotSent, {}, {}, std::move(why)};
}

std::chrono::milliseconds refuse_for(const Config& config) {
  int longest_ms = 0;
  for (const auto& acquirer : config.acquirers) {
    longest_ms = std::max(longest_ms, acquirer.timeout_ms);
  }
  return std::chrono::milliseconds(longest_ms) + std::chrono::minutes(1);
}

AcquirerOutcome handed_over_before() {
  return {OutcomeKind::kUnknown, {}, {}, "it has been handed over before"};
}

/// The refusal of a request that is certain not to have left.
Reply refusal(const Request& request, const std::string& why) {
  const bool outcome = std::holds_alternative<link_protocol::Pay>(request.act) ||
                       std::holds_alternative<link_protocol::Reverse>(request.act) ||
                       std::holds_alternative<link_protocol::Refund>(request.act) ||
                       std::holds_alternative<link_protocol::InquireRefund>(request.act);
  if (outcome) return {request.id, not_sent(why)};
  return {request.id, Error{ErrorCode::kAcquirerUnavailable, why}};
}

template <class T>
Reply reply_of(std::uint64_t id, Result<T> result) {
  if (result) return {id, std::move(*result)};
  return {id, result.error()};
}

Error error_of(const AcquirerOutcome& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::kNotSent:
      return {ErrorCode::kAcquirerUnavailable, outcome.why};
    case OutcomeKind::kUnknown:
      return {ErrorCode::kOutcomeUnknown, outcome.why};
    case OutcomeKind::kAnswered:
      break;
  }
  const auto meaning = iso8583::meaning_of(outcome.response_code);
  // A verification moves nothing: what is unclear about one is only that it did not succeed.
  const ErrorCode code = meaning.outcome == iso8583::Outcome::kDeclined
                             ? meaning.error_code
                             : ErrorCode::kCardProcessingError;
  return {code, std::string(meaning.text), {}, outcome.response_code};
}

const char* outcome_name(const AcquirerOutcome& outcome, bool payment) {
  switch (outcome.kind) {
    case OutcomeKind::kNotSent:
      return "not_sent";
    case OutcomeKind::kUnknown:
      return "unknown";
    case OutcomeKind::kAnswered:
      break;
  }
  if (!payment) return "answered";
  switch (pay_answer(outcome.response_code, outcome.approval_code).kind) {
    case PayAnswer::Kind::kApproved:
      return "approved";
    case PayAnswer::Kind::kDeclined:
      return "declined";
    case PayAnswer::Kind::kUnclear:
      break;
  }
  return "unclear";
}

/// Counts what becomes of a message, and writes a line of it under the id of the request that it is
/// sent for. (The link counts few things: finding the counter is no work beside a message.)
std::function<void(AcquirerOutcome)> told(const std::string& acquirer, const char* act,
                                          std::function<void(AcquirerOutcome)> done) {
  return [acquirer, act, done = std::move(done), sender = log::request(),
          begun = std::chrono::steady_clock::now()](AcquirerOutcome outcome) {
    const auto taken = std::chrono::steady_clock::now() - begun;
    const std::string name = outcome_name(outcome, act == std::string_view("pay"));
    metrics::Counter(metrics::Metric::kAttempts,
                     {{"acquirer", acquirer}, {"act", act}, {"outcome", name}})
        .add();
    metrics::Seconds(metrics::Metric::kAttemptSeconds, {{"acquirer", acquirer}, {"act", act}})
        .observe(taken);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(taken).count();
    fail_point("link_after_answer");
    const log::RequestScope lines(sender);  // it may be any thread's: it then has its own again
    log::info(
        "acquirer_outcome",
        {{"acquirer", acquirer},
         {"act", act},
         {"outcome", name},
         {"answer", outcome.kind == OutcomeKind::kAnswered ? outcome.response_code : outcome.why},
         {"duration_ms", std::to_string(ms)}});
    done(std::move(outcome));
  };
}

}  // namespace

LinkService::LinkService(const Config& config, db::Database& database, const CardVault& vault,
                         const Clock& clock)
    : database_(database),
      vault_(vault),
      clock_(clock),
      outgoing_(database, vault),
      handed_over_(refuse_for(config)),
      late_approvals_([this](const OwedReversal& owed) {
        return outgoing_.note_late_approval(owed.acquirer, owed.approval, owed.reversal_id,
                                            clock_.now());
      }),
      jobs_(static_cast<std::size_t>(config.link.database_connections), kMostWaiting) {
  // No line moves from here on: its acquirer's answers come back to it.
  lines_.reserve(config.acquirers.size());
  std::vector<RouteChoice::Route> routes;
  for (const auto& acquirer : config.acquirers) {
    add_line(acquirer);
    routes.push_back({acquirer.weight, acquirer.fallback_order});
  }
  choice_ = std::make_unique<RouteChoice>(routes);
  observer_.emplace([this] { observe(); });  // not before: another thread calls it at any time
}

LinkService::~LinkService() = default;

void LinkService::add_line(const Config::Acquirer& config) {
  Line& line = lines_.emplace_back(
      Line{config, nullptr, nullptr,
           CircuitBreaker({.failures = config.breaker_failures,
                           .error_percent = config.breaker_error_percent,
                           .rest = std::chrono::milliseconds(config.breaker_rest_ms)})});
  line.terminals =
      std::make_unique<TerminalPool>(database_, config.name, config.terminals, config.cut_off);
  line.acquirer = make_acquirer(config);
  line.acquirer->on_late_approval([this, name = config.name](const LateApproval& approval) {
    late_approvals_.add({name, approval, ReversalId::make(clock_.now())});
  });
}

bool LinkService::all_ready() const {
  return std::all_of(lines_.begin(), lines_.end(),
                     [](const Line& line) { return line.acquirer->ready(); });
}

void LinkService::handle(const Request& request, const Answer& answer) {
  if (std::holds_alternative<link_protocol::Status>(request.act)) {
    return answer({request.id, statuses()});
  }
  if (refusing_.load()) return answer({request.id, link_protocol::Leaving{}});
  if (const auto* any = std::get_if<link_protocol::ReserveAny>(&request.act)) {
    return reserve_any(request, *any, answer);
  }
  enqueue(request, answer);
}

void LinkService::enqueue(const Request& request, const Answer& answer) {
  enqueue(request, answer, [this, request, answer] { run(request, answer); });
}

void LinkService::enqueue(const Request& request, const Answer& answer,
                          const std::function<void()>& job) {
  const bool taken = jobs_.add([request, answer, job] {
    const log::RequestScope lines(request.sender);
    try {
      job();
    } catch (const std::exception& broken) {
      // Only reserving a slot or a STAN gets here: the others answer for their database themselves.
      log::warning("link_request_failed", {{"cause", broken.what()}});
      answer(refusal(request, "the link cannot reach the database"));
    }
  });
  if (!taken) answer(refusal(request, "the link has too much to do"));
}

void LinkService::run(const Request& request, const Answer& answer) {
  const auto id = request.id;
  const Done outcome = [id, answer](AcquirerOutcome result) { answer({id, std::move(result)}); };
  if (const auto* on = std::get_if<link_protocol::ReserveOn>(&request.act)) {
    answer(reply_of(id, reserve_on(*on)));
  } else if (const auto* payment = std::get_if<link_protocol::Pay>(&request.act)) {
    pay(*payment, outcome);
  } else if (const auto* reversal = std::get_if<link_protocol::Reverse>(&request.act)) {
    reverse(*reversal, outcome);
  } else if (const auto* repayment = std::get_if<link_protocol::Refund>(&request.act)) {
    refund(*repayment, outcome);
  } else if (const auto* inquiry = std::get_if<link_protocol::InquireRefund>(&request.act)) {
    inquire_refund(*inquiry, outcome);
  } else {
    verify(id, std::get<std::shared_ptr<const link_protocol::Verify>>(request.act), answer);
  }
}

/// By the thread that serves all clients, if it need not wait: nearly always.
void LinkService::reserve_any(const Request& request, const link_protocol::ReserveAny& act,
                              const Answer& answer) {
  const auto order = routes(act);
  if (auto slot = reserve_at_once(order)) return answer({request.id, std::move(*slot)});
  enqueue(request, answer,
          [this, id = request.id, order, answer] { answer(reply_of(id, reserve_on_one(order))); });
}

/// On the first of them. What it cannot have at once is looked for by reserve_on_one.
std::optional<Slot> LinkService::reserve_at_once(const std::vector<std::size_t>& routes) {
  if (routes.empty()) return std::nullopt;
  Line& line = lines_[routes.front()];
  auto identity = line.terminals->reserve_at_once(clock_.now());
  // Only now, as a breaker that is half open takes one.
  if (!identity || !takes_payment(line)) return std::nullopt;
  return Slot{line.config.name, std::move(*identity)};
}

Result<Slot> LinkService::reserve_on_one(const std::vector<std::size_t>& routes) {
  for (const std::size_t i : routes) {
    Line& line = lines_[i];
    if (!takes_payment(line)) continue;
    auto identity = line.terminals->reserve(clock_.now());
    if (identity) return Slot{line.config.name, std::move(*identity)};
  }
  return Error{ErrorCode::kAcquirerUnavailable, "no acquirer is ready"};
}

std::vector<std::size_t> LinkService::routes(const link_protocol::ReserveAny& act) {
  const std::lock_guard lock(routing_);
  const auto now = std::chrono::steady_clock::now();
  std::vector<bool> usable;
  for (auto& line : lines_) {
    // Signing on again is the probe of one that has been away.
    if (!line.acquirer->ready()) line.breaker.reset();
    usable.push_back(line.config.only_test != act.live && line.acquirer->ready() &&
                     std::ranges::find(act.tried, line.config.name) == act.tried.end() &&
                     line.breaker.state(now) != BreakerState::kOpen);
  }
  return choice_->order(usable, !act.tried.empty());
}

bool LinkService::takes_payment(Line& line) {
  const std::lock_guard lock(routing_);
  return line.breaker.take(std::chrono::steady_clock::now());
}

/// Tells the line's breaker what became of a payment. A line that is down is no matter for it.
LinkService::Done LinkService::watched(Line& line, Done done) {
  return [this, &line, done = std::move(done)](AcquirerOutcome outcome) {
    {
      const std::lock_guard lock(routing_);
      if (outcome.kind == OutcomeKind::kAnswered) {
        line.breaker.answered();
      } else if (line.acquirer->ready() && line.breaker.failed(std::chrono::steady_clock::now())) {
        log::error("acquirer_breaker_opens",
                   {{"acquirer", line.config.name}, {"why", outcome.why}});
      }
    }
    done(std::move(outcome));
  };
}

Result<Slot> LinkService::reserve_on(const link_protocol::ReserveOn& act) {
  Line* line = find_line(act.acquirer);
  if (line == nullptr) {
    return Error{ErrorCode::kAcquirerUnavailable, "no acquirer of that name is configured"};
  }
  if (!line->acquirer->ready()) {
    return Error{ErrorCode::kAcquirerUnavailable, "the acquirer is not ready"};
  }
  auto identity = line->terminals->reserve_on(act.terminal_id, clock_.now());
  if (!identity) return Error{ErrorCode::kAcquirerUnavailable, "the terminal is used up"};
  return Slot{act.acquirer, std::move(*identity)};
}

void LinkService::pay(const link_protocol::Pay& act, const Done& done) {
  const HandedRef ref{act.merchant_id, act.attempt_id.value};
  if (handed_over_.contains(ref)) return done(handed_over_before());
  auto found = outgoing_.attempt(act.merchant_id, act.attempt_id, clock_.now());
  if (auto* instead = std::get_if<AcquirerOutcome>(&found)) return done(std::move(*instead));
  const auto& outgoing = std::get<OutgoingPay>(found);
  Line* line = find_line(outgoing.acquirer);
  if (line == nullptr) return done(not_sent("no acquirer of that name is configured"));
  if (!handed_over_.claim(ref, std::chrono::steady_clock::now())) {
    return done(handed_over_before());
  }
  fail_point("link_before_pay");
  line->acquirer->pay(outgoing.message, std::min(act.deadline, outgoing.deadline_at),
                      told(line->config.name, "pay", watched(*line, done)));
  fail_point("link_after_pay");
}

void LinkService::reverse(const link_protocol::Reverse& act, const Done& done) {
  auto found = outgoing_.reversal(act.merchant_id, act.reversal_id);
  if (auto* instead = std::get_if<AcquirerOutcome>(&found)) return done(std::move(*instead));
  const auto& outgoing = std::get<OutgoingReverse>(found);
  Line* line = find_line(outgoing.acquirer);
  if (line == nullptr) return done(not_sent("no acquirer of that name is configured"));
  fail_point("link_before_reverse");
  line->acquirer->reverse(outgoing.message, act.deadline, told(line->config.name, "reverse", done));
  fail_point("link_after_reverse");
}

void LinkService::refund(const link_protocol::Refund& act, const Done& done) {
  const HandedRef ref{act.merchant_id, act.refund_id.value};
  if (handed_over_.contains(ref)) return done(handed_over_before());
  auto found = outgoing_.refund(act.merchant_id, act.refund_id, clock_.now());
  if (auto* instead = std::get_if<AcquirerOutcome>(&found)) return done(std::move(*instead));
  const auto& outgoing = std::get<OutgoingRefund>(found);
  Line* line = find_line(outgoing.acquirer);
  if (line == nullptr) return done(not_sent("no acquirer of that name is configured"));
  if (!handed_over_.claim(ref, std::chrono::steady_clock::now())) {
    return done(handed_over_before());
  }
  fail_point("link_before_refund");
  line->acquirer->refund(outgoing.message, std::min(act.deadline, outgoing.deadline_at),
                         told(line->config.name, "refund", [this, done, ref](auto outcome) {
                           if (outcome.kind == OutcomeKind::kNotSent) handed_over_.release(ref);
                           done(std::move(outcome));
                         }));
  fail_point("link_after_refund");
}

void LinkService::inquire_refund(const link_protocol::InquireRefund& act, const Done& done) {
  auto found = outgoing_.inquiry(act.merchant_id, act.refund_id);
  if (auto* instead = std::get_if<AcquirerOutcome>(&found)) return done(std::move(*instead));
  auto& outgoing = std::get<OutgoingInquiry>(found);
  // Nothing of an inquiry need be durable but that its STAN is nobody else's.
  auto slot = reserve_on({outgoing.acquirer, outgoing.message.inquired.terminal_id});
  if (!slot) return done(not_sent(slot.error().cause));
  outgoing.message.identity = std::move(slot->identity);
  find_line(outgoing.acquirer)
      ->acquirer->inquire(outgoing.message, act.deadline, told(outgoing.acquirer, "inquire", done));
}

void LinkService::verify(std::uint64_t id, const std::shared_ptr<const link_protocol::Verify>& act,
                         const Answer& answer) {
  auto slot = reserve_on_one(routes({act->live, {}}));
  if (!slot) return answer({id, slot.error()});
  VerifyMessage message{slot->identity, act->card, act->cvc};
  Line& line = *find_line(slot->acquirer);
  line.acquirer->verify(
      message, act->deadline,
      told(line.config.name, "verify", watched(line, [this, id, act, answer](const auto& outcome) {
             answer(reply_of(id, sealed(*act, outcome)));
           })));
  crypto::cleanse(message.card.pan);
  crypto::cleanse(message.card.expiry);
  crypto::cleanse(message.cvc);
}

Result<SealedCard> LinkService::sealed(const link_protocol::Verify& act,
                                       const AcquirerOutcome& outcome) const {
  const bool approved =
      outcome.kind == OutcomeKind::kAnswered &&
      (outcome.response_code == kNotDeclined ||
       iso8583::meaning_of(outcome.response_code).outcome == iso8583::Outcome::kApproved);
  if (!approved) return error_of(outcome);
  const std::string& pan = act.card.pan;
  auto sealed = vault_.seal(act.card_id, pan);
  return SealedCard{std::move(sealed.nonce),
                    std::move(sealed.ciphertext),
                    sealed.key_version,
                    std::move(sealed.pan_hmac),
                    pan.substr(0, kBinDigits),
                    pan.substr(pan.size() - kLastDigits),
                    card_brand(pan)};
}

link_protocol::Statuses LinkService::statuses() {
  const std::lock_guard lock(routing_);
  const auto now = std::chrono::steady_clock::now();
  link_protocol::Statuses statuses;
  for (auto& line : lines_) {
    const bool ready = line.acquirer->ready();
    if (!ready) line.breaker.reset();
    statuses.push_back({line.config.name, ready && !refusing_.load(), line.breaker.state(now)});
  }
  return statuses;
}

void LinkService::observe() {
  using metrics::Gauge;
  using metrics::Metric;
  Gauge(Metric::kLinkWaiting).set(static_cast<std::int64_t>(jobs_.waiting()));
  for (const auto& acquirer : statuses()) {
    const metrics::Labels labels = {{"acquirer", acquirer.name}};
    Gauge(Metric::kAcquirerReady, labels).set(acquirer.ready ? 1 : 0);
    const bool open = acquirer.breaker == BreakerState::kOpen;
    Gauge(Metric::kAcquirerBreaker, labels).set(open ? 1 : 0);
  }
}

void LinkService::finish() {
  for (auto& line : lines_) line.acquirer->drain();
  late_approvals_.stop(kLateApprovalPatience);
}

LinkService::Line* LinkService::find_line(const std::string& acquirer) {
  const auto found = std::find_if(lines_.begin(), lines_.end(), [&acquirer](const Line& line) {
    return line.config.name == acquirer;
  });
  return found == lines_.end() ? nullptr : &*found;
}

}  // namespace pay200::link
