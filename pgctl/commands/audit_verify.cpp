// pgctl audit verify
#include <fstream>
#include <iterator>

#include "core/audit/audit_service.hpp"
#include "pgctl/commands/audit_record.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> heads;
};

AuditHeads kept_heads(const std::string& file) {
  std::ifstream in(file);
  if (!in) throw Failure(ExitStatus::kFailed, "--heads: cannot read " + file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto heads = audit_heads_from_json(text);
  if (heads) return *std::move(heads);
  throw Failure(ExitStatus::kUsage, "--heads: " + file +
                                        " is not what `pgctl audit verify --output json` has "
                                        "written");
}

ExitStatus run(Session& session, const Options& options) {
  const auto kept = options.heads ? kept_heads(*options.heads) : AuditHeads();
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
