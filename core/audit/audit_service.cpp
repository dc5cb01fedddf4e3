#include "core/audit/audit_service.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/audit/audit_store.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::string_view kIdPrefix = "act_";
constexpr std::size_t kRowsPerBatch = 1'000;
constexpr std::size_t kHashBytes = 32;

const char* const kAddedByHand =
    "is behind the end of the chain: it was added by hand, or the end was set back";

/// Of one line of "heads". nullopt: it is none. Throws nlohmann's exceptions.
std::optional<AuditHeads::value_type> head_from(const nlohmann::json& line) {
  AuditChainId chain;
  if (!line.at("merchant").is_null()) {
    chain = merchant_id_from_text(line.at("merchant").get_ref<const std::string&>());
    if (!chain) return std::nullopt;
  }
  const nlohmann::json& rows = line.at("rows");
  const auto hash = crypto::from_hex(line.at("hash").get_ref<const std::string&>());
  if (!rows.is_number_integer() || !hash || hash->size() != kHashBytes) return std::nullopt;
  return AuditHeads::value_type{chain, {rows.get<std::int64_t>(), *hash}};
}

}  // namespace

std::optional<AuditHeads> audit_heads_from_json(std::string_view text) {
  AuditHeads heads;
  try {
    const auto answer = nlohmann::json::parse(text);
    const auto& lines = answer.at("heads");
    if (!lines.is_array()) return std::nullopt;
    for (const auto& line : lines) {
      auto head = head_from(line);
      if (!head || head->second.seq < 0 || !heads.insert(*std::move(head)).second) {
        return std::nullopt;
      }
    }
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
  return heads;
}

std::string to_text(AuditActId id) {
  const auto& bytes = id.value.bytes;
  return std::string(kIdPrefix) + base32_encode(std::string(bytes.begin(), bytes.end()));
}

std::optional<AuditActId> audit_act_id_from_text(std::string_view text) {
  if (text.substr(0, kIdPrefix.size()) != kIdPrefix) return std::nullopt;
  const auto bytes = base32_decode(text.substr(kIdPrefix.size()));
  AuditActId id;
  if (!bytes || bytes->size() != id.value.bytes.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), id.value.bytes.begin());
  return id;
}

std::string audit_content(const AuditAct& act) {
  const std::array<std::string, 10> fields = {std::to_string(act.chain ? act.chain->value : 0),
                                              std::to_string(act.seq),
                                              act.id.to_sql(),
                                              std::to_string(act.at.time_since_epoch().count()),
                                              act.actor_kind,
                                              act.actor,
                                              act.noun,
                                              act.verb,
                                              act.subject,
                                              act.details};
  std::string content;
  for (const std::string& field : fields) {
    content.append(std::to_string(field.size())).append(1, ':').append(field).append(1, ',');
  }
  return content;
}

AuditService::AuditService(db::Database& database) : database_(database) {}

AuditPage AuditService::list(const AuditFilter& filter) {
  AuditPage page;
  page.acts = audit_store::list_acts(database_, filter, filter.limit + 1);
  page.has_more = page.acts.size() > filter.limit;
  if (page.has_more) page.acts.resize(filter.limit);
  return page;
}

std::int64_t AuditService::count() { return audit_store::count_acts(database_); }

AuditService::Verified AuditService::verify(const AuditHeads& kept,
                                            const std::function<void(std::int64_t)>& progress) {
  Verified verified;
  AuditChainId chain;
  do {
    const auto known = kept.find(chain);
    auto fault =
        verify_chain(chain, known == kept.end() ? std::nullopt : std::optional(known->second),
                     progress, verified);
    if (fault) verified.faults.push_back(*std::move(fault));
    chain = audit_store::next_chain(database_, chain);
  } while (chain);
  for (const auto& [id, head] : kept) {
    if (verified.heads.find(id) != verified.heads.end()) continue;
    const bool named = std::any_of(verified.faults.begin(), verified.faults.end(),
                                   [&id](const AuditFault& fault) { return fault.chain == id; });
    if (!named) verified.faults.push_back({id, 1, "is missing, with the whole chain"});
  }
  return verified;
}

std::optional<AuditFault> AuditService::verify_chain(
    AuditChainId chain, const std::optional<AuditHead>& kept,
    const std::function<void(std::int64_t)>& progress, Verified& verified) {
  const auto end = audit_store::find_chain_end(database_, chain);
  if (!end.head) return AuditFault{chain, 1, "cannot be told: the chain's end was taken away"};
  std::int64_t seq = 0;
  std::string hash(kHashBytes, '\0');
  while (seq < end.head->seq) {
    const auto acts =
        audit_store::acts_of_chain(database_, chain, seq, end.head->seq, kRowsPerBatch);
    if (acts.empty()) return AuditFault{chain, seq + 1, "is missing, and all behind it"};
    for (const AuditAct& act : acts) {
      if (act.seq != seq + 1) return AuditFault{chain, seq + 1, "is missing"};
      hash = crypto::sha256(hash + audit_content(act));
      if (hash != act.hash) return AuditFault{chain, act.seq, "was changed, or moved"};
      seq = act.seq;
      if (kept && kept->seq == seq && kept->hash != hash) {
        return AuditFault{chain, seq, "is another than when the end was kept"};
      }
    }
    verified.rows += static_cast<std::int64_t>(acts.size());
    progress(verified.rows);
  }
  if (hash != end.head->hash)
    return AuditFault{chain, seq, "is not the one that the chain ends with"};
  if (end.last_seq > seq) return AuditFault{chain, seq + 1, kAddedByHand};
  if (kept && kept->seq > seq) {
    return AuditFault{chain, seq + 1, "is missing: the chain was longer when its end was kept"};
  }
  verified.heads[chain] = *end.head;
  return std::nullopt;
}

}  // namespace pay200
