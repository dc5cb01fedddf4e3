#include "dev/oracle/oracle.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/platform/id.hpp"

namespace pay200::dev {
namespace {

using sandbox::ApprovedPurchase;
using sandbox::JournalRecord;
using Entries = std::map<std::string, std::int64_t>;  ///< account -> amount

std::string name_of(const PaymentRef& ref) {
  const auto id = PaymentId::from_sql(ref.second);
  return id ? to_text(PaymentKey{MerchantId{ref.first}, *id}) : ref.second;
}

std::string message_of(const std::string& acquirer, const JournalRecord& record) {
  return acquirer + " " + record.terminal + " " + record.stan + " " + record.rrn;
}

/// The posting table of an approval, a second time: fee by basis points and a fixed part, VAT a
/// tenth of it, both rounded half up and cut to the amount.
Entries approval_posting(const PaymentRow& payment) {
  const std::int64_t amount = payment.total_minor;
  const std::int64_t fee = std::min(
      amount, (amount * payment.fee_basis_points + 5000) / 10000 + payment.fee_fixed_minor);
  const std::int64_t vat = std::min(amount - fee, (fee + 5) / 10);
  Entries entries = {{"acquirer_receivable", amount},
                     {"merchant_payable", -(amount - fee - vat)},
                     {"fee_revenue", -fee},
                     {"fee_vat_payable", -vat}};
  std::erase_if(entries, [](const auto& entry) { return entry.second == 0; });
  return entries;
}

/// `part` of `whole` of a fee, rounded half up.
std::int64_t share(std::int64_t fee, std::int64_t part, std::int64_t whole) {
  __extension__ using Wide = __int128;  // the product of two amounts
  return static_cast<std::int64_t>((Wide{2} * fee * part + whole) / (Wide{2} * whole));
}

/// What all refunds of a payment together must have posted, `refunded` in sum: the approval's fee
/// and VAT come back in proportion if the contract says so.
Entries refund_posting(const PaymentRow& payment, std::int64_t refunded) {
  const Entries approval = approval_posting(payment);
  const auto given_back = [&](const char* account) {
    const auto found = approval.find(account);
    if (found == approval.end() || !payment.fee_refundable) return std::int64_t{0};
    return share(-found->second, refunded, payment.total_minor);
  };
  Entries entries = {{"acquirer_receivable", -refunded},
                     {"fee_revenue", given_back("fee_revenue")},
                     {"fee_vat_payable", given_back("fee_vat_payable")}};
  entries["merchant_payable"] = refunded - entries["fee_revenue"] - entries["fee_vat_payable"];
  std::erase_if(entries, [](const auto& entry) { return entry.second == 0; });
  return entries;
}

Entries negation(Entries entries) {
  for (auto& [account, amount] : entries) amount = -amount;
  return entries;
}

std::string to_text(const Entries& entries) {
  std::string text;
  for (const auto& [account, amount] : entries) {
    text += (text.empty() ? "" : ", ") + account + " " + std::to_string(amount);
  }
  return text.empty() ? "none" : text;
}

/// Everything about one payment, gathered.
struct Case {
  const PaymentRow* payment = nullptr;
  std::vector<const AttemptRow*> attempts;
  std::vector<const TransactionRow*> transactions;
  std::vector<const RefundRow*> refunds;

  std::int64_t refunded_minor() const {
    std::int64_t sum = 0;
    for (const auto* row : transactions) sum += row->type == "REFUND" ? row->amount_minor : 0;
    return sum;
  }
  bool voided() const {
    return std::any_of(transactions.begin(), transactions.end(),
                       [](const auto* row) { return row->type == "CANCEL" && row->moved; });
  }
};

/// How many transactions of each kind a payment has.
struct Shape {
  int paid = 0;
  int voided = 0;
  int unmoved = 0;
  int refunded = 0;

