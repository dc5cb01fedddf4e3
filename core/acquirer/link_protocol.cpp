#include "core/acquirer/link_protocol.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "core/acquirer/flat_json.hpp"
#include "core/platform/assert.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200::link_protocol {
namespace {

constexpr std::size_t kPrefix = 4;
constexpr std::size_t kMostRequest = 704;
constexpr std::size_t kMostRequestId = 64;
constexpr std::size_t kMostTraceId = 32;
constexpr std::size_t kMostText = 256;  ///< of texts for the log
constexpr std::int64_t kMostAcquirers = 64;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

Time read_time(FlatJsonReader& in, std::string_view key) {
  return Time(std::chrono::microseconds(in.number(key)));
}

std::string read_text(FlatJsonReader& in, std::string_view key) {
  return std::string(in.text(key));
}

int read_int(FlatJsonReader& in, std::string_view key) {
  const std::int64_t value = in.number(key);
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) in.fail();
  return in.failed() ? 0 : static_cast<int>(value);
}

MerchantId read_merchant(FlatJsonReader& in) { return {in.number("merchant_id")}; }

template <class Id>
Id read_id(FlatJsonReader& in, std::string_view key) {
  const std::string_view text = in.text(key);
  const auto id = Id::from_sql(text);
  // Exactly as it is written, so that there is one form only.
  if (!id || id->to_sql() != text) in.fail();
  return id.value_or(Id{});
}

std::string_view shortened(std::string_view text) { return text.substr(0, kMostText); }

/// Refuses what shortened() never makes.
std::string read_shortened(FlatJsonReader& in, std::string_view key) {
  const std::string_view text = in.text(key);
  if (text.size() > kMostText) in.fail();
  return std::string(in.failed() ? std::string_view{} : text);
}

/// Fills in the length in front.
std::string framed(FlatJsonWriter& writer) {
  std::string frame = std::move(writer).finish();
  const std::size_t size = frame.size() - kPrefix;
  PAY200_ASSERT(size <= kMostFrameBody);
  for (std::size_t i = 0; i < kPrefix; ++i) {
    frame[i] = static_cast<char>((size >> (8 * (kPrefix - 1 - i))) & 0xFFU);
  }
  return frame;
}

FlatJsonWriter begin(std::size_t most, std::uint64_t id) {
  FlatJsonWriter writer(std::string(kPrefix, '\0'), most);
  writer.number("id", static_cast<std::int64_t>(id));
  return writer;
}

void write(FlatJsonWriter& out, const Slot& slot) {
  out.text("is", "slot")
      .text("acquirer", slot.acquirer)
      .text("terminal_id", slot.identity.terminal_id)
      .number("stan", slot.identity.stan)
      .text("rrn", slot.identity.rrn)
      .number("transmitted_at", micros(slot.identity.transmitted_at));
}

Slot read_slot(FlatJsonReader& in) {
  Slot slot;
  slot.acquirer = in.text("acquirer");
  slot.identity.terminal_id = in.text("terminal_id");
  slot.identity.stan = read_int(in, "stan");
  slot.identity.rrn = in.text("rrn");
  slot.identity.transmitted_at = read_time(in, "transmitted_at");
  return slot;
}

void write(FlatJsonWriter& out, const AcquirerOutcome& outcome) {
  out.text("is", "outcome")
      .number("kind", static_cast<int>(outcome.kind))
      .text("response_code", outcome.response_code)
      .text("approval_code", outcome.approval_code)
      .text("why", shortened(outcome.why));
}

AcquirerOutcome read_outcome(FlatJsonReader& in) {
  AcquirerOutcome outcome;
  const int kind = read_int(in, "kind");
  if (kind < 0 || kind > static_cast<int>(OutcomeKind::kUnknown)) {
    in.fail();
    return outcome;
  }
  outcome.kind = static_cast<OutcomeKind>(kind);
  outcome.response_code = in.text("response_code");
  outcome.approval_code = in.text("approval_code");
  outcome.why = read_shortened(in, "why");
  return outcome;
}

void write(FlatJsonWriter& out, const SealedCard& card) {
  out.text("is", "sealed")
      .bytes("nonce", card.nonce)
      .bytes("ciphertext", card.ciphertext)
      .number("key_version", card.key_version)
      .bytes("pan_hmac", card.pan_hmac)
      .text("bin", card.bin)
      .text("last_four", card.last_four)
      .text("brand", card.brand);
}

SealedCard read_sealed(FlatJsonReader& in) {
  SealedCard card;
  card.nonce = in.bytes("nonce");
  card.ciphertext = in.bytes("ciphertext");
  card.key_version = read_int(in, "key_version");
  card.pan_hmac = in.bytes("pan_hmac");
  card.bin = in.text("bin");
  card.last_four = in.text("last_four");
  card.brand = in.text("brand");
  return card;
}

