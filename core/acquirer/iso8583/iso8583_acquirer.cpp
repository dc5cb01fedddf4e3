#include "core/acquirer/iso8583/iso8583_acquirer.hpp"

#include <algorithm>
#include <utility>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/framing.hpp"
#include "core/acquirer/iso8583/response_code.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "core/platform/log.hpp"

namespace pay200::iso8583 {
namespace {

// Bounds of memory: what was given up is rare and must not be forgotten; what was answered is only
// remembered so that a duplicate is called one.
constexpr std::size_t kMostGivenUp = 20'000;
constexpr std::size_t kMostAnswered = 50'000;

constexpr std::chrono::seconds kLongestSleep{10};

std::string in_ms(std::chrono::milliseconds span) { return std::to_string(span.count()) + " ms"; }

AcquirerOutcome answered(const Message& message) {
  if (message.mti == mti::kInquiryResponse) return inquired_outcome(message);
  return {OutcomeKind::kAnswered,
          std::string(message.get(39)),
          std::string(message.get_trimmed(38)),
          {}};
}

/// Money may have moved.
bool may_be_approval(std::string_view response_code) {
  const Outcome outcome = meaning_of(response_code).outcome;
  return outcome == Outcome::kApproved || outcome == Outcome::kUnclear;
}

bool is_purchase_approval(const Message& message) {
  return message.mti == mti::kFinancialResponse && has_purchase_code(message) &&
         may_be_approval(message.get(39));
}

bool is_approval(std::string_view response_code) {
  return meaning_of(response_code).outcome == Outcome::kApproved;
}

}  // namespace

Iso8583Acquirer::Iso8583Acquirer(Iso8583Options options)
    : options_(std::move(options)),
      answered_(options_.remember_for, kMostAnswered),
      given_up_(options_.remember_for, kMostGivenUp) {
  timer_ = std::thread([this] { keep_time(); });
  Connection::Handler& handler = *this;
  for (const auto& connection : options_.connections) {
    connections_.push_back(std::make_unique<Connection>(connection, handler));
  }
}

Iso8583Acquirer::~Iso8583Acquirer() {
  for (const auto& connection : connections_) connection->close();
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  timer_.join();
}

void Iso8583Acquirer::pay(const PayMessage& message, Time deadline, Done done) {
  Message request = pay_request(message, options_.identification);
  submit(request, message.identity, deadline, std::move(done));
}

void Iso8583Acquirer::verify(const VerifyMessage& message, Time deadline, Done done) {
  Message request = verify_request(message, options_.identification);
  submit(request, message.identity, deadline, std::move(done));
}

void Iso8583Acquirer::reverse(const ReverseMessage& message, Time deadline, Done done) {
  Message request = reverse_request(message, options_.identification);
  submit(request, message.identity, deadline, std::move(done));
}

void Iso8583Acquirer::refund(const RefundMessage& message, Time deadline, Done done) {
  Message request = refund_request(message, options_.identification);
  submit(request, message.identity, deadline, std::move(done));
}

void Iso8583Acquirer::inquire(const InquireMessage& message, Time deadline, Done done) {
  Message request = inquire_request(message, options_.identification);
  submit(request, message.identity, deadline, std::move(done));
}

bool Iso8583Acquirer::ready() const {
  return std::any_of(connections_.begin(), connections_.end(),
                     [](const auto& connection) { return connection->ready(); });
}

void Iso8583Acquirer::on_late_approval(LateApprovalHandler handler) {
  std::vector<LateApproval> unheard;
  {
    const std::lock_guard lock(mutex_);
    late_approval_ = handler;
    unheard.swap(unheard_);
  }
  for (const auto& approval : unheard) handler(approval);
}

void Iso8583Acquirer::drain() {
  {
    std::unique_lock lock(mutex_);
    draining_ = true;
    empty_.wait(lock, [this] { return in_flight_.empty() && refusals_.empty() && telling_ == 0; });
  }
  for (const auto& connection : connections_) connection->close();
}

/// Takes the message, which is cleansed, and its answer's way back.
void Iso8583Acquirer::submit(Message& message, const MessageIdentity& identity, Time deadline,
                             Done done) {
  if (const auto fault = check(message)) {
    cleanse(message);
    log::error("acquirer_message_impossible",
               {{"acquirer", options_.name}, {"why", fault->text()}});
    return refuse(std::move(done), "the message cannot be written: " + fault->text());
  }
  std::string body = encode(message);
  std::string framed = frame(body);
  crypto::cleanse(body);

  InFlight request;
  request.echoed = echoed_part(message);
  cleanse(message);
  request.identity = identity;
  request.is_pay = is_purchase(message);
  // From here on the machine's clock may be set without moving the deadline.
  const auto left = deadline - system_clock().now();
  request.deadline = std::chrono::steady_clock::now() + left;
  request.allowed = std::chrono::duration_cast<std::chrono::milliseconds>(left);
  request.done = std::move(done);

  std::string why;
  {
    const std::lock_guard lock(mutex_);
    const auto ticket = request.ticket = ++last_ticket_;
    const auto deadline_at = request.deadline;
    if (draining_) {
      why = "the link is being stopped";
    } else if (left.count() <= 0) {
      why = "its time had passed before it was sent";
    } else if (!in_flight_.add(request)) {
      why = "its STAN is in flight already";
    }
    request.ticket = ticket;
    if (why.empty() && deadline_at < wakes_at_) wake_.notify_one();
  }
  if (!why.empty()) {
    refuse(std::move(request.done), std::move(why));
  } else if (!hand_over(request.ticket, framed)) {
    not_sent(request.ticket, "no connection to the acquirer is up");
  }
  crypto::cleanse(framed);
}

bool Iso8583Acquirer::hand_over(std::uint64_t ticket, std::string& frame) {
  const std::size_t first = turn_.fetch_add(1);
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    Connection& connection = *connections_[(first + i) % connections_.size()];
    {
      const std::lock_guard lock(mutex_);
      InFlight* request = in_flight_.find(ticket);
      if (request == nullptr) return true;  // its time is up already
      request->connection = &connection;
    }
    if (connection.enqueue(ticket, frame)) return true;
  }
  return false;
}

