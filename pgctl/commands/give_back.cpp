#include "pgctl/commands/give_back.hpp"

#include "core/acquirer/link_client.hpp"
#include "core/payment/payment_service.hpp"
#include "core/platform/utf8.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::size_t kMostReasonCharacters = 200;

bool is_partial(const GiveBack& options, const Payment& payment) {
  return options.amount && *options.amount != payment.total.amount_minor;
}

void check_shape(const GiveBack& options) {
  if (!is_one_line(options.reason, kMostReasonCharacters)) {
    throw Failure(ExitStatus::kUsage, "--reason: 1 to 200 characters on one line");
  }
  if (options.amount && (*options.amount < 1 || *options.amount > kMaxAmountMinor)) {
    throw Failure(ExitStatus::kUsage, "--amount: 1 to " + std::to_string(kMaxAmountMinor));
  }
  if (options.expected_balance && *options.expected_balance < 0) {
    throw Failure(ExitStatus::kUsage, "--expect-balance: what is left, 0 or more");
  }
}

std::string money_text(Money money) {
  return amount_cell(money).text + " " + std::string(to_text(money.currency));
}

Money amount_of(const GiveBack& options, const Payment& payment) {
  return {options.amount.value_or(payment.balance.amount_minor), payment.balance.currency};
}

/// "give back 5,000 of 11,000 KRW of pay_... (커피 두 잔) to its shopper: the test merchant ..."
std::string act_of(const GiveBack& options, const Payment& payment, const Merchant& merchant) {
  const bool paid = payment.approved_attempt() != nullptr;
  return (paid ? "give back " + money_text(amount_of(options, payment)) + " of " : "cancel ") +
         to_text(payment.key) + " (" + payment.order_name + ", " + money_text(payment.total) +
         ") for " + description_of(merchant);
}

Payment payment_from(PaymentService& payments, const PaymentKey& key) {
  auto payment = payments.get_payment(key);
  if (!payment) {
    throw Failure(exit_status(payment.error().code),
                  "payment " + to_text(key) + " not found; `pgctl tx search` finds payments that " +
                      "were paid");
  }
  return *std::move(payment);
}

Details details_of(const Payment& payment, const Merchant& merchant) {
  Details details;
  details.fields = {
      {"payment", "Payment", text_cell(to_text(payment.key))},
      {"mode", "Mode", text_cell(payment.live ? "live" : "test")},
      {"merchant", "Merchant id", text_cell(to_text(merchant.id))},
      {"merchantName", "Merchant", text_cell(merchant.name)},
      {"orderId", "Order id", text_cell(payment.order_id)},
      {"orderName", "Order", text_cell(payment.order_name)},
      {"currency", "Currency", text_cell(to_text(payment.total.currency))},
      {"totalAmount", "Amount", amount_cell(payment.total)},
      {"balanceAmount", "Balance", amount_cell(payment.balance)},
      {"status", "Status", text_cell(to_text(payment.status()))},
  };
  return details;
}

Failure refusal(const Error& error, const Payment& payment) {
  std::string words(message(error.code, Language::kEnglish));
  if (!error.acquirer_code.empty()) words += " (the acquirer answered " + error.acquirer_code + ")";
  if (payment.status() == PublicStatus::kUnknown) {
    // "Being authorized, look again in a moment" is for a shop.
    words =
        "Nobody knows yet whether it was charged. Its reversal goes on by itself; with the "
        "acquirer's word, `pgctl payment resolve` ends it.";
  }
  return {exit_status(error.code), words + " Status " + std::string(to_text(payment.status())) +
                                       ", balance " + money_text(payment.balance) + "."};
}

/// As the transition would decide now. What hangs on other rows (the merchant's refund limit) it
/// alone can say.
void require_cancelable(const GiveBack& options, const Payment& payment) {
  const auto command = is_partial(options, payment) ? PaymentCommand::kCancelPart
                                                    : PaymentCommand::kCancelByMerchant;
  const auto next = next_state(payment.state, command);
  if (const auto* code = std::get_if<ErrorCode>(&next)) throw refusal(Error{*code}, payment);
  const std::int64_t balance = payment.balance.amount_minor;
  if (options.expected_balance.value_or(balance) != balance) {
    throw refusal(Error{ErrorCode::kNotMatchesRefundableAmount}, payment);
  }
  if (options.amount.value_or(balance) > balance) {
    throw refusal(Error{ErrorCode::kNotCancelableAmount}, payment);
  }
}

