#pragma once
// What the link does with a request, without the socket it came by. Each request is answered
// exactly once, by some thread of the link's; waiting for an acquirer holds neither a thread nor a
// database connection.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/circuit_breaker.hpp"
#include "core/acquirer/link_protocol.hpp"
#include "core/acquirer/outgoing.hpp"
#include "core/acquirer/route_choice.hpp"
#include "core/acquirer/terminal_pool.hpp"
#include "core/card_vault/card_vault.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "fcgi-app/link/handed_over.hpp"
#include "fcgi-app/link/job_queue.hpp"
#include "fcgi-app/link/late_approvals.hpp"

namespace pay200::link {

class LinkService {
 public:
  using Answer = std::function<void(link_protocol::Reply)>;

  /// Connects to the configured acquirers. References outlive it; the vault is loaded.
  LinkService(const Config& config, db::Database& database, const CardVault& vault,
              const Clock& clock);
  ~LinkService();
  LinkService(const LinkService&) = delete;
  LinkService& operator=(const LinkService&) = delete;

  /// Every acquirer is signed on.
  bool all_ready() const;
  /// Returns at once.
  void handle(const link_protocol::Request& request, const Answer& answer);
  /// From now on nothing new is sent: who asks is told so (Leaving). May be called twice.
  void refuse_new() { refusing_.store(true); }
  /// Ends the acquirers' connections and hands the last late approvals to the database. After
  /// refuse_new(), once every request has been answered.
  void finish();

 private:
  struct Line {
    Config::Acquirer config;
    std::unique_ptr<TerminalPool> terminals;
    std::unique_ptr<Acquirer> acquirer;
    CircuitBreaker breaker;  ///< under routing_
  };
  using Done = std::function<void(AcquirerOutcome)>;

  void add_line(const Config::Acquirer& config);
  void enqueue(const link_protocol::Request& request, const Answer& answer);
  void enqueue(const link_protocol::Request& request, const Answer& answer,
               const std::function<void()>& job);
  void run(const link_protocol::Request& request, const Answer& answer);
  void reserve_any(const link_protocol::Request& request, const link_protocol::ReserveAny& act,
                   const Answer& answer);
  std::optional<Slot> reserve_at_once(const std::vector<std::size_t>& routes);
  Result<Slot> reserve_on_one(const std::vector<std::size_t>& routes);
  std::vector<std::size_t> routes(const link_protocol::ReserveAny& act);
  bool takes_payment(Line& line);
  Done watched(Line& line, Done done);
  Result<Slot> reserve_on(const link_protocol::ReserveOn& act);
  void pay(const link_protocol::Pay& act, const Done& done);
  void reverse(const link_protocol::Reverse& act, const Done& done);
  void refund(const link_protocol::Refund& act, const Done& done);
  void inquire_refund(const link_protocol::InquireRefund& act, const Done& done);
  void verify(std::uint64_t id, const std::shared_ptr<const link_protocol::Verify>& act,
              const Answer& answer);
  Result<SealedCard> sealed(const link_protocol::Verify& act, const AcquirerOutcome& outcome) const;
  link_protocol::Statuses statuses();
  void observe();
  Line* find_line(const std::string& acquirer);

  db::Database& database_;
  const CardVault& vault_;
  const Clock& clock_;
  std::atomic<bool> refusing_{false};
  Outgoing outgoing_;
  HandedOver handed_over_;
  LateApprovals late_approvals_;
  std::vector<Line> lines_;
  mutable std::mutex routing_;
  std::unique_ptr<RouteChoice> choice_;
  JobQueue jobs_;                              ///< its threads use all of the above
  std::optional<metrics::Observer> observer_;  ///< last: it looks at all of the above
};

}  // namespace pay200::link
