#include "pgctl/commands/audit_record.hpp"

#include "core/platform/crypto/crypto.hpp"
#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

using enum Column::Align;
using enum Column::Narrow;

Cell chain_cell(AuditChainId chain) {
  return chain ? text_cell(to_text(*chain)) : optional_cell(std::nullopt);
}

template <class Id>
std::string id_text(const std::string& sql, const auto& text_of) {
  const auto id = Id::from_sql(sql);
  return id ? text_of(*id) : sql;
}

/// The id as it is typed elsewhere.
std::string subject_text(const AuditAct& act) {
  const auto plain = [](const auto& id) { return to_text(id); };
  if (act.noun == "merchant") return act.chain ? to_text(*act.chain) : act.subject;
  if (act.noun == "key") return id_text<ApiKeyId>(act.subject, plain);
  if (act.noun == "shopper") return id_text<ShopperId>(act.subject, plain);
  if (act.noun == "staff" || act.noun == "member") return id_text<StaffId>(act.subject, plain);
  if (act.noun == "endpoint") return id_text<WebhookEndpointId>(act.subject, plain);
  const MerchantId merchant_id = act.chain.value_or(MerchantId{});
  if (act.noun == "payment") {
    return id_text<PaymentId>(
        act.subject, [merchant_id](PaymentId id) { return to_text(PaymentKey{merchant_id, id}); });
  }
  if (act.noun == "webhook") {
    return id_text<WebhookDeliveryId>(act.subject, [merchant_id](WebhookDeliveryId id) {
      return to_text(WebhookKey{merchant_id, id});
    });
  }
  return act.subject;
}

std::string actor_text(const AuditAct& act) {
  if (act.actor_kind != "staff") return act.actor;
  if (act.staff_login) return *act.staff_login;
  return id_text<StaffId>(act.actor, [](StaffId id) { return to_text(id); });
}

Cell details_cell(const AuditAct& act) {
  // Whoever has written a row by hand need not have written JSON.
  const Json json = Json::parse(act.details, nullptr, false);
  return {json.is_discarded() ? Value(act.details) : value_from(json),
          act.details == "{}" ? "-" : act.details};
}

/// For people in two halves, which fit a terminal.
Cell hash_cell(const std::string& hash) {
  const std::string hex = crypto::to_hex(hash);
  return {hex, hex.substr(0, hex.size() / 2) + " " + hex.substr(hex.size() / 2)};
}

}  // namespace

Listing listing_of(const std::vector<AuditAct>& acts) {
  Listing listing;
  listing.columns = {{"act", "ACT", kLeft, kForScripts},
                     {"at", "WHEN"},
                     {"actorKind", "KIND", kLeft, kForScripts},
                     {"actor", "WHO", kLeft, kCut},
                     {"noun", "NOUN"},
                     {"verb", "VERB"},
                     {"subject", "WHAT", kLeft, kCut},
                     {"merchant", "MERCHANT", kLeft, kDropped},
                     {"seq", "ROW", kRight, kForScripts},
                     {"details", "DETAILS", kLeft, kDropped}};
  for (const AuditAct& act : acts) {
    listing.rows.push_back({text_cell(to_text(act.id)), time_cell(act.at),
                            text_cell(act.actor_kind), text_cell(actor_text(act)),
                            text_cell(act.noun), text_cell(act.verb), text_cell(subject_text(act)),
                            chain_cell(act.chain), number_cell(act.seq), details_cell(act)});
  }
  return listing;
}

Details details_of(const AuditService::Verified& verified) {
  Details details;
  details.fields = {
      {"result", "Result", text_cell("ok")},
      {"chains", "Chains", number_cell(static_cast<std::int64_t>(verified.heads.size()))},
      {"rows", "Rows", number_cell(verified.rows)},
  };
  Listing heads;
  heads.columns = {{"merchant", "MERCHANT"},
                   {"rows", "ROWS", kRight},
                   {"hash", "HASH OF THE LAST", kLeft, kWrapped}};
  for (const auto& [chain, head] : verified.heads) {
    heads.rows.push_back({chain_cell(chain), number_cell(head.seq), hash_cell(head.hash)});
  }
  details.parts = {{"heads", "Heads", std::move(heads)}};
  return details;
}

Listing listing_of(const std::vector<AuditFault>& faults) {
  Listing listing;
  listing.columns = {{"merchant", "MERCHANT"},
                     {"row", "ROW", kRight},
                     {"fault", "WHAT IS WRONG WITH IT", kLeft, kWrapped}};
  for (const AuditFault& fault : faults) {
    listing.rows.push_back(
        {chain_cell(fault.chain), number_cell(fault.seq), text_cell(fault.what)});
  }
  return listing;
}

}  // namespace pay200::pgctl