  bool is(int of_paid, int of_voided, int of_unmoved) const {
    return paid == of_paid && voided == of_voided && unmoved == of_unmoved && refunded == 0;
  }
  bool is_refunded() const { return paid == 1 && voided == 0 && unmoved == 0 && refunded > 0; }
  std::string text() const {
    return std::to_string(paid) + " PAYMENT, " + std::to_string(voided) + " CANCEL, " +
           std::to_string(unmoved) + " CANCEL without money, " + std::to_string(refunded) +
           " REFUND";
  }
};

class Judge {
 public:
  Judge(const Books& books, const std::vector<AcquirerJournal>& journals) : books_(books) {
    gather();
    for (const auto& journal : journals) gather(journal);
  }

  Verdict judge(const std::vector<Told>& told) {
    for (const auto& [ref, the_case] : cases_) {
      if (the_case.payment == nullptr) {
        find(ref, "has attempts, transactions or entries but no row");
        continue;
      }
      check_settled(*the_case.payment);
      check_transactions(the_case);
      check_attempts(the_case);
      check_refunds(the_case);
    }
    check_reversals();
    check_strangers();
    check_postings();
    check_sums();
    for (const Told& one : told) check_told(one);
    return std::move(verdict_);
  }

 private:
  void find(const PaymentRef& ref, const std::string& what) {
    verdict_.findings.push_back(name_of(ref) + ": " + what);
  }
  void find(const std::string& what) { verdict_.findings.push_back(what); }

  void gather() {
    for (const auto& payment : books_.payments) {
      cases_[payment.ref].payment = &payment;
      verdict_.approved += payment.state == "approved" ? 1 : 0;
      verdict_.longest_unknown_s = std::max(verdict_.longest_unknown_s, payment.unknown_s);
    }
    verdict_.payments = books_.payments.size();
    for (const auto& attempt : books_.attempts) {
      cases_[attempt.payment].attempts.push_back(&attempt);
      owners_[attempt.message] = attempt.payment;
    }
    for (const auto& row : books_.transactions) cases_[row.payment].transactions.push_back(&row);
    for (const auto& refund : books_.refunds) {
      cases_[refund.payment].refunds.push_back(&refund);
      refund_owners_.insert(refund.message);
    }
    for (const auto& entry : books_.entries) {
      auto& amount = entries_[{entry.payment, entry.transaction_id}][entry.account];
      if (amount != 0) find(entry.payment, "two entries of one account in a transaction");
      amount += entry.amount_minor;
      totals_[entry.currency] += entry.amount_minor;
    }
  }

  void gather(const AcquirerJournal& journal) {
    for (const auto& record : journal.records) {
      if (record.repeat) continue;
      const std::string message = message_of(journal.acquirer, record);
      if (record.kind == sandbox::Kind::kPurchase) {
        purchases_[message].push_back(record);
        ++verdict_.purchases;
      } else if (record.kind == sandbox::Kind::kRefund) {
        refunds_[message].push_back(record);
        ++verdict_.refunds;
      }
    }
    for (auto& purchase : sandbox::approved_purchases(journal.records)) {
      approvals_.emplace(message_of(journal.acquirer, purchase.record), std::move(purchase));
    }
  }

  void check_settled(const PaymentRow& payment) {
    for (const char* open : {"authorizing", "authorizing_cancel", "reversing", "reversing_cancel",
                             "unknown", "voiding", "approved_voiding"}) {
      if (payment.state == open) find(payment.ref, "is still " + payment.state);
    }
    if (payment.state == "approved" && payment.balance_minor != payment.total_minor) {
      find(payment.ref, "approved, but its balance is " + std::to_string(payment.balance_minor));
    }
    if (payment.state == "canceled" && payment.balance_minor != 0) {
      find(payment.ref, "canceled, but its balance is " + std::to_string(payment.balance_minor));
    }
  }

  Entries entries_of(const TransactionRow& transaction) {
    const auto found = entries_.find({transaction.payment, transaction.id});
    return found == entries_.end() ? Entries() : found->second;
  }

