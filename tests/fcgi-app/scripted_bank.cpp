#include "tests/fcgi-app/scripted_bank.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <pqxx/pqxx>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>
#include <variant>

namespace pay200::test {
namespace {

using model::Bank;

AcquirerOutcome answered(const char* response_code, const char* approval_code = "") {
  return {OutcomeKind::kAnswered, response_code, approval_code, {}};
}

AcquirerOutcome silence(Bank bank) {
  if (bank == Bank::kNotSent) return {OutcomeKind::kNotSent, {}, {}, "not sent, as told"};
  return {OutcomeKind::kUnknown, {}, {}, "no answer, as told"};
}

bool is_silent(Bank bank) {
  return bank == Bank::kNotSent || bank == Bank::kDoesUnheard || bank == Bank::kHearsNothing;
}

UniqueFd listen_on(const std::string& path) {
  UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), std::begin(address.sun_path));
  if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 64) != 0) {
    throw std::runtime_error("cannot listen on " + path);
  }
  return listener;
}

}  // namespace

ScriptedBank::ScriptedBank(db::Database& database)
    : database_(database),
      listener_(listen_on(socket())),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      server_(listener_.get(),
              [this](link_protocol::Request request, Answer answer) {
                // Not on the server's thread: what happens meanwhile may ask the link as well.
                jobs_.add([this, request = std::move(request), answer = std::move(answer)] {
                  handle(request, answer);
                });
              }),
      thread_([this] { server_.run(stop_.get(), [] {}); }) {}

ScriptedBank::~ScriptedBank() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void ScriptedBank::follow(const model::Script& script) {
  const std::lock_guard lock(mutex_);
  script_ = script;
}

bool ScriptedBank::charge_late(AttemptId attempt, std::int64_t amount_minor) {
  const std::lock_guard lock(mutex_);
  return charges_.try_emplace(attempt.to_sql(), Charge{.amount = amount_minor}).second;
}

std::int64_t ScriptedBank::holds(AttemptId attempt) const {
  const std::lock_guard lock(mutex_);
  const auto found = charges_.find(attempt.to_sql());
  if (found == charges_.end() || found->second.undone) return 0;
  std::int64_t left = found->second.amount;
  for (const auto& [id, amount] : found->second.refunds) left -= amount;
  return left;
}

std::optional<std::string> ScriptedBank::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

Slot ScriptedBank::next_slot() {
  const std::lock_guard lock(mutex_);
  ++stan_;
  return {"sandbox", {"T0000002", stan_, "632607" + std::to_string(stan_), system_clock().now()}};
}

void ScriptedBank::handle(const link_protocol::Request& request, const Answer& answer) {
  link_protocol::Reply reply{request.id, link_protocol::Leaving{}};
  try {
    if (const auto* any = std::get_if<link_protocol::ReserveAny>(&request.act)) {
      if (any->tried.empty()) {
        reply.result = next_slot();
      } else {
        reply.result = Error{ErrorCode::kAcquirerUnavailable};
      }
    } else if (std::holds_alternative<link_protocol::ReserveOn>(request.act)) {
      reply.result = next_slot();
    } else if (const auto* payment = std::get_if<link_protocol::Pay>(&request.act)) {
      reply.result = pay(*payment);
    } else if (const auto* reversal = std::get_if<link_protocol::Reverse>(&request.act)) {
      reply.result = reverse(*reversal);
    } else if (const auto* back = std::get_if<link_protocol::Refund>(&request.act)) {
      reply.result = refund(*back);
    } else if (const auto* inquiry = std::get_if<link_protocol::InquireRefund>(&request.act)) {
      reply.result = inquire(*inquiry);
    } else if (const auto* card =
                   std::get_if<std::shared_ptr<const link_protocol::Verify>>(&request.act)) {
      std::visit([&](auto verified) { reply.result = std::move(verified); }, verify(**card));
    }
  } catch (const std::exception& error) {
    const std::lock_guard lock(mutex_);
    failure_ = error.what();
  }
  answer(std::move(reply));
}

