#pragma once
// What operators and the merchants' staff have done. Each act is a row that the same commit as the
// act writes (sql/functions/record_act.sql), chained by hash to the one before it: a chain for each
// merchant, and one for what is no merchant's. Reads only; nobody but that function writes.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

using AuditActId = TypedUuid<struct AuditActTag>;
std::string to_text(AuditActId id);  ///< "act_" and 26 characters
std::optional<AuditActId> audit_act_id_from_text(std::string_view text);

/// The merchant, or none: the chain of what is no merchant's.
using AuditChainId = std::optional<MerchantId>;

struct AuditAct {
  AuditChainId chain;
  std::int64_t seq = 0;  ///< 1, 2, 3, ... in its chain
  AuditActId id;
  Time at;  ///< by the database's clock
  std::string actor_kind, actor;
  std::optional<std::string> staff_login;  ///< of a staff's act, while the account is there
  std::string noun, verb, subject;
  std::string details;  ///< JSON, as it was hashed
  std::string hash;     ///< 32 bytes
};

/// The bytes whose hash, behind the hash of the row before, is the row's. As
/// sql/functions/audit_content.sql, but made here, so that the database's word is not taken for it.
std::string audit_content(const AuditAct& act);

struct AuditFilter {
  std::optional<std::string> actor;  ///< an operator's name, or what a member of staff logs in with
  std::optional<std::string> noun;
  std::optional<MerchantId> merchant_id;
  std::optional<Time> from, to;     ///< `to` is not included
  std::optional<AuditActId> after;  ///< the last one of the page before
  std::size_t limit = 20;           ///< 1 to 100
};

struct AuditPage {
  std::vector<AuditAct> acts;  ///< newest first
  bool has_more = false;
};

/// Where a chain ended. Kept elsewhere, it shows later whether a tail was cut off.
struct AuditHead {
  std::int64_t seq = 0;  ///< 0: nothing yet
  std::string hash;      ///< 32 bytes
};

using AuditHeads = std::map<AuditChainId, AuditHead>;
/// Those that `pgctl audit verify --output json` has written. nullopt: it has not.
std::optional<AuditHeads> audit_heads_from_json(std::string_view text);

/// The first row of a chain that does not fit.
struct AuditFault {
  AuditChainId chain;
  std::int64_t seq = 0;
  std::string what;
};

class AuditService {
 public:
  explicit AuditService(db::Database& database);

  AuditPage list(const AuditFilter& filter);

  struct Verified {
    AuditHeads heads;
    std::vector<AuditFault> faults;  ///< at most one a chain
    std::int64_t rows = 0;
  };
  /// Goes through all chains, a batch of rows at a time, while acts go on. `kept`: heads of an
  /// earlier run; each must still be in its chain. `progress` is told the rows so far.
  Verified verify(const AuditHeads& kept, const std::function<void(std::int64_t rows)>& progress);
  std::int64_t count();

 private:
  std::optional<AuditFault> verify_chain(AuditChainId chain, const std::optional<AuditHead>& kept,
                                         const std::function<void(std::int64_t)>& progress,
                                         Verified& verified);

  db::Database& database_;
};

}  // namespace pay200