  void check_transactions(const Case& the_case) {
    const PaymentRow& payment = *the_case.payment;
    Shape shape;
    Entries refunds;
    for (const TransactionRow* row : the_case.transactions) {
      const Entries written = entries_of(*row);
      if (row->type == "REFUND") {
        ++shape.refunded;
        check_refund_entries(*row, written);
        for (const auto& [account, amount] : written) refunds[account] += amount;
        continue;
      }
      ++(row->type == "PAYMENT" ? shape.paid : row->moved ? shape.voided : shape.unmoved);
      const Entries wanted = row->type == "PAYMENT" ? approval_posting(payment)
                             : row->moved           ? negation(approval_posting(payment))
                                                    : Entries();
      if (written != wanted) {
        find(payment.ref,
             row->type + " posted as " + to_text(written) + " instead of " + to_text(wanted));
      }
      if (row->amount_minor != payment.total_minor) {
        find(payment.ref, row->type + " of " + std::to_string(row->amount_minor) + " for " +
                              std::to_string(payment.total_minor));
      }
    }
    std::erase_if(refunds, [](const auto& entry) { return entry.second == 0; });
    const Entries wanted = refund_posting(payment, the_case.refunded_minor());
    if (refunds != wanted) {
      find(payment.ref, "refunds posted as " + to_text(refunds) + " instead of " + to_text(wanted));
    }
    check_shape(payment, shape, the_case.refunded_minor());
  }

  void check_refund_entries(const TransactionRow& row, const Entries& written) {
    std::int64_t sum = 0;
    for (const auto& [account, amount] : written) sum += amount;
    const auto receivable = written.find("acquirer_receivable");
    if (sum != 0 || receivable == written.end() || receivable->second != -row.amount_minor) {
      find(row.payment,
           "REFUND of " + std::to_string(row.amount_minor) + " posted as " + to_text(written));
    }
  }

  /// Which transactions a payment of this state has.
  void check_shape(const PaymentRow& payment, const Shape& shape, std::int64_t refunded) {
    const bool all = refunded == payment.total_minor;
    const bool fits = payment.state == "approved" || payment.state == "voiding" ||
                              payment.state == "approved_voiding"
                          ? shape.is(1, 0, 0)
                      : payment.state == "partially_canceled" ? shape.is_refunded() && !all
                      : payment.state == "canceled"
                          ? shape.is(1, 1, 0) || shape.is(0, 0, 1) || (shape.is_refunded() && all)
                          : shape.is(0, 0, 0);
    if (!fits) find(payment.ref, payment.state + " with " + shape.text());
    if (payment.state == "partially_canceled" &&
        payment.balance_minor != payment.total_minor - refunded) {
      find(payment.ref, std::to_string(refunded) + " refunded, but its balance is " +
                            std::to_string(payment.balance_minor));
    }
  }

  /// Each executed once at the acquirer, or not at all, as its row says.
  void check_refunds(const Case& the_case) {
    std::int64_t done = 0;
    for (const RefundRow* refund : the_case.refunds) {
      const auto sent = refunds_.find(refund->message);
      const std::size_t times = sent == refunds_.end() ? 0 : sent->second.size();
      if (times > 1) {
        find(refund->payment, "one refund was processed " + std::to_string(times) + " times");
      }
      const JournalRecord* answer = times == 0 ? nullptr : &sent->second.front();
      const bool executed = answer != nullptr && answer->approved();
      if (refund->state != "done" && refund->state != "refused") {
        find(refund->payment, "a refund is still " + refund->state);
      } else if (executed != (refund->state == "done")) {
        find(refund->payment, "refund " + refund->state + ", but the acquirer has " +
                                  (executed ? "executed it" : "not executed it"));
      }
      if (executed && answer->amount_minor != refund->amount_minor) {
        find(refund->payment, "the acquirer refunded " + std::to_string(answer->amount_minor) +
                                  " instead of " + std::to_string(refund->amount_minor));
      }
      done += refund->state == "done" ? refund->amount_minor : 0;
    }
    if (done != the_case.refunded_minor()) {
      find(the_case.payment->ref, std::to_string(done) + " refunded, but transactions of " +
                                      std::to_string(the_case.refunded_minor()));
    }
  }