/// `done` is called by a thread of ours, so that a caller may hold its locks.
void Iso8583Acquirer::refuse(Done done, std::string why) {
  const std::lock_guard lock(mutex_);
  refusals_.push_back({std::move(done), {OutcomeKind::kNotSent, {}, {}, std::move(why)}});
  wake_.notify_one();
}

/// The one place where a request that has been taken out of the table is answered.
void Iso8583Acquirer::tell(std::unique_lock<std::mutex>& lock, const Done& done,
                           AcquirerOutcome outcome) {
  const Telling telling(*this);
  lock.unlock();
  done(std::move(outcome));
  lock.lock();
}

bool Iso8583Acquirer::begin_write(Connection::Ticket ticket) {
  const std::lock_guard lock(mutex_);
  InFlight* request = in_flight_.find(ticket);
  if (request == nullptr) return false;
  request->sent = true;
  return true;
}

void Iso8583Acquirer::not_sent(Connection::Ticket ticket, const std::string& why) {
  std::optional<InFlight> request;
  {
    const std::lock_guard lock(mutex_);
    request = in_flight_.take(ticket);
  }
  if (request) refuse(std::move(request->done), why);
}

void Iso8583Acquirer::lost(const Connection& connection, const std::string& why) {
  std::unique_lock lock(mutex_);
  const Telling telling(*this);
  for (auto& request : in_flight_.take_sent_on(&connection)) {
    give_up(lock, request, "connection lost: " + why);
  }
}

void Iso8583Acquirer::give_up(std::unique_lock<std::mutex>& lock, InFlight& request,
                              std::string why) {
  if (!request.sent) {
    return tell(lock, request.done, {OutcomeKind::kNotSent, {}, {}, std::move(why)});
  }
  Past past;
  past.given_up = std::make_unique<const Message>(request.echoed);
  past.is_pay = request.is_pay;
  given_up_.remember(ReplyKey::of_request(request.echoed), std::move(past),
                     std::chrono::steady_clock::now());
  tell(lock, request.done, {OutcomeKind::kUnknown, {}, {}, std::move(why)});
}

void Iso8583Acquirer::received(const Message& message) {
  const ReplyKey key = ReplyKey::of_response(message);
  std::unique_lock lock(mutex_);
  InFlight* waiting = in_flight_.find(key);
  std::string fault = "nothing like it was asked";
  if (waiting != nullptr && waiting->sent) {
    fault = fault_of_response(waiting->echoed, message);
    if (fault.empty()) return complete(lock, *in_flight_.take(waiting->ticket), message);
  }
  if (Past* past = given_up_.find(key)) {
    fault = fault_of_response(*past->given_up, message);
    if (fault.empty()) return take_late(lock, *past, message);
  } else if (Past* over = answered_.find(key)) {
    if (over->transmitted_at == characters<10>(message.get(7))) {
      return take_duplicate(lock, *over, message);
    }
    fault = "field 7 is not what was asked";
  }
  alarm("acquirer_reply_unmatched", message, fault);
  // Perhaps asked for by the process before this one.
  if (is_purchase_approval(message)) call_late(lock, message);
}

