#pragma once
// The port to a card acquirer. An implementation is a folder beside iso8583/, one registration
// (acquirer_registry.cpp) and a TOML table. Only the link role holds acquirers.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"

namespace pay200 {

/// What identifies one message at the acquirer.
struct MessageIdentity {
  std::string terminal_id;  ///< field 41, 8 characters
  int stan = 0;             ///< field 11
  std::string rrn;          ///< field 37, 12 characters
  Time transmitted_at;      ///< field 7 (UTC); 12 and 13 are the same instant in Asia/Seoul
};

struct CardNumber {
  std::string pan;     ///< digits; the holder cleanses it
  std::string expiry;  ///< YYMM
};

struct PayMessage {
  MessageIdentity identity;
  CardNumber card;
  Money amount;
  std::string card_acceptor_id;  ///< field 42: the merchant at the acquirer
  int installment_months = 0;    ///< 0: paid at once
};

struct VerifyMessage {
  MessageIdentity identity;
  CardNumber card;
  std::string cvc;
};

/// A part of an approved PayMessage, or the whole of it, on its way back. Not to be sent twice.
struct RefundMessage {
  MessageIdentity identity;  ///< on the original's terminal
  PayMessage original;
  std::string original_approval_code;
  Money amount;
};

/// What became of a PayMessage or a RefundMessage of which no answer was seen. It moves nothing and
/// carries no card number.
struct InquireMessage {
  MessageIdentity identity;  ///< on the inquired message's terminal
  MessageIdentity inquired;
  bool of_refund = false;
  Money amount;                  ///< the inquired message's
  std::string card_acceptor_id;  ///< the inquired message's
};

/// A void (0400/0401) or a reversal (0420/0421) of an earlier PayMessage.
struct ReverseMessage {
  MessageIdentity identity;
  PayMessage original;
  bool is_void = false;
  bool repeat = false;
};

enum class OutcomeKind {
  kAnswered,  ///< response_code says what
  kNotSent,   ///< certain: not one byte left this machine
  kUnknown,   ///< sent, or perhaps sent, and no answer in time
};

struct AcquirerOutcome {
  OutcomeKind kind = OutcomeKind::kUnknown;
  std::string response_code;  ///< field 39 when answered
  std::string approval_code;  ///< field 38 when approved
  std::string
      why;  ///< for the log and the timeline otherwise: "no answer in 10000 ms", "connection lost"
};

/// An approval that nobody waits for, as the acquirer's message has it.
struct LateApproval {
  MessageIdentity identity;  ///< transmitted_at in whole seconds
  std::string card_acceptor_id;
  std::int64_t amount_minor = 0;
  std::string approval_code;
};

class Acquirer {
 public:
  virtual ~Acquirer() = default;
  using Done = std::function<void(AcquirerOutcome)>;

  /// Each call returns at once; `done` is called exactly once, from a thread of the acquirer's, at
  /// the latest at `deadline`. The time-out begins when the message is handed over.
  virtual void pay(const PayMessage& message, Time deadline, Done done) = 0;
  virtual void verify(const VerifyMessage& message, Time deadline, Done done) = 0;
  virtual void reverse(const ReverseMessage& message, Time deadline, Done done) = 0;
  virtual void refund(const RefundMessage& message, Time deadline, Done done) = 0;
  /// kAnswered: response_code (and approval_code) are those that the inquired message itself got at
  /// the acquirer, or "25" if it never saw it (yet: the message may still be on its way). An
  /// inquiry that fails itself, or that finds nothing final, is kUnknown.
  virtual void inquire(const InquireMessage& message, Time deadline, Done done) = 0;

  /// True while at least one connection is signed on.
  virtual bool ready() const = 0;

  /// Approvals of PayMessages that `done` has given up, or of which this process knows nothing
  /// (one before it may have sent them): never lost, for they must be reversed.
  using LateApprovalHandler = std::function<void(const LateApproval&)>;
  virtual void on_late_approval(LateApprovalHandler handler) = 0;

  /// Finishes what is in flight (bounded by their deadlines), then closes.
  virtual void drain() = 0;
};

/// By config.kind; asserts that the kind is known: ask is_acquirer_kind first.
std::unique_ptr<Acquirer> make_acquirer(const Config::Acquirer& config);
bool is_acquirer_kind(const std::string& kind);

using AcquirerMaker = std::function<std::unique_ptr<Acquirer>(const Config::Acquirer&)>;
/// One more kind than those in acquirer_registry.cpp, before the first is made: for tests and for
/// builds with an acquirer of their own. Asserts that it is new.
void register_acquirer_kind(const std::string& kind, AcquirerMaker maker);

}  // namespace pay200