void write_count(FlatJsonWriter& out, std::size_t count) {
  PAY200_ASSERT(static_cast<std::int64_t>(count) <= kMostAcquirers);
  out.number("count", static_cast<std::int64_t>(count));
}

/// 0 after a fault.
std::size_t read_count(FlatJsonReader& in) {
  const std::int64_t count = in.number("count");
  if (count < 0 || count > kMostAcquirers) in.fail();
  return in.failed() ? 0 : static_cast<std::size_t>(count);
}

void write_names(FlatJsonWriter& out, const std::vector<std::string>& names) {
  write_count(out, names.size());
  for (std::size_t i = 0; i < names.size(); ++i) out.text("name" + std::to_string(i), names[i]);
}

std::vector<std::string> read_names(FlatJsonReader& in) {
  std::vector<std::string> names(read_count(in));
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = in.text("name" + std::to_string(i));
  return names;
}

void write(FlatJsonWriter& out, const Statuses& statuses) {
  out.text("is", "status");
  write_count(out, statuses.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const std::string number = std::to_string(i);
    out.text("name" + number, statuses[i].name)
        .flag("ready" + number, statuses[i].ready)
        .number("breaker" + number, static_cast<int>(statuses[i].breaker));
  }
}

BreakerState read_breaker(FlatJsonReader& in, const std::string& key) {
  const int state = read_int(in, key);
  if (state < 0 || state > static_cast<int>(BreakerState::kHalfOpen)) in.fail();
  return in.failed() ? BreakerState::kClosed : static_cast<BreakerState>(state);
}

Statuses read_statuses(FlatJsonReader& in) {
  Statuses statuses(read_count(in));
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const std::string number = std::to_string(i);
    statuses[i].name = in.text("name" + number);
    statuses[i].ready = in.flag("ready" + number);
    statuses[i].breaker = read_breaker(in, "breaker" + number);
  }
  return statuses;
}

void write(FlatJsonWriter& out, const Error& error) {
  out.text("is", "refusal")
      .text("code", wire_name(error.code))
      .text("cause", shortened(error.cause))
      .text("param", shortened(error.param))
      .text("acquirer_code", shortened(error.acquirer_code));
}

Error read_error(FlatJsonReader& in) {
  const std::string_view name = in.text("code");
  const auto& codes = all_error_codes();
  const auto code = std::find_if(codes.begin(), codes.end(),
                                 [name](ErrorCode known) { return wire_name(known) == name; });
  if (code == codes.end()) in.fail();
  Error error{code == codes.end() ? ErrorCode::kInternalError : *code};
  error.cause = read_shortened(in, "cause");
  error.param = read_shortened(in, "param");
  error.acquirer_code = read_shortened(in, "acquirer_code");
  return error;
}

/// Refund and InquireRefund: the same fields.
template <class Act>
void write_refund(FlatJsonWriter& out, std::string_view name, const Act& act) {
  out.text("act", name)
      .number("merchant_id", act.merchant_id.value)
      .text("refund_id", act.refund_id.to_sql())
      .number("deadline", micros(act.deadline));
}

template <class Act>
Act read_refund(FlatJsonReader& in) {
  return Act{read_merchant(in), read_id<RefundId>(in, "refund_id"), read_time(in, "deadline")};
}

void write(FlatJsonWriter& out, const Leaving&) { out.text("is", "leaving"); }

std::uint64_t read_request_id(FlatJsonReader& in) {
  const std::int64_t id = in.number("id");
  if (id < 0) in.fail();
  return static_cast<std::uint64_t>(id);
}

std::shared_ptr<const Verify> read_verify(FlatJsonReader& in) {
  auto verify = std::make_shared<Verify>();
  verify->card_id = read_id<CardId>(in, "card_id");
  verify->card.pan = in.text("pan");
  verify->card.expiry = in.text("expiry");
  verify->cvc = in.text("cvc");
  verify->live = in.flag("live");
  verify->deadline = read_time(in, "deadline");
  return verify;
}

}  // namespace

Verify::~Verify() {
  crypto::cleanse(card.pan);
  crypto::cleanse(card.expiry);
  crypto::cleanse(cvc);
}

