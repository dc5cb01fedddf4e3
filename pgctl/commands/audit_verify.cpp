// pgctl audit verify
#include <fstream>

#include "core/audit/audit_service.hpp"
#include "core/platform/crypto/crypto.hpp"
#include "pgctl/commands/audit_record.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/output/json_value.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> heads;
};

Failure not_heads(const std::string& file) {
  return {ExitStatus::kUsage,
          "--heads: " + file + " is not what `pgctl audit verify --output json` has written"};
}

/// Of one line of "heads". Throws nlohmann's exceptions.
std::pair<AuditChainId, AuditHead> head_from(const Json& line) {
  AuditChainId chain;
  if (!line.at("merchant").is_null()) {
    chain = merchant_id_from_text(line.at("merchant").get<std::string>()).value();
  }
  return {chain,
          {line.at("rows").get<std::int64_t>(),
           crypto::from_hex(line.at("hash").get<std::string>()).value()}};
}

std::map<AuditChainId, AuditHead> kept_heads(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw Failure(ExitStatus::kFailed, "--heads: cannot read " + file);
  std::map<AuditChainId, AuditHead> heads;
  try {
    const Json answer = Json::parse(in);
    for (const Json& line : answer.at("heads")) heads.insert(head_from(line));
  } catch (const Json::exception&) {
    throw not_heads(file);
  } catch (const std::bad_optional_access&) {
    throw not_heads(file);
  }
  return heads;
}

ExitStatus run(Session& session, const Options& options) {
  const auto kept =
      options.heads ? kept_heads(*options.heads) : std::map<AuditChainId, AuditHead>();
  AuditService audit(session.database());
  session.progress("checking " + std::to_string(audit.count()) + " rows ...");
  const auto verified = audit.verify(kept, [](std::int64_t) {});
  if (verified.faults.empty()) {
    session.show(details_of(verified));
    return ExitStatus::kDone;
  }
  session.show(listing_of(verified.faults));
  session.note(
      "somebody has changed what was written down; `pgctl audit list` shows what is "
      "around it, a back-up what was there");
  return ExitStatus::kDoesNotReconcile;
}

}  // namespace

void add_audit_verify(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("audit", "verify", "Check that no act was changed or taken away; status 8 if one was",
            [options](Session& session) { return run(session, *options); })
      .optional("--heads", options->heads, "FILE", "An earlier answer (JSON), kept elsewhere")
      .example("pgctl audit verify --output json > heads.json     # keep it on another host")
      .example("pgctl audit verify --heads heads.json             # also finds a cut tail");
}

}  // namespace pay200::pgctl
