#include "tests/core/acquirer/iso8583/acquirer_client.hpp"

#include <stdexcept>

namespace pay200::iso8583::test {

Acquirer::Done Outcome::done() const {
  return [state = state_](AcquirerOutcome outcome) {
    if (state->calls.fetch_add(1) == 0) state->promise.set_value(std::move(outcome));
  };
}

AcquirerOutcome Outcome::get() const {
  if (state_->future.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
    throw std::runtime_error("no outcome");
  }
  return state_->future.get();
}

bool Outcome::pending() const { return state_->calls.load() == 0; }

int Outcome::calls() const { return state_->calls.load(); }

Iso8583Options options_for(std::uint16_t port, int connections) {
  Iso8583Options options;
  options.name = "test";
  options.identification = {"12345", "", "5999", "PAY200"};
  for (int i = 0; i < connections; ++i) {
    ConnectionOptions connection;
    connection.name = "test#" + std::to_string(i + 1);
    connection.tcp.host = "127.0.0.1";
    connection.tcp.port = port;
    connection.terminal_id = "TERM0001";
    connection.institution_id = "12345";
    connection.backoff_least = std::chrono::milliseconds(10);
    connection.backoff_most = std::chrono::milliseconds(50);
    options.connections.push_back(connection);
  }
  return options;
}

PayMessage payment(int stan, const std::string& pan, std::int64_t amount_minor) {
  PayMessage message;
  const std::string digits = std::to_string(stan);
  message.identity = {"TERM0001", stan, "632607" + std::string(6 - digits.size(), '0') + digits,
                      system_clock().now()};
  message.card = {pan, "4912"};
  message.amount = {amount_minor, Currency::kKrw};
  message.card_acceptor_id = "mer_0g7k2m1q";
  return message;
}

ReverseMessage reversal_of(const PayMessage& original, int stan, bool is_void, bool repeat) {
  ReverseMessage reverse;
  reverse.identity = payment(stan).identity;
  reverse.original = original;
  reverse.is_void = is_void;
  reverse.repeat = repeat;
  return reverse;
}

Time in_ms(int ms) { return system_clock().now() + std::chrono::milliseconds(ms); }

LateApprovals::LateApprovals(Acquirer& acquirer) {
  acquirer.on_late_approval([state = state_](const LateApproval& approval) {
    const std::lock_guard lock(state->mutex);
    state->seen.emplace_back(approval.identity.stan, approval.approval_code);
  });
}

std::vector<std::pair<int, std::string>> LateApprovals::seen() const {
  const std::lock_guard lock(state_->mutex);
  return state_->seen;
}

}  // namespace pay200::iso8583::test
