#pragma once
// Faults on demand: what the card network does wrong, to which messages, how often. Armed through
// the control socket (control.hpp). The first armed fault that matches a request is spent on it.
//
//   lose_request        the request is dropped unread: nothing journaled, nothing answered
//   lose_reply          processed and journaled as ever; the reply is never sent
//   late                processed and journaled at once; the reply comes delay_ms later
//   duplicate           the reply is sent twice, the second time delay_ms later
//   cut_mid_frame       the first half of the reply's frame, then the connection is closed
//   reorder             the reply waits until another reply has left on its connection, or for
//                       delay_ms (1,000 if not given)
//   slow                the reply's frame dribbles out over delay_ms, and holds up those behind it
//   down                all connections are closed at once, new ones refused for delay_ms (1,000
//                       if not given). With no match it happens when it is armed; with one, when a
//                       matching request comes, which is not processed
//   already_cleared     answers 21 with no effect; for voids
//   original_not_found  answers 25 with no effect; for voids, reversals, refunds and inquiries
//   format_error        answers 30 with no effect
//   decline             answers `code`; a purchase or refund is then declined for good
//
// With no effect means also: the same message sent again is taken for new.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/acquirer/iso8583/message.hpp"

namespace pay200::sandbox {

enum class FaultKind {
  kLoseRequest,
  kLoseReply,
  kLate,
  kDuplicate,
  kCutMidFrame,
  kReorder,
  kSlow,
  kDown,
  kAlreadyCleared,
  kOriginalNotFound,
  kFormatError,
  kDecline,
};

std::string_view to_text(FaultKind kind);
std::optional<FaultKind> fault_kind_from_text(std::string_view text);

/// What is not given matches all.
struct FaultMatch {
  std::optional<std::string> mti = {};  ///< of the request, exactly
  std::optional<std::string> terminal = {};
  std::optional<std::string> card_last4 = {};
  std::optional<std::int64_t> amount_minor = {};

  bool matches(const iso8583::Message& request) const;
  bool matches_all() const { return !mti && !terminal && !card_last4 && !amount_minor; }
};

struct Fault {
  FaultKind kind = FaultKind::kLoseReply;
  FaultMatch match = {};
  int remaining = 1;  ///< 0: until cleared
  int delay_ms = 0;
  std::string code = {};  ///< with kDecline only
  std::uint64_t spent = 0;

  /// The code answered instead of the network's own; empty if none.
  std::string_view forced_code() const;
};

class FaultPlan {
 public:
  void arm(Fault fault) { armed_.push_back(std::move(fault)); }
  void clear() { armed_.clear(); }
  /// Spends the first that matches.
  std::optional<Fault> take(const iso8583::Message& request);

  const std::vector<Fault>& armed() const { return armed_; }
  /// Over the life of the plan.
  std::uint64_t spent() const { return spent_; }

 private:
  std::vector<Fault> armed_;
  std::uint64_t spent_ = 0;
};

}  // namespace pay200::sandbox
