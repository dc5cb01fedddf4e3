#pragma once
// The card network of test mode itself: what each request is answered, and what that does to the
// purchases it has approved. No input, no output, no clock; one thread.
//
// A purchase or refund is identified by terminal (41), STAN (11) and transmission time (7). The
// same identity again is answered the same without a second effect, or 94 if it says something
// else. A void, reversal or refund names its purchase by its own field 41 (so it comes from its
// original's terminal) and field 90.
//
//   answers       00 done, or had been done before (repeat)
//                 12 the purchase's state or the processing code or currency does not allow it
//                 13 amount 0, or a refund above what is left
//                 14 card number fails Luhn       54 field 14 is past
//                 21 a void or reversal of a purchase that has been cleared
//                 25 no such purchase of this card, merchant and currency
//                 30 a field is missing or makes no sense (44 names it)
//                 64 a void's or reversal's amount is not its purchase's
//                 94 the identity was another message's
//                 and what test_card.hpp says
//
// A reversal of a purchase that was declined is 00: nothing is owed. A void of it is 12.
//
// An inquiry names a purchase or refund (which of them, its field 3 says) in the same way. 00:
// found, and fields 48 and 38 repeat what that was answered; 25: not seen, or not taken in (it had
// been answered 21, 25 or 30); 12: there is such a message, and it says something else.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/acquirer/iso8583/message.hpp"
#include "core/platform/clock.hpp"
#include "sandbox/journal_record.hpp"

namespace pay200::sandbox {

struct Answer {
  iso8583::Message reply;
  JournalRecord record;  ///< `reply` is left at kSent: that is the server's to say
};

class CardNetwork {
 public:
  /// The last record of an acquirer (field 32) that a clearing file has taken into account.
  using ClearedUpTo = std::function<std::uint64_t(const std::string& acquirer)>;

  CardNetwork() = default;
  explicit CardNetwork(ClearedUpTo cleared_up_to) : cleared_up_to_(std::move(cleared_up_to)) {}

  /// Takes one record of an earlier life into account; in journal order, before the first answer.
  void restore(const JournalRecord& record);

  /// `request` is one of the requests of message.hpp (asserted). `forced_code`, if not empty, is
  /// answered instead of what the network would; never "00" (asserted).
  Answer answer(const iso8583::Message& request, Time now, std::string_view forced_code = {});

  /// seq of the last record made or restored.
  std::uint64_t last_seq() const { return last_seq_; }

 private:
  /// 41 (8), 11 (6), 7 (10): fixed, so that a million of them stay small.
  using Identity = std::array<char, 24>;
  struct IdentityHash {
    std::size_t operator()(const Identity& identity) const;
  };
  enum class State : std::uint8_t { kDeclined, kApproved, kVoided, kReversed };
  struct Transaction {
    std::uint64_t seq = 0;
    std::int64_t amount_minor = 0;
    std::int64_t refunded_minor = 0;
    std::string card;
    std::string merchant;
    std::string currency;
    std::string code;
    std::string approval;
    Kind kind = Kind::kPurchase;
    State state = State::kDeclined;
  };
  /// What one request is being answered with.
  struct Draft;

  static Identity identity_of(std::string_view terminal, std::string_view stan,
                              std::string_view time);
  const Transaction* find_named(const Draft& draft) const;
  const Transaction* find_original(const Draft& draft) const;

  void decide(Draft& draft, Time now);
  void verify(Draft& draft, Time now);
  void pay(Draft& draft, Time now);
  void refund(Draft& draft);
  void give_back(Draft& draft, State wanted);
  void inquire(Draft& draft);
  bool answered_before(Draft& draft);
  bool is_cleared(const Transaction& transaction, const std::string& acquirer) const;
  void remember(const JournalRecord& record);
  void apply_to_original(const JournalRecord& record);
  std::string next_approval() const;

  std::unordered_map<Identity, Transaction, IdentityHash> transactions_;
  ClearedUpTo cleared_up_to_;
  std::uint64_t last_seq_ = 0;
};

}  // namespace pay200::sandbox
