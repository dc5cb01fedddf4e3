#pragma once
// Cards of the vault, a link that rotates it (its part of that alone), and pgctl beside it.

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <thread>

#include "core/card_vault/vault_rotation.hpp"
#include "dev/vault_rows.hpp"
#include "tests/pgctl/pgctl.hpp"

namespace pay200::test {

class VaultWorld {
 public:
  VaultWorld() { vault_.load(database_.link(), system_clock().now()); }

  void add_cards(int count) {
    for (int i = 0; i < count; ++i) {
      const CardId id = CardId::make(system_clock().now());
      const auto sealed = vault_.seal(id, "4242424242424242");
      database_.execute(dev::kInsertSealedCards +
                        dev::sealed_card_row(id, sealed, "424242", "4242"));
    }
  }
  /// The link runs from here on.
  void start_link() {
    link_ = in_a_thread([this](const std::stop_token& stop) { run_link(stop); });
  }
  /// The same, once a pgctl that is called meanwhile waits for it.
  void start_link_when_waited_for() {
    link_ = in_a_thread([this](const std::stop_token& stop) {
      std::set<std::string> looks;  // pgctl looks before it asks for the rotation, and behind that
      while (looks.size() < 2 && !stop.stop_requested()) {
        const std::string look = database_.execute(
            "SELECT query_start FROM pg_stat_activity WHERE datname = current_database() AND "
            "application_name LIKE 'pgctl:%' AND query LIKE '%FROM vault_rotation%'");
        if (!look.empty()) looks.insert(look);
      }
      run_link(stop);
    });
  }
  /// As if the rotation had been done so long ago.
  void let_hours_pass() { database_.execute(dev::kRotationOfTwoHoursAgo); }

  TestDatabase& database() { return database_; }
  Pgctl& pgctl() { return pgctl_; }

 private:
  void run_link(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      step_vault_rotation(database_.link(), vault_, 10, system_clock().now());
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  /// Nobody else catches what a thread throws: the program would end, and not say in which test.
  template <class Act>
  std::jthread in_a_thread(Act act) {
    return std::jthread([act](const std::stop_token& stop) {
      try {
        act(stop);
      } catch (const std::exception& broken) {
        ADD_FAILURE() << "the link ends: " << broken.what();
      }
    });
  }

  TestDatabase database_;
  Pgctl pgctl_{database_};
  CardVault vault_{std::string(32, 'k'), std::string(32, 'h')};
  std::jthread link_;  ///< last: it uses the others
};

}  // namespace pay200::test
