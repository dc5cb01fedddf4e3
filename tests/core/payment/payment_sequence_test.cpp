// Random sequences of whatever can happen to a payment, each by a seed: the pure rules
// (payment_state, cancel_state) on one side, on the other what a person would say who has seen it
// all happen. That side keeps what happened (scanned, sent, charged, asked to be undone) and has no
// states; of the core it knows the names of commands and codes only. After each step both must have
// answered the same and show the same status, and the status must be true of the bank's books.
//
// The SQL that decides by the same rules is tests/sql/state_command_test.cpp's and
// tests/fcgi-app/payment_model_test.cpp's business.
//
//   PAY200_PAYMENT_SEQUENCES=1000000   so many of them, and every rule broken once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/payment/cancel_state.hpp"
#include "core/payment/payment_state.hpp"

namespace pay200 {
namespace {

using Command = PaymentCommand;

constexpr int kSteps = 24;
constexpr int kTotal = 3;  ///< a payment's amount, in parts that can go back one by one
constexpr std::size_t kMostCancels = 6;

/// splitmix64 (Steele, Lea, Flood): the same everywhere, and quick to begin.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U) {}
  std::size_t below(std::size_t count) {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>((z ^ (z >> 31U)) % count);
  }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

// ------------------------------------------------------------------ what a person would say

struct Refund {
  int amount = 0;
  enum class Is { kWaiting, kOut, kUnheard, kAlarmed, kBack, kRefused } is = Is::kWaiting;
  bool ended() const { return is == Is::kBack || is == Is::kRefused; }
};

class Story {
 public:
  /// "" if it is done, or passed over; else the code that refuses it.
  std::string_view tell(Command command) {
    switch (command) {
      case Command::kScan:
        if (!open() || scanned_) return refusal();
        scanned_ = true;
        return "";
      case Command::kRescan:
        if (!open()) return refusal();
        scanned_ = true;
        return "";
      case Command::kConfirm:
        if (!open() || !scanned_) return refusal();
        begin(false);
        return "";
      case Command::kConfirmToShop:
        if (!open() || !scanned_) return refusal();
        awaits_shop_ = true;
        return "";
      case Command::kShopConfirm:
        if (open()) return "NOT_CONFIRMED_PAYMENT";
        if (!awaits_shop_) return refusal();
        begin(true);
        return "";
      case Command::kCancelByShopper:
        if (open() && !scanned_) return refusal();
        return cancel(false);
      case Command::kCancelByPage:
        return cancel(false);
      case Command::kCancelByMerchant:
        return cancel(true);
      case Command::kCancelPart:
        if (over_ || lost_ || undoing_) return refusal();
        if (!paid_) return "NOT_CANCELABLE_AMOUNT";
        refunds.push_back({.amount = std::min(part, left())});
        return "";
      case Command::kExpire:
        return "";
      case Command::kLapseHold:
        if (open()) scanned_ = false;
        return "";
      case Command::kLapse:
        if (open()) end("EXPIRED");
        return "";
      case Command::kLapseConfirm:
        if (open() || awaits_shop_) end("EXPIRED");
        return "";
      default:
        hear(command);
        return "";
    }
  }

  /// Whether it can happen now: nobody answers what was not asked.
  bool can(Command command) const {
    switch (command) {
      case Command::kNotSent:
        return !sending_ || !by_shop_;
      case Command::kNotSentForShop:
        return !sending_ || by_shop_;
      case Command::kCancelByMerchant:
        return !stands() || (back_ > 0 ? left() > 0 : left() == kTotal);
      case Command::kCancelPart:
        return !stands() || (left() > 0 && refunds.size() < kMostCancels);
      case Command::kVoidAcknowledged:
      case Command::kVoidRefused:
      case Command::kVoidTooLate:
        return !undoing_ || refunds.empty() || refunds.back().ended();
      case Command::kPartRefunded:
      case Command::kAllRefunded:
      case Command::kRefundRefused:
        return !paid_ || over_;
      default:
        return true;
    }
  }

  /// What follows for the payment when a refund hears this; nothing if nothing does.
  std::optional<Command> tell(Refund& refund, RefundCommand command) {
    const auto before = refund.is;
    refund.is = after(before, command);
    if (refund.is == before || !refund.ended()) return std::nullopt;
    if (refund.is == Refund::Is::kRefused) {
      undoing_ = at_once_ = false;
      return Command::kRefundRefused;
    }
    back_ += refund.amount;
    bank_ -= refund.amount;
    if (back_ < kTotal) return Command::kPartRefunded;
    end("CANCELED");
    return Command::kAllRefunded;
  }