  void check_attempts(const Case& the_case) {
    const PaymentRow& payment = *the_case.payment;
    int standing = 0;
    for (const AttemptRow* attempt : the_case.attempts) {
      const auto sent = purchases_.find(attempt->message);
      const std::size_t times = sent == purchases_.end() ? 0 : sent->second.size();
      if (times > 1) {
        find(payment.ref, "one attempt was processed " + std::to_string(times) + " times");
      }
      const auto approval = approvals_.find(attempt->message);
      const ApprovedPurchase* approved = approval == approvals_.end() ? nullptr : &approval->second;
      if (approved != nullptr) {
        standing += approved->stands() ? 1 : 0;
        if (approved->record.amount_minor != attempt->amount_minor) {
          find(payment.ref,
               "the acquirer approved " + std::to_string(approved->record.amount_minor));
        }
      }
      const JournalRecord* answer = times == 0 ? nullptr : &sent->second.front();
      if (const auto wrong = contradiction(the_case, *attempt, answer, approved)) {
        find(payment.ref, *wrong);
      }
    }
    const bool stands = payment.state == "approved" || payment.state == "partially_canceled" ||
                        (payment.state == "canceled" && the_case.refunded_minor() > 0);
    const int wanted = stands ? 1 : 0;
    if (standing != wanted) {
      find(payment.ref, payment.state + ", but " + std::to_string(standing) +
                            " approvals stand at the acquirer");
    }
  }

  static std::optional<std::string> contradiction(const Case& the_case, const AttemptRow& attempt,
                                                  const JournalRecord* answer,
                                                  const ApprovedPurchase* approved) {
    const std::string state = "attempt " + attempt.state;
    if (attempt.state == "approved") {
      if (approved == nullptr) return state + ", but the acquirer has no such approval";
      if (approved->reversed) return state + ", but the acquirer has reversed it";
      if (approved->voided != the_case.voided()) {
        return the_case.payment->state + ", but at the acquirer it is " +
               (approved->voided ? "voided" : "not voided");
      }
    } else if (attempt.state == "declined") {
      if (answer == nullptr) return state + ", but the acquirer never saw it";
      if (approved != nullptr) return state + ", but the acquirer approved it";
      if (answer->code != attempt.response_code) return state + ", but with " + answer->code;
    } else if (attempt.state == "reversed") {
      if (approved != nullptr && !approved->reversed) return state + ", but not at the acquirer";
    } else if (attempt.state == "not_sent") {
      if (answer != nullptr) return state + ", but the acquirer has seen it";
    } else {
      return state + ", still";
    }
    return std::nullopt;
  }

  void check_reversals() {
    for (const auto& reversal : books_.reversals) {
      const bool refund_instead = reversal.reason == "void" && reversal.state == "refused" &&
                                  !cases_[reversal.payment].refunds.empty();
      if (reversal.state != "acknowledged" && !refund_instead) {
        find(reversal.payment, "reversal (" + reversal.reason + ") is " + reversal.state);
      }
    }
  }

  void check_strangers() {
    for (const auto& [message, records] : purchases_) {
      if (!owners_.contains(message)) find("the acquirer saw a purchase of nobody: " + message);
    }
    for (const auto& [message, records] : refunds_) {
      if (!refund_owners_.contains(message))
        find("the acquirer saw a refund of nobody: " + message);
    }
    for (const auto& [key, entries] : entries_) {
      const auto& rows = cases_[key.first].transactions;
      const bool known = std::any_of(rows.begin(), rows.end(),
                                     [&](const auto* row) { return row->id == key.second; });
      if (!known) find(key.first, "ledger entries without a transaction");
    }
  }

  void check_postings() {
    std::map<std::string, std::int64_t> sums;
    for (const auto& entry : books_.postings) {
      sums[entry.kind + " " + entry.id] += entry.amount_minor;
      totals_[entry.currency] += entry.amount_minor;
    }
    for (const auto& [posting, sum] : sums) {
      if (sum != 0)
        find("the entries of the posting " + posting + " sum to " + std::to_string(sum));
    }
  }