ExitStatus show_what_would_be(Session& session, const GiveBack& options, const Payment& payment,
                              const Merchant& merchant) {
  require_cancelable(options, payment);
  Money would_go_back = amount_of(options, payment);
  if (payment.approved_attempt() == nullptr) would_go_back.amount_minor = 0;
  Details details = details_of(payment, merchant);
  details.fields.insert(details.fields.begin(),
                        {"dryRun", "Dry run", {true, "yes: nothing was given back"}});
  details.fields.push_back({"cancelAmount", "Would go back", amount_cell(would_go_back)});
  session.show(details);
  return ExitStatus::kDone;
}

/// Under the operators' own name, so that a shop's key of the same text is another.
std::optional<IdempotencyClaim> claim_of(Session& session, const GiveBack& options,
                                         const PaymentKey& key) {
  if (!options.idempotency_key) return std::nullopt;
  const auto parsed = parse_idempotency_key(*options.idempotency_key);
  if (!parsed) {
    throw Failure(ExitStatus::kUsage, "--idempotency-key: 1 to 255 visible ASCII characters");
  }
  const auto secrets = load_secrets(session.config().secrets_file, SecretsFor::kOperator);
  if (!secrets) throw Failure(ExitStatus::kFailed, secrets.error().detail);
  const std::string body =
      (options.amount ? std::to_string(*options.amount) : "all") + "\n" + options.reason;
  return make_claim(secrets->idempotency_key, "operator", "cancel", to_text(key), *parsed, body);
}

/// The newest cancel: with a replay it may be another's, and then the payment's own fields say it.
ExitStatus show_answer(Session& session, const PaymentAnswer& answer, const Merchant& merchant) {
  const Payment& payment = answer.result.value();
  Details details = details_of(payment, merchant);
  details.fields.push_back({"replayed", "Replayed", flag_cell(answer.replayed)});
  details.fields.push_back(
      {"cancelStatus", "Cancel", text_cell(answer.pending ? "IN_PROGRESS" : "DONE")});
  session.show(details);
  if (answer.replayed) {
    session.note("done before under this idempotency key; nothing was given back again");
  }
  if (!answer.pending) return ExitStatus::kDone;
  session.note(
      "the acquirer has not acknowledged it yet; it goes on by itself, do not repeat it: `pgctl "
      "payment timeline " +
      to_text(payment.key) + "`");
  return ExitStatus::kOutcomeUnknown;
}

}  // namespace

void add_give_back_options(Command& command, GiveBack& options) {
  command.argument("PAYMENT", options.payment, "The payment's key, pay_...")
      .required("--reason", options.reason, "TEXT", "Why; the shop and the shopper see it")
      .optional("--expect-balance", options.expected_balance, "AMOUNT",
                "Refuse unless so much is left")
      .optional("--idempotency-key", options.idempotency_key, "KEY",
                "Typed again with the same key, it is\ndone once")
      .optional("--operator", options.by, "NAME", "Who you are, if root must say it")
      .flag("--yes", options.yes, "Do not ask")
      .flag("--dry-run", options.dry_run, "Only show what would go back");
}

ExitStatus give_back(Session& session, const GiveBack& options) {
  check_shape(options);
  const PaymentKey key = payment_key_from(options.payment);
  LinkClient link(session.config().link.socket);
  PaymentService payments(session.database(), session.clock(), session.config(), &link, {});
  const Payment payment = payment_from(payments, key);
  const Merchant merchant = merchant_from(session, to_text(key.merchant_id));
  require_mode(session, merchant);
  if (is_partial(options, payment) && !options.expected_balance && !options.idempotency_key) {
    throw Failure(ExitStatus::kUsage,
                  "a part twice is not the same as once: add --expect-balance " +
                      std::to_string(payment.balance.amount_minor) + " or --idempotency-key KEY");
  }
  if (options.dry_run) return show_what_would_be(session, options, payment, merchant);
  CancelPaymentRequest request;
  request.key = key;
  request.amount_minor = options.amount;
  request.current_balance_minor = options.expected_balance;
  request.reason = options.reason;
  request.by_operator = operator_name(options.by);
  request.idempotency = claim_of(session, options, key);
  require_yes(options.yes, act_of(options, payment, merchant), "It cannot be taken back.");
  const PaymentAnswer answer = payments.cancel_payment(request);
  if (!answer.result) throw refusal(answer.result.error(), payment_from(payments, key));
  return show_answer(session, answer, merchant);
}

}  // namespace pay200::pgctl