  std::string_view status() const {
    if (over_) return *over_;
    if (lost_) return "UNKNOWN";
    if (paid_) return at_once_ ? "IN_PROGRESS" : back_ > 0 ? "PARTIAL_CANCELED" : "DONE";
    return scanned_ || sending_ || awaits_shop_ ? "IN_PROGRESS" : "READY";
  }
  bool settled() const { return over_ || (paid_ && !undoing_); }

  /// "" if a shop that goes by the status loses nothing, nor does its customer.
  std::string_view untrue(std::string_view shown) const {
    const bool nothing_held =
        shown == "READY" || shown == "CANCELED" || shown == "ABORTED" || shown == "EXPIRED";
    if (nothing_held && bank_ != 0) return "the bank holds money of a payment that is none";
    const bool held = shown == "DONE" || shown == "PARTIAL_CANCELED";
    if (held && bank_ != kTotal - back_) return "the bank holds another amount than is shown";
    return "";
  }

  /// What would lead on.
  Command likely(Dice& dice) const {
    using enum PaymentCommand;
    const auto one_of = [&dice](auto... commands) {
      const std::array all{commands...};
      return all[dice.below(all.size())];
    };
    if (undoing_) return one_of(kVoidAcknowledged, kVoidRefused, kVoidTooLate);
    if (stands()) return one_of(kCancelPart, kCancelPart, kCancelByMerchant);
    if (reversing_) {
      return one_of(kRerouteReversed, kCancelByMerchant, kReversalAcknowledged, kOutcomeUnknown);
    }
    if (sending_) {
      return one_of(kApprove, kApprove, kDecline, by_shop_ ? kNotSentForShop : kNotSent, kReverse,
                    kReverse, kOutcomeUnknown, kCancelByMerchant);
    }
    if (awaits_shop_) return kShopConfirm;
    return scanned_ ? one_of(kConfirm, kConfirmToShop) : kScan;
  }

  std::vector<Refund> refunds;  ///< by the shop, and voids that came too late
  bool bank_does = false;       ///< what becomes of the next message without an answer
  int part = 1;                 ///< what the next cancel of a part asks for, or what is left

 private:
  bool open() const { return !over_ && !paid_ && !sending_ && !lost_ && !awaits_shop_; }
  bool stands() const { return !over_ && paid_ && !undoing_; }
  /// What no cancel has asked for.
  int left() const {
    int left = kTotal - back_;
    for (const Refund& refund : refunds) left -= refund.ended() ? 0 : refund.amount;
    return left;
  }

  std::string_view refusal() const {
    if (over_ == "ABORTED") return "ABORTED_PAYMENT";
    if (over_ == "EXPIRED") return "EXPIRED_PAYMENT";
    if (over_ || undoing_) return "ALREADY_CANCELED_PAYMENT";
    if (paid_) return "ALREADY_PROCESSED_PAYMENT";
    if (!open()) return "PAYMENT_IN_PROGRESS";
    return scanned_ ? "ALREADY_SCANNED_PAYMENT" : "NOT_SCANNED_PAYMENT";
  }

  void begin(bool by_shop) {
    awaits_shop_ = false;
    sending_ = true;
    by_shop_ = by_shop;
  }
  void end(std::string_view status) {
    over_ = status;
    scanned_ = sending_ = reversing_ = awaits_shop_ = undoing_ = at_once_ = lost_ = false;
  }

  std::string_view cancel(bool by_merchant) {
    if (over_ || lost_ || undoing_) return refusal();
    if (sending_) {
      cancel_asked_ = true;
    } else if (!paid_) {
      end("CANCELED");
    } else if (!by_merchant) {
      return "NOT_CANCELABLE_PAYMENT";
    } else if (back_ > 0) {
      refunds.push_back({.amount = left()});
    } else {
      undoing_ = true;
    }
    return "";
  }