std::string encode(const Request& request) {
  FlatJsonWriter out = begin(kMostRequest, request.id);
  out.text("request_id", request.sender.id.substr(0, kMostRequestId))
      .text("trace_id", request.sender.trace_id.substr(0, kMostTraceId));
  std::visit(Overloaded{
                 [&](const ReserveAny& act) {
                   out.text("act", "reserve_any").flag("live", act.live);
                   write_names(out, act.tried);
                 },
                 [&](const ReserveOn& act) {
                   out.text("act", "reserve_on")
                       .text("acquirer", act.acquirer)
                       .text("terminal_id", act.terminal_id);
                 },
                 [&](const Pay& act) {
                   out.text("act", "pay")
                       .number("merchant_id", act.merchant_id.value)
                       .text("attempt_id", act.attempt_id.to_sql())
                       .number("deadline", micros(act.deadline));
                 },
                 [&](const Reverse& act) {
                   out.text("act", "reverse")
                       .number("merchant_id", act.merchant_id.value)
                       .text("reversal_id", act.reversal_id.to_sql())
                       .number("deadline", micros(act.deadline));
                 },
                 [&](const Refund& act) { write_refund(out, "refund", act); },
                 [&](const InquireRefund& act) { write_refund(out, "inquire_refund", act); },
                 [&](const std::shared_ptr<const Verify>& act) {
                   out.text("act", "verify")
                       .text("card_id", act->card_id.to_sql())
                       .text("pan", act->card.pan)
                       .text("expiry", act->card.expiry)
                       .text("cvc", act->cvc)
                       .flag("live", act->live)
                       .number("deadline", micros(act->deadline));
                 },
                 [&](const Status&) { out.text("act", "status"); },
             },
             request.act);
  return framed(out);
}

std::string encode(const Reply& reply) {
  FlatJsonWriter out = begin(kMostRequest, reply.id);
  std::visit([&out](const auto& result) { write(out, result); }, reply.result);
  return framed(out);
}

std::optional<Request> decode_request(std::string_view body) {
  FlatJsonReader in(body);
  Request request;
  request.id = read_request_id(in);
  request.sender = {read_text(in, "request_id"), read_text(in, "trace_id")};
  if (request.sender.id.size() > kMostRequestId) in.fail();
  if (request.sender.trace_id.size() > kMostTraceId) in.fail();
  const std::string_view act = in.text("act");
  // Braces are read from left to right, as the fields stand.
  if (act == "reserve_any") {
    request.act = ReserveAny{in.flag("live"), read_names(in)};
  } else if (act == "reserve_on") {
    request.act = ReserveOn{read_text(in, "acquirer"), read_text(in, "terminal_id")};
  } else if (act == "pay") {
    request.act =
        Pay{read_merchant(in), read_id<AttemptId>(in, "attempt_id"), read_time(in, "deadline")};
  } else if (act == "reverse") {
    request.act = Reverse{read_merchant(in), read_id<ReversalId>(in, "reversal_id"),
                          read_time(in, "deadline")};
  } else if (act == "refund") {
    request.act = read_refund<Refund>(in);
  } else if (act == "inquire_refund") {
    request.act = read_refund<InquireRefund>(in);
  } else if (act == "verify") {
    request.act = read_verify(in);
  } else if (act == "status") {
    request.act = Status{};
  } else {
    return std::nullopt;
  }
  if (!in.finish()) return std::nullopt;
  return request;
}

std::optional<Reply> decode_reply(std::string_view body) {
  FlatJsonReader in(body);
  Reply reply;
  reply.id = read_request_id(in);
  const std::string_view is = in.text("is");
  if (is == "slot") {
    reply.result = read_slot(in);
  } else if (is == "outcome") {
    reply.result = read_outcome(in);
  } else if (is == "sealed") {
    reply.result = read_sealed(in);
  } else if (is == "status") {
    reply.result = read_statuses(in);
  } else if (is == "refusal") {
    reply.result = read_error(in);
  } else if (is == "leaving") {
    reply.result = Leaving{};
  } else {
    return std::nullopt;
  }
  if (!in.finish()) return std::nullopt;
  return reply;
}

FrameBuffer::FrameBuffer() = default;

FrameBuffer::~FrameBuffer() { crypto::cleanse(buffer_); }

void FrameBuffer::append(std::string_view bytes) {
  if (failed_) return;
  // Into new memory, and the old overwritten: a string that grows or moves leaves bytes behind.
  std::string joined;
  joined.reserve(buffer_.size() - begin_ + bytes.size());
  joined.append(buffer_, begin_).append(bytes);
  crypto::cleanse(buffer_);
  buffer_ = std::move(joined);
  begin_ = 0;
}

std::optional<std::string_view> FrameBuffer::next() {
  if (failed_ || buffer_.size() - begin_ < kPrefix) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kPrefix; ++i) {
    size = size << 8U | static_cast<unsigned char>(buffer_[begin_ + i]);
  }
  if (size == 0 || size > kMostFrameBody) {
    failed_ = true;
    return std::nullopt;
  }
  if (buffer_.size() - begin_ - kPrefix < size) return std::nullopt;
  const auto body = std::string_view(buffer_).substr(begin_ + kPrefix, size);
  begin_ += kPrefix + size;
  return body;
}

}  // namespace pay200::link_protocol
