#pragma once
// The steps of a random sequence on a model of payments (payment_model.hpp), and their words.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/fcgi-app/payment_model.hpp"

namespace pay200::test::model {

enum class Act {
  kCreate,
  kScan,
  kConfirm,
  kShopConfirm,
  kCancel,
  kRepeat,
  kWait,
  kSweep,
  kRelay,
  kLateApproval,
  kDie
};

/// The numbers mean something only once the step is taken, by what there is then: so that a
/// sequence with some steps left out is one as well.
struct Step {
  Act act = Act::kCreate;
  std::array<unsigned, 7> r{};
};

std::vector<Step> sequence_of(std::uint64_t seed);
/// The merchant's: with and without a limit on refunds, fees that come back and fees that do not.
Contract contract_of(std::uint64_t seed);

Bank bank_of(unsigned number);
/// What the step asks, `key` being a number that has not been used.
Request create_of(const Step& step, int key);
Request request_of(const Step& step, int payment, const PaymentModel& model, int key);

std::string to_text(Bank bank);
std::string to_text(const Request& request);

}  // namespace pay200::test::model
