#pragma once
// What payments, cancels and the ledger do, told a second time: the rules of one merchant's
// payments as a reader of the documents would write them down, over plain numbers and texts. It
// shares nothing with the core, not even a type, and keeps no more than the rules need. Time and
// the bank's behaviour are told to it.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pay200::test::model {

using Seconds = std::int64_t;

/// What the bank does with a message.
enum class Bank {
  kDoes,          ///< approves, undoes, gives back
  kDoesUnheard,   ///< the same, and the answer is lost
  kHearsNothing,  ///< the message is lost
  kNotSent,       ///< for certain
  kRefuses,
  kTooLate,  ///< a void: cleared already. Else as it does
  kLater,    ///< a void or a reversal: not now. Else as it refuses
};

enum class By { kMerchant, kShopper, kPage };

struct Contract {
  int basis_points = 0;
  std::int64_t fixed = 0;
  bool refundable = true;
  std::optional<std::int64_t> refund_limit = {};
};

struct Key {
  int number = 0;  ///< with act and payment: the idempotency key's scope
  int body = 0;
};

struct Request {
  enum class Act { kCreate, kScan, kConfirm, kShopConfirm, kCancel } act = Act::kCreate;
  int payment = 0;  ///< by number, from 0; all but kCreate
  int order = 0;
  std::int64_t amount = 0;  ///< kCreate
  bool by_client = false;   ///< kCreate
  int shopper = 1;          ///< 1 or 2
  bool wrong = false;       ///< kScan: in live mode; kShopConfirm: another amount
  By by = By::kMerchant;
  std::optional<std::int64_t> part = {}, believed = {};  ///< kCancel
  std::optional<Key> key = {};
};

struct Told {
  std::string code;  ///< "ok", or why not
  bool pending = false, replayed = false;
  int payment = -1;  ///< with ok: which one, and as what
  std::string status = {};
  std::int64_t balance = 0;
};
std::string to_text(const Told& told);

/// What the bank does with the payment, with its void or refund, and what happens while it thinks.
struct Script {
  Bank pay = Bank::kDoes, back = Bank::kDoes;
  std::function<void()> meanwhile = [] {};
};

class PaymentModel {
 public:
  PaymentModel(const Contract& contract, Seconds start) : now(start), contract_(contract) {}

  Seconds now;
  Told ask(const Request& request, const Script& script);
  /// Deadlines take effect.
  void sweep();
  /// A confirm by shopper 1 whose holder dies once the attempt is recorded. False: it cannot begin.
  bool confirm_and_die(int payment);
  /// Attempts past their deadline.
  void give_up_attempts();
  /// One round of the relay: 15 s pass, and all that is owed goes out once.
  void relay(Bank bank);

  /// What somebody who wants to pay, and then wants the money back, would do next.
  Request::Act leads_on(int payment) const;
  int payments() const { return static_cast<int>(payments_.size()); }
  std::int64_t total(int payment) const;
  std::int64_t balance(int payment) const;
  /// "DONE 11000; approved; 3000 REFUND done": status, balance, attempts, cancels.
  std::string view(int payment) const;
  /// "acquirer_receivable 8000, merchant_payable -7800, ...": by name, those that are not zero.
  std::string ledger() const;
  /// "CANCEL 1 unmoved, PAYMENT 11000, REFUND 3000": sorted.
  std::string transactions() const;
  /// What the acquirer still holds of it once nothing is owed.
  std::int64_t held_by_bank(int payment) const;
  bool owes() const;

 private:
  enum class Phase {
    kReady,
    kHeld,
    kAwaitsShop,
    kSending,
    kPaid,
    kUndoing,
    kUnknown,
    kCanceled,
    kAborted,
    kExpired
  };
  struct Attempt {
    std::string state = "sending";
    Seconds deadline = 0;
    std::optional<std::string> scope = {};
  };
  struct Cancel {
    std::int64_t amount = 0;
    bool is_refund = false, moved = false;
    std::string state = "in_progress";
    bool asked = false;     ///< of a refund: sent, and no answer
    bool bank_did = false;  ///< without our hearing
    std::optional<std::string> scope = {};
  };
  struct Payment {
    int number = 0;
    std::int64_t total = 0;
    bool shop_confirms = false;
    Phase phase = Phase::kReady;
    int shopper = 0, tries = 0;
    Seconds expires = 0, hold_until = 0, confirm_until = 0;
    std::int64_t day = 0, fee = 0, vat = 0;  ///< of the approval
    bool undone_at_once = false;
    std::deque<Attempt> attempts = {};
    std::deque<Cancel> cancels = {};
  };
  struct Kept {
    int body = 0, payment = 0;
    enum class Kind { kRunning, kConfirm, kCancel, kFinal } kind = Kind::kRunning;
    int cancel = 0;  ///< kCancel
    Told told = {};  ///< kFinal
  };

  Told create(const Request& request);
  Told scan(const Request& request);
  Told confirm(const Request& request, const Script& script);
  Told shop_confirm(const Request& request, const Script& script);
  Told cancel(const Request& request, const Script& script);

  Told charge(Payment& payment, const Request& request, const Script& script);
  Told answered(Payment& payment, std::size_t attempt, const Script& script);
  Told approved(Payment& payment, Attempt& attempt, const Script& script);
  Told declined(Payment& payment, Attempt& attempt);
  Told not_sent(Payment& payment, Attempt& attempt, bool by_shop);
  void lose(Payment& payment, Attempt& attempt);

  std::optional<std::string> why_not(const Payment& payment, const Request& request) const;
  bool exceeds_limit(std::int64_t amount) const;
  void end_unmoved(Payment& payment);
  void try_void(Payment& payment, Cancel& cancel, Bank bank, bool goes_on);
  void try_refund(Payment& payment, Cancel& cancel, Bank bank);
  void voided(Payment& payment, Cancel& cancel);
  void refunded(Payment& payment, Cancel& cancel);
  void abort(Payment& payment, Cancel& cancel);
  void reversed(Payment& payment, Attempt& attempt);
  void post(std::int64_t receivable, std::int64_t fee, std::int64_t vat);

  void lapse(Payment& payment);
  static std::string refusal(Phase phase);
  static std::string status(const Payment& payment);
  static std::int64_t balance_of(const Payment& payment);
  static std::int64_t returned(const Payment& payment);
  std::int64_t day() const;
  Told ok(const Payment& payment, bool pending = false) const;
  static Told no(std::string code);

  static std::optional<std::string> scope_of(const Request& request);
  std::optional<Told> kept(const Request& request) const;
  Told kept_or(const Request& request, std::string code) const;
  void finish(const std::optional<std::string>& scope, Told told);
  Told cancel_told(const Payment& payment, const Cancel& cancel) const;

  Contract contract_;
  std::deque<Payment> payments_;
  std::map<int, std::pair<int, bool>> orders_;  ///< payment, and whether the shop's server made it
  std::map<std::string, Kept> kept_;
  std::map<std::string, std::int64_t> ledger_;
  std::vector<std::string> transactions_;
};

}  // namespace pay200::test::model