  /// What each merchant's acquirer_receivable says must be what the acquirer says stands: funding,
  /// which turns it into money that has come, left out.
  void check_sums() {
    for (const auto& [currency, total] : totals_) {
      if (total != 0) find("the ledger's " + currency + " sums to " + std::to_string(total));
    }
    std::map<std::int64_t, std::int64_t> owed;
    for (const auto& entry : books_.entries) {
      if (entry.account == "acquirer_receivable") owed[entry.payment.first] += entry.amount_minor;
    }
    for (const auto& entry : books_.postings) {
      if (entry.account == "acquirer_receivable" && entry.kind.starts_with("late_charge")) {
        owed[entry.merchant_id] += entry.amount_minor;
      }
    }
    for (const auto& [message, purchase] : approvals_) {
      const auto owner = owners_.find(message);
      if (owner != owners_.end() && purchase.stands()) {
        owed[owner->second.first] -= purchase.record.amount_minor - purchase.refunded_minor;
      }
    }
    for (const auto& [merchant, difference] : owed) {
      if (difference != 0) {
        find(pay200::to_text(MerchantId{merchant}) + ": ledger and journal differ by " +
             std::to_string(difference));
      }
    }
  }

  /// Of the payment, or of one of its parts that went back.
  static bool has_amount(const Case& the_case, const Told& told) {
    if (told.amount_minor == 0) return true;
    if (told.what != Told::What::kPartlyCanceled) {
      return told.amount_minor == the_case.payment->total_minor;
    }
    return std::ranges::any_of(the_case.transactions, [&](const auto* row) {
      return row->type == "REFUND" && row->amount_minor == told.amount_minor;
    });
  }

  void check_told(const Told& told) {
    const auto key = payment_key_from_text(told.payment_key);
    if (!key) return find("a client was given a payment key that is none: " + told.payment_key);
    const auto found = cases_.find({key->merchant_id.value, key->payment_id.to_sql()});
    if (found == cases_.end() || found->second.payment == nullptr) {
      return find(told.payment_key + ": a client saw it, but it is not there");
    }
    if (!has_amount(found->second, told)) {
      find(found->first, "a client was told of " + std::to_string(told.amount_minor));
    }
    const std::string& state = found->second.payment->state;
    const bool given_back = state == "canceled" || state == "partially_canceled";
    if (told.what == Told::What::kApproved && state != "approved" && !given_back) {
      find(found->first, "a client was told that it is paid, but it is " + state);
    }
    if (told.what == Told::What::kPartlyCanceled && !given_back) {
      find(found->first, "a client was told that a part went back, but it is " + state);
    }
    if (told.what == Told::What::kCanceled && state != "canceled") {
      find(found->first, "a client was told that it is canceled, but it is " + state);
    }
  }

  const Books& books_;
  std::map<PaymentRef, Case> cases_;
  std::map<std::string, PaymentRef> owners_;  ///< by acquirer message
  std::map<std::pair<PaymentRef, std::string>, Entries> entries_;
  std::map<std::string, std::int64_t> totals_;
  std::map<std::string, std::vector<JournalRecord>> purchases_;
  std::map<std::string, ApprovedPurchase> approvals_;
  std::map<std::string, std::vector<JournalRecord>> refunds_;  ///< by acquirer message
  std::set<std::string> refund_owners_;                        ///< likewise
  Verdict verdict_;
};

}  // namespace

Verdict judge(const Books& books, const std::vector<AcquirerJournal>& journals,
              const std::vector<Told>& told) {
  return Judge(books, journals).judge(told);
}

std::string to_text(const Verdict& verdict, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < verdict.findings.size() && at < most; ++at) {
    text += verdict.findings[at] + "\n";
  }
  if (verdict.findings.size() > most) {
    text += "... and " + std::to_string(verdict.findings.size() - most) + " more\n";
  }
  return text;
}

}  // namespace pay200::dev
