// pgctl payment resolve
#include "core/payment/payment_service.hpp"
#include "core/payment/resolution.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/merchant_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"

namespace pay200::pgctl {
namespace {

using Outcome = ResolutionService::Outcome;

struct Options {
  std::string payment;
  std::optional<std::string> as, evidence, by;
  bool approve = false, yes = false, dry_run = false;
};

void check_usage(const Options& options) {
  if (options.approve && (options.as || options.evidence)) {
    throw Failure(ExitStatus::kUsage,
                  "--approve stands alone: it approves what another operator has proposed");
  }
  if (options.approve) return;
  if (!options.as || !options.evidence) {
    throw Failure(ExitStatus::kUsage,
                  "propose with --as reversed and --evidence REF, or --approve a proposal");
  }
  if (*options.as == "charged") {
    throw Failure(ExitStatus::kUsage,
                  "a payment that was charged cannot be resolved: the money is still owed to the "
                  "shopper. Its reversal goes on by itself; resolve it once the acquirer has given "
                  "the money back");
  }
}

Payment payment_from(Session& session, const PaymentKey& key) {
  PaymentService payments(session.database(), session.clock(), session.config(), nullptr, {});
  auto payment = payments.get_payment(key);
  if (!payment) {
    throw Failure(
        exit_status(payment.error().code),
        "payment " + to_text(key) +
            " not found; `pgctl payment list --status UNKNOWN` shows what can be resolved");
  }
  return *std::move(payment);
}

void require_done(const Result<Outcome>& outcome, Session& session, const PaymentKey& key) {
  if (!outcome) throw failure_of(outcome.error());
  switch (*outcome) {
    case Outcome::kDone:
      return;
    case Outcome::kNotUnknown:
      throw Failure(ExitStatus::kConflict,
                    to_text(key) + " is not UNKNOWN but " +
                        std::string(to_text(payment_from(session, key).status())) +
                        "; there is nothing to resolve");
    case Outcome::kSuperseded:
      throw Failure(ExitStatus::kConflict, "there is a newer proposal; look at it first");
    case Outcome::kSameOperator:
      throw Failure(ExitStatus::kNotAllowed,
                    "you proposed it yourself; it takes a second operator to approve it");
  }
}

Details details_of(const Payment& payment, const Merchant& merchant,
                   const std::optional<ResolutionProposal>& proposal) {
  Details details;
  details.fields = {
      {"payment", "Payment", text_cell(to_text(payment.key))},
      {"mode", "Mode", text_cell(payment.live ? "live" : "test")},
      {"merchant", "Merchant id", text_cell(to_text(merchant.id))},
      {"merchantName", "Merchant", text_cell(merchant.name)},
      {"totalAmount", "Amount", amount_cell(payment.total)},
      {"status", "Status", text_cell(to_text(payment.status()))},
      {"evidence", "Evidence",
       proposal ? text_cell(proposal->evidence) : optional_cell(std::nullopt)},
      {"proposedBy", "Proposed by",
       proposal ? text_cell(proposal->by_operator) : optional_cell(std::nullopt)},
      {"proposedAt", "Proposed",
       proposal ? time_cell(proposal->proposed_at) : optional_cell(std::nullopt)},
  };
  return details;
}

std::string thing_of(const Payment& payment, const Merchant& merchant) {
  return to_text(payment.key) + " (" + amount_cell(payment.total).text + " " +
         std::string(to_text(payment.total.currency)) + ") of " + description_of(merchant);
}

struct Resolving {
  Session& session;
  const Options& options;
  Payment payment;
  Merchant merchant;
  ResolutionService resolutions;
  std::string by_operator;

  const PaymentKey& key() const { return payment.key; }

  ExitStatus show() {
    session.show(
        details_of(payment_from(session, key()), merchant, resolutions.get_proposal(key())));
    return ExitStatus::kDone;
  }

  /// What another operator has proposed. Failure if there is nothing that this one may approve.
  ResolutionProposal proposal_to_approve() {
    auto proposal = resolutions.get_proposal(key());
    if (!proposal) {
      throw Failure(ExitStatus::kNotFound, "nothing has been proposed for " + to_text(key()) +
                                               "; propose with --as reversed and --evidence REF");
    }
    if (proposal->by_operator == by_operator) {
      require_done(Outcome::kSameOperator, session, key());
    }
    return *std::move(proposal);
  }

  ExitStatus show_what_would_be() {
    if (options.approve) proposal_to_approve();
    Details details = details_of(payment, merchant, resolutions.get_proposal(key()));
    details.fields.insert(details.fields.begin(),
                          {"dryRun", "Dry run", {true, "yes: nothing was changed"}});
    session.show(details);
    return ExitStatus::kDone;
  }

  ExitStatus propose() {
    require_yes(options.yes, "propose that nothing is owed for " + thing_of(payment, merchant),
                "Evidence: " + *options.evidence + ". Another operator must approve it.");
    require_done(resolutions.propose_resolution(key(), *options.evidence, by_operator), session,
                 key());
    show();
    session.note("proposed by " + by_operator +
                 "; another operator ends it: `pgctl payment resolve " + to_text(key()) +
                 " --approve`");
    return ExitStatus::kDone;
  }

  ExitStatus approve() {
    const ResolutionProposal proposal = proposal_to_approve();
    require_yes(
        options.yes, "end as ABORTED " + thing_of(payment, merchant),
        proposal.by_operator + " says that nothing is owed. Evidence: " + proposal.evidence + ".");
    require_done(resolutions.approve_resolution(key(), proposal.id, by_operator), session, key());
    show();
    session.note("approved by " + by_operator + "; it has ended");
    return ExitStatus::kDone;
  }
};

ExitStatus run(Session& session, const Options& options) {
  check_usage(options);
  const PaymentKey key = payment_key_from(options.payment);
  const std::string by_operator = operator_name(options.by);
  Payment payment = payment_from(session, key);
  const Merchant merchant = merchant_from(session, to_text(key.merchant_id));
  require_mode(session, merchant);
  if (payment.status() != PublicStatus::kUnknown) require_done(Outcome::kNotUnknown, session, key);
  Resolving resolving{session,
                      options,
                      std::move(payment),
                      merchant,
                      ResolutionService(session.database(), session.clock()),
                      by_operator};
  if (options.dry_run) return resolving.show_what_would_be();
  return options.approve ? resolving.approve() : resolving.propose();
}

}  // namespace

void add_payment_resolve(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("payment", "resolve", "End an UNKNOWN by evidence; takes two operators",
            [options](Session& session) { return run(session, *options); })
      .argument("PAYMENT", options->payment, "The payment's key, pay_...")
      .optional_choice("--as", options->as, {"reversed", "charged"}, "What the acquirer says")
      .optional("--evidence", options->evidence, "REF",
                "Where that can be looked up: a letter, a\ncase number")
      .flag("--approve", options->approve, "Approve what another operator proposed")
      .optional("--operator", options->by, "NAME", "Who you are, if root must say it")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only show payment and proposal")
      .example(
          "pgctl payment resolve pay_... --as reversed --evidence \"letter 2026-118\"\n"
          "  pgctl payment resolve pay_... --approve     # another operator");
}

}  // namespace pay200::pgctl