  void hear(Command command) {
    if (command == Command::kReversalAcknowledged && (reversing_ || lost_)) {
      bank_ = 0;
      return end(reversing_ && cancel_asked_ ? "CANCELED" : "ABORTED");
    }
    if (sending_) return reversing_ ? hear_while_reversing(command) : hear_of_attempt(command);
    if (undoing_) hear_of_void(command);
  }
  void hear_of_attempt(Command command) {
    const bool declined = command == Command::kDecline || command == Command::kDeclineLast;
    const bool not_sent = command == Command::kNotSent || command == Command::kNotSentForShop;
    if (command == Command::kApprove) {
      paid_ = true;
      bank_ = kTotal;
      undoing_ = at_once_ = cancel_asked_;
      sending_ = cancel_asked_ = false;
    } else if (declined || not_sent) {
      sending_ = false;
      scanned_ = true;
      if (cancel_asked_) return end("CANCELED");
      if (command == Command::kDeclineLast) return end("ABORTED");
      awaits_shop_ = command == Command::kNotSentForShop;
    } else if (command == Command::kReverse && !cancel_asked_) {
      reversing_ = true;
      bank_ = bank_does ? kTotal : 0;
    } else if (command == Command::kOutcomeUnknown) {
      bank_ = bank_does ? kTotal : 0;
      lose();
    }
  }
  void hear_while_reversing(Command command) {
    if (command == Command::kRerouteReversed && !cancel_asked_) {
      reversing_ = false;
      bank_ = 0;
    }
    if (command == Command::kOutcomeUnknown) lose();
  }
  void lose() {
    sending_ = reversing_ = false;
    lost_ = true;
  }
  void hear_of_void(Command command) {
    if (command == Command::kVoidAcknowledged) {
      bank_ = 0;
      end("CANCELED");
    } else if (command == Command::kVoidRefused) {
      undoing_ = at_once_ = false;
    } else if (command == Command::kVoidTooLate) {
      refunds.push_back({.amount = kTotal});
    }
  }

  static Refund::Is after(Refund::Is is, RefundCommand command) {
    using enum Refund::Is;
    if (is == kWaiting) return command == RefundCommand::kClaim ? kOut : is;
    if (is == kBack || is == kRefused) return is;
    if (command == RefundCommand::kExecuted) return kBack;
    if (command == RefundCommand::kRefused) return kRefused;
    if (command == RefundCommand::kNeverSeen && is == kUnheard) return kRefused;
    if (is == kAlarmed) return is;
    if (command == RefundCommand::kAlarm) return kAlarmed;
    if (is != kOut) return is;
    if (command == RefundCommand::kNotSent) return kWaiting;
    return command == RefundCommand::kOutcomeUnknown ? kUnheard : is;
  }

  bool scanned_ = false, awaits_shop_ = false, sending_ = false, by_shop_ = false;
  bool reversing_ = false, cancel_asked_ = false, lost_ = false, paid_ = false;
  bool undoing_ = false;  ///< all of it, at the merchant's word or ...
  bool at_once_ = false;  ///< ... because it had been cancelled before it was paid
  std::optional<std::string_view> over_;
  int back_ = 0;  ///< parts
  int bank_ = 0;  ///< what it holds, whoever knows
};

// ------------------------------------------------------------------ the core's side

using Next = std::variant<PaymentState, ErrorCode>;

/// The core's rules, one of them told otherwise where a test says so.
struct Rules {
  struct Broken {
    PaymentState from;
    Command command;
    Next to;
  };
  std::optional<Broken> broken = {};

  Next next(PaymentState state, Command command) const {
    if (broken && broken->from == state && broken->command == command) return broken->to;
    return next_state(state, command);
  }
};

using Asked = std::set<std::pair<PaymentState, Command>>;

class Sequence {
 public:
  Sequence(const Rules& rules, std::uint64_t seed, Asked* asked = nullptr)
      : rules_(rules), dice_(seed), asked_(asked) {}

  /// What differs, with all that led to it. "": nothing.
  std::string run() {
    for (int step = 0; step < kSteps && difference_.empty(); ++step) {
      story_.bank_does = dice_.one_in(2);
      story_.part = 1 + static_cast<int>(dice_.below(kTotal));
      if (!story_.refunds.empty() && dice_.one_in(2)) {
        advance_refund(dice_.below(story_.refunds.size()));
      } else {
        const auto& all = all_payment_commands();
        const Command command =
            dice_.one_in(2) ? all[dice_.below(all.size())] : story_.likely(dice_);
        if (story_.can(command)) take(command, story_.tell(command));
      }
    }
    return difference_;
  }

 private:
  void take(Command command, std::string_view expected) {
    told_.push_back(command);
    if (asked_ != nullptr) asked_->emplace(state_, command);
    const Next next = rules_.next(state_, command);
    std::string_view answered;
    if (const auto* code = std::get_if<ErrorCode>(&next)) {
      answered = wire_name(*code);
    } else {
      state_ = std::get<PaymentState>(next);
    }
    compare("the answer", expected, answered);
    const std::string_view shown = to_text(public_status(state_));
    compare("the status", story_.status(), shown);
    compare("the books", "", story_.untrue(shown));
    if (is_settled(state_) != story_.settled()) differs("settled", "otherwise", to_text(state_));
    while (refunds_.size() < story_.refunds.size()) refunds_.push_back(RefundState::kPending);
  }