std::variant<SealedCard, Error> ScriptedBank::verify(const link_protocol::Verify& act) {
  const std::lock_guard lock(mutex_);
  if (script_.pay == Bank::kNotSent) return Error{ErrorCode::kAcquirerUnavailable};
  ++verified_;
  if (script_.pay != Bank::kDoes) return Error{ErrorCode::kRejectCardCompany};
  const std::string& pan = act.card.pan;
  SealedCard sealed{std::string(12, 'n'), std::string(32, 'c'),       1,     pan,
                    pan.substr(0, 6),     pan.substr(pan.size() - 4), "visa"};
  sealed.pan_hmac.resize(32, 'h');
  return sealed;
}

AcquirerOutcome ScriptedBank::pay(const link_protocol::Pay& act) {
  static const db::Statement kStatement{
      "bank_pay", "SELECT amount_minor FROM attempt WHERE merchant_id = $1 AND attempt_id = $2"};
  const auto rows =
      database_.read(kStatement, db::Params().add(act.merchant_id).add(act.attempt_id));
  ++paid_messages_;
  Bank bank{};
  std::function<void()> meanwhile;
  {
    const std::lock_guard lock(mutex_);
    bank = script_.pay;
    meanwhile = std::exchange(script_.meanwhile, [] {});
    const bool charges =
        bank == Bank::kDoes || bank == Bank::kTooLate || bank == Bank::kDoesUnheard;
    if (charges) charges_[act.attempt_id.to_sql()].amount = db::number(rows[0], "amount_minor");
  }
  meanwhile();
  if (is_silent(bank)) return silence(bank);
  const bool refuses = bank == Bank::kRefuses || bank == Bank::kLater;
  return refuses ? answered("51") : answered("00", "A12345");
}

AcquirerOutcome ScriptedBank::reverse(const link_protocol::Reverse& act) {
  static const db::Statement kStatement{
      "bank_reverse",
      "SELECT attempt_id::text AS attempt, reason = 'void' AS is_void FROM reversal "
      "WHERE merchant_id = $1 AND reversal_id = $2"};
  const auto rows =
      database_.read(kStatement, db::Params().add(act.merchant_id).add(act.reversal_id));
  const bool is_void = db::flag(rows[0], "is_void");
  const std::lock_guard lock(mutex_);
  const auto found = charges_.find(db::text(rows[0], "attempt"));
  const bool undone = found != charges_.end() && found->second.undone;
  const auto undo = [&] {
    if (found == charges_.end()) return false;
    found->second.undone = true;
    return true;
  };
  switch (script_.back) {
    case Bank::kDoesUnheard:
      undo();
      return silence(script_.back);
    case Bank::kNotSent:
    case Bank::kHearsNothing:
      return silence(script_.back);
    case Bank::kDoes:
      return answered(undo() ? "00" : "25");
    case Bank::kRefuses:
      return answered(!is_void ? "91" : undone ? "00" : "57");
    case Bank::kTooLate:
      return answered(is_void && undone ? "00" : "21");
    case Bank::kLater:
      return answered("91");
  }
  return silence(script_.back);
}

AcquirerOutcome ScriptedBank::refund(const link_protocol::Refund& act) {
  static const db::Statement kStatement{
      "bank_refund",
      "SELECT attempt_id::text AS attempt, amount_minor FROM refund "
      "WHERE merchant_id = $1 AND refund_id = $2"};
  const auto rows =
      database_.read(kStatement, db::Params().add(act.merchant_id).add(act.refund_id));
  const std::lock_guard lock(mutex_);
  auto& refunds = charges_[db::text(rows[0], "attempt")].refunds;
  const Bank bank = script_.back;
  if (bank == Bank::kNotSent || bank == Bank::kHearsNothing) return silence(bank);
  const bool refuses = bank == Bank::kRefuses || bank == Bank::kLater;
  refunds[act.refund_id.to_sql()] = refuses ? 0 : db::number(rows[0], "amount_minor");
  if (bank == Bank::kDoesUnheard) return silence(bank);
  return refuses ? answered("57") : answered("00", "R12345");
}

AcquirerOutcome ScriptedBank::inquire(const link_protocol::InquireRefund& act) {
  const std::lock_guard lock(mutex_);
  if (is_silent(script_.back)) return silence(script_.back);
  for (const auto& [attempt, charge] : charges_) {
    const auto found = charge.refunds.find(act.refund_id.to_sql());
    if (found == charge.refunds.end()) continue;
    return found->second == 0 ? answered("57") : answered("00", "R12345");
  }
  return answered("25");
}

}  // namespace pay200::test