void Iso8583Acquirer::complete(std::unique_lock<std::mutex>& lock, const InFlight& request,
                               const Message& message) {
  Past past;
  past.transmitted_at = characters<10>(request.echoed.get(7));
  past.response_code = characters<2>(message.get(39));
  past.is_pay = request.is_pay;
  answered_.remember(ReplyKey::of_response(message), std::move(past),
                     std::chrono::steady_clock::now());
  tell(lock, request.done, answered(message));
}

/// A reply to what was given up.
void Iso8583Acquirer::take_late(std::unique_lock<std::mutex>& lock, Past& past,
                                const Message& message) {
  if (past.has_answer()) return take_duplicate(lock, past, message);
  const std::string_view code = message.get(39);
  past.response_code = characters<2>(code);
  log::warning("acquirer_reply_late", {{"acquirer", options_.name},
                                       {"mti", message.mti},
                                       {"terminal_id", std::string(message.get(41))},
                                       {"stan", std::string(message.get(11))},
                                       {"response_code", std::string(code)}});
  if (past.is_pay && may_be_approval(code)) call_late(lock, message);
}

/// A second reply. If this one may be an approval and the first was none, money has moved after
/// all.
void Iso8583Acquirer::take_duplicate(std::unique_lock<std::mutex>& lock, Past& past,
                                     const Message& message) {
  const std::string_view code = message.get(39);
  const std::string before(past.response_code.begin(), past.response_code.end());
  if (before == code) {
    log::warning("acquirer_reply_duplicate", {{"acquirer", options_.name},
                                              {"mti", message.mti},
                                              {"terminal_id", std::string(message.get(41))},
                                              {"stan", std::string(message.get(11))}});
    return;
  }
  alarm("acquirer_reply_contradicts", message, "it was " + before + " before");
  if (past.is_pay && may_be_approval(code) && !is_approval(before)) {
    past.response_code = characters<2>(code);
    call_late(lock, message);
  }
}

void Iso8583Acquirer::call_late(std::unique_lock<std::mutex>& lock, const Message& message) {
  const LateApprovalHandler handler = late_approval_;
  const auto approval = late_approval_of(message, system_clock().now());
  if (!approval) return alarm("acquirer_late_approval_unreadable", message, "fields 4, 7 or 11");
  if (!handler) return unheard_.push_back(*approval);
  const Telling telling(*this);
  lock.unlock();
  handler(*approval);
  lock.lock();
}

void Iso8583Acquirer::keep_time() {
  std::unique_lock lock(mutex_);
  while (!stopping_ || !refusals_.empty()) {
    if (tell_what_is_due(lock)) continue;
    const auto now = std::chrono::steady_clock::now();
    given_up_.forget_old(now);
    answered_.forget_old(now);
    wakes_at_ = in_flight_.next_deadline().value_or(now + kLongestSleep);
    wake_.wait_until(lock, wakes_at_);
  }
}

/// False if nothing was.
bool Iso8583Acquirer::tell_what_is_due(std::unique_lock<std::mutex>& lock) {
  const Telling telling(*this);
  std::vector<Refusal> refusals;
  refusals.swap(refusals_);
  for (auto& refusal : refusals) tell(lock, refusal.done, std::move(refusal.outcome));
  auto due = in_flight_.take_due(std::chrono::steady_clock::now());
  for (auto& request : due) {
    give_up(lock, request,
            (request.sent ? "no answer in " : "not sent in ") + in_ms(request.allowed));
  }
  return !refusals.empty() || !due.empty();
}

void Iso8583Acquirer::alarm(const char* event, const Message& message,
                            const std::string& why) const {
  log::error(event, {{"acquirer", options_.name},
                     {"mti", message.mti},
                     {"terminal_id", std::string(message.get_trimmed(41))},
                     {"stan", std::string(message.get(11))},
                     {"rrn", std::string(message.get(37))},
                     {"response_code", std::string(message.get(39))},
                     {"why", why}});
}

}  // namespace pay200::iso8583
