#include "tests/fcgi-app/payment_model_steps.hpp"

#include <algorithm>
#include <random>

namespace pay200::test::model {
namespace {

constexpr int kStepsOfSequence = 24;

Step random_step(std::mt19937_64& random) {
  static constexpr std::array kActs = {
      Act::kCreate,      Act::kCreate,       Act::kScan,    Act::kScan,    Act::kScan,
      Act::kConfirm,     Act::kConfirm,      Act::kConfirm, Act::kConfirm, Act::kShopConfirm,
      Act::kShopConfirm, Act::kCancel,       Act::kCancel,  Act::kCancel,  Act::kCancel,
      Act::kRepeat,      Act::kRepeat,       Act::kWait,    Act::kSweep,   Act::kRelay,
      Act::kRelay,       Act::kLateApproval, Act::kDie};
  Step step{.act = kActs[random() % kActs.size()]};
  for (unsigned& number : step.r) number = static_cast<unsigned>(random() >> 16U);
  return step;
}

void by_whom_and_how_much(Request& request, const std::array<unsigned, 7>& r,
                          const PaymentModel& model) {
  request.wrong = false;
  request.by = std::array{By::kMerchant, By::kMerchant, By::kMerchant, By::kMerchant,
                          By::kMerchant, By::kMerchant, By::kShopper,  By::kPage}[r[2] % 8];
  const std::int64_t left = model.balance(request.payment);
  switch (r[4] % 8) {
    case 0:
      request.part = model.total(request.payment);
      break;
    case 1:
      request.part = left + 1;
      break;
    case 2:
    case 3:
    case 4:
    case 5:
      request.part = 1 + static_cast<std::int64_t>(r[5]) % std::max<std::int64_t>(left, 1);
      break;
    default:
      break;
  }
  if (r[1] % 5 == 1) request.believed = left;
  if (r[1] % 9 == 2) request.believed = left + 1;
}
}  // namespace

std::vector<Step> sequence_of(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Step> steps;
  // A payment that somebody holds, or little would happen.
  steps.push_back({.act = Act::kCreate, .r = {0, static_cast<unsigned>(random()), 0, 0, 0, 0, 0}});
  steps.back().r[2] = static_cast<unsigned>(random() >> 16U);
  steps.push_back({.act = Act::kScan, .r = {0, 1, 1, 0, 0, 0, 0}});
  while (steps.size() < kStepsOfSequence) steps.push_back(random_step(random));
  return steps;
}

Bank bank_of(unsigned number) {
  static constexpr std::array kBanks = {Bank::kDoes,        Bank::kDoes,         Bank::kDoes,
                                        Bank::kDoes,        Bank::kRefuses,      Bank::kRefuses,
                                        Bank::kDoesUnheard, Bank::kHearsNothing, Bank::kNotSent,
                                        Bank::kTooLate,     Bank::kLater};
  return kBanks[number % kBanks.size()];
}

std::string to_text(Bank bank) {
  switch (bank) {
    case Bank::kDoes:
      return "does";
    case Bank::kDoesUnheard:
      return "does it unheard";
    case Bank::kHearsNothing:
      return "hears nothing";
    case Bank::kNotSent:
      return "is not reached";
    case Bank::kRefuses:
      return "refuses";
    case Bank::kTooLate:
      return "says too late";
    case Bank::kLater:
      return "says later";
  }
  return "?";
}

std::string to_text(const Request& request) {
  static constexpr std::array kNames = {"create", "scan", "confirm", "shop confirms", "cancel"};
  static constexpr std::array kBy = {"merchant", "shopper", "page"};
  std::string text = kNames[static_cast<std::size_t>(request.act)];
  if (request.act == Request::Act::kCreate) {
    text += " order " + std::to_string(request.order) + " of " + std::to_string(request.amount) +
            (request.by_client ? " by a page" : " by a server");
  } else {
    text += " #" + std::to_string(request.payment);
  }
  if (request.act == Request::Act::kScan || request.act == Request::Act::kConfirm) {
    text += " by shopper " + std::to_string(request.shopper);
  }
  if (request.act == Request::Act::kCancel) {
    text += std::string(" by ") + kBy[static_cast<std::size_t>(request.by)];
    if (request.part) text += ", " + std::to_string(*request.part);
    if (request.believed) text += ", believing in " + std::to_string(*request.believed);
  }
  if (request.wrong) text += ", wrongly";
  if (request.key) {
    text +=
        ", key " + std::to_string(request.key->number) + "/" + std::to_string(request.key->body);
  }
  return text;
}

Contract contract_of(std::uint64_t seed) {
  Contract contract{.basis_points = 250, .fixed = 30};
  if (seed % 3 == 1) contract = {.basis_points = 333, .fixed = 0, .refundable = false};
  if (seed % 4 == 2) contract.refund_limit = 500;
  if (seed % 7 == 3) contract.basis_points = 9'500;
  return contract;
}

Request create_of(const Step& step, int key) {
  const auto& r = step.r;
  static constexpr std::array<std::int64_t, 8> kAmounts = {11'000, 1,       12'345, 99,
                                                           1'000,  777'777, 50'000, 3};
  return {.act = Request::Act::kCreate,
          .order = static_cast<int>(r[0] % 6),
          .amount = kAmounts[r[1] % kAmounts.size()],
          .by_client = r[2] % 3 == 0,
          .key = r[3] % 2 == 0 ? std::optional(Key{key, 1}) : std::nullopt};
}
Request request_of(const Step& step, int payment, const PaymentModel& model, int key) {
  const auto& r = step.r;
  Request request{.payment = payment, .shopper = r[1] % 8 == 0 ? 2 : 1, .wrong = r[2] % 16 == 0};
  request.act = step.act == Act::kScan      ? Request::Act::kScan
                : step.act == Act::kConfirm ? Request::Act::kConfirm
                : step.act == Act::kCancel  ? Request::Act::kCancel
                                            : Request::Act::kShopConfirm;
  // By chance alone, few payments would come as far as to be paid.
  if (r[6] / 16 % 3 != 0) request.act = model.leads_on(payment);
  if (request.act == Request::Act::kCreate) return create_of(step, key);
  if (request.act == Request::Act::kConfirm) request.wrong = false;
  if (request.act == Request::Act::kCancel) by_whom_and_how_much(request, r, model);
  if (request.act != Request::Act::kScan && r[3] % 2 == 0) request.key = Key{key, 1};
  return request;
}

}  // namespace pay200::test::model