  void advance_refund(std::size_t which) {
    Refund& refund = story_.refunds[which];
    const auto& all = all_refund_commands();
    const RefundCommand command =
        refund.is == Refund::Is::kWaiting ? RefundCommand::kClaim : all[dice_.below(all.size())];
    RefundState& state = refunds_[which];
    state = next_state(state, command);
    const auto follows = story_.tell(refund, command);
    compare("a cancel", cancel_shown(refund), to_text(cancel_state_of(state)));
    if (follows) take(*follows, "");
  }
  static std::string_view cancel_shown(const Refund& refund) {
    if (!refund.ended()) return "in_progress";
    return refund.is == Refund::Is::kBack ? "done" : "aborted";
  }

  void compare(const char* what, std::string_view expected, std::string_view found) {
    if (expected != found) differs(what, expected, found);
  }
  void differs(const char* what, std::string_view expected, std::string_view found) {
    if (!difference_.empty()) return;
    for (const Command command : told_) difference_ += std::string(to_text(command)) + " ";
    difference_ += std::string("| ") + what + ": expected \"" + std::string(expected) +
                   "\", found \"" + std::string(found) + "\"";
  }

  const Rules& rules_;
  Dice dice_;
  Asked* asked_;
  PaymentState state_ = PaymentState::kReady;
  std::vector<RefundState> refunds_;
  Story story_;
  std::vector<Command> told_;
  std::string difference_;
};

/// 0: an everyday run.
std::uint64_t asked_for() {
  const char* text = std::getenv("PAY200_PAYMENT_SEQUENCES");
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

TEST(PaymentSequenceTest, WhateverHappensTheStatesSayWhatHasHappened) {
  const std::uint64_t sequences = asked_for() == 0 ? 20'000 : asked_for();
  const Rules rules;
  for (std::uint64_t seed = 1; seed <= sequences; ++seed) {
    ASSERT_EQ(Sequence(rules, seed).run(), "") << "seed " << seed;
  }
  RecordProperty("sequences", std::to_string(sequences));
}

/// A void is of the whole, and so is the refund that it becomes.
bool never_asked(PaymentState state, Command command) {
  return command == Command::kPartRefunded &&
         (state == PaymentState::kVoiding || state == PaymentState::kApprovedVoiding);
}

TEST(PaymentSequenceTest, EveryCommandIsTriedInEveryState) {
  const Rules rules;
  Asked asked;
  const std::size_t pairs = all_payment_states().size() * all_payment_commands().size();
  for (std::uint64_t seed = 1; seed <= 20'000 && asked.size() + 2 < pairs; ++seed) {
    Sequence(rules, seed, &asked).run();
  }
  for (const PaymentState state : all_payment_states()) {
    for (const Command command : all_payment_commands()) {
      EXPECT_EQ(asked.contains({state, command}), !never_asked(state, command))
          << to_text(command) << " in " << to_text(state);
    }
  }
}

/// What is done is not, and what is refused or passed over is done.
std::vector<Rules> broken_rules() {
  std::vector<Rules> broken;
  const auto& states = all_payment_states();
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (const Command command : all_payment_commands()) {
      if (never_asked(states[i], command)) continue;
      const Next next = next_state(states[i], command);
      const auto* moved = std::get_if<PaymentState>(&next);
      const PaymentState another = states[(i + 1) % states.size()];
      const bool stays = moved == nullptr || *moved == states[i];
      broken.push_back({{{states[i], command, stays ? another : states[i]}}});
      if (moved == nullptr) {
        broken.push_back({{{states[i], command, ErrorCode::kInternalError}}});
      }
    }
  }
  return broken;
}

TEST(PaymentSequenceTest, EachRuleThatIsBrokenIsFound) {
  constexpr std::size_t kEveryday = 23;  // each 23rd
  constexpr std::uint64_t kMostSequences = 200'000;
  const auto broken = broken_rules();
  ASSERT_GT(broken.size(), 435U);
  for (std::size_t i = 0; i < broken.size(); i += asked_for() == 0 ? kEveryday : 1) {
    std::string found;
    for (std::uint64_t seed = 1; seed <= kMostSequences && found.empty(); ++seed) {
      found = Sequence(broken[i], seed).run();
    }
    EXPECT_NE(found, "") << to_text(broken[i].broken->command) << " in "
                         << to_text(broken[i].broken->from);
  }
}

}  // namespace
}  // namespace pay200
