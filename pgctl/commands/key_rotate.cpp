// pgctl key rotate
#include <chrono>
#include <utility>

#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::int64_t kUsualOverlapHours = 24;
constexpr std::int64_t kMostOverlapHours = std::int64_t{24} * 90;

struct Options {
  std::string key;
  std::optional<std::int64_t> overlap_hours;
  bool yes = false, dry_run = false;
};

std::chrono::hours overlap_of(const Options& options) {
  const std::int64_t hours = options.overlap_hours.value_or(kUsualOverlapHours);
  if (hours < 0 || hours > kMostOverlapHours) {
    throw Failure(ExitStatus::kUsage,
                  "--overlap: 0 to " + std::to_string(kMostOverlapHours) + " hours");
  }
  return std::chrono::hours(hours);
}

/// Why this key gets no successor.
Failure refusal(const ApiKey& key) {
  const std::string id = to_text(key.id);
  if (key.revoked_at) {
    return {ExitStatus::kConflict,
            "key " + id + " is revoked; `pgctl key issue` makes a new one for its merchant"};
  }
  if (key.successor_id) {
    return {ExitStatus::kConflict, "key " + id + " has a successor already; rotate that one: " +
                                       to_text(*key.successor_id)};
  }
  return {ExitStatus::kConflict, "key " + id + " has expired; `pgctl key issue` makes a new one"};
}

std::string consequence(std::chrono::hours overlap) {
  if (overlap.count() == 0) return "Whoever uses the old key is refused at once.";
  return "A new key is issued; the old one is refused after " + std::to_string(overlap.count()) +
         (overlap.count() == 1 ? " hour." : " hours.");
}

ExitStatus show_what_would_be(Session& session, const ApiKey& key, const Merchant& merchant,
                              std::chrono::hours overlap) {
  Details details = details_of(key, merchant);
  details.fields.insert(details.fields.begin(),
                        {"dryRun", "Dry run", {true, "yes: nothing was issued"}});
  details.fields.push_back(
      {"oldKeyEndsAt", "Old key ends", time_cell(session.clock().now() + overlap)});
  session.show(details);
  return ExitStatus::kDone;
}

Details details_of_successor(const ApiKey& old, const ApiKey& successor, const Merchant& merchant) {
  Details details;
  details.fields = {
      {"key", "Key id", text_cell(to_text(successor.id))},
      {"merchant", "Merchant", {to_text(merchant.id), who(merchant)}},
      {"mode", "Mode", text_cell(merchant.live ? "live" : "test")},
      {"kind", "Kind", text_cell(kind_text(successor.kind))},
      {"oldKey", "Old key id", text_cell(to_text(old.id))},
      {"oldKeyEndsAt", "Old key ends", time_cell(old.expires_at)},
  };
  return details;
}

ExitStatus run(Session& session, const Options& options) {
  const auto overlap = overlap_of(options);
  const ApiKey key = key_from(session, options.key);
  ApiKeyService keys(session.database(), session.clock());
  const Merchant merchant = merchant_from(session, to_text(key.merchant_id));
  require_mode(session, merchant);
  if (key.successor_id || !key.alive(session.clock().now())) throw refusal(key);
  if (options.dry_run) return show_what_would_be(session, key, merchant, overlap);
  require_yes(options.yes, "rotate " + description_of(key, merchant), consequence(overlap));
  auto rotated = keys.rotate_api_key(key.id, overlap);
  if (!rotated) throw failure_of(rotated.error());
  const ApiKey old = key_from(session, options.key);
  if (!*rotated) throw refusal(old);  // somebody else was faster
  show_new_key(session, details_of_successor(old, (*rotated)->key, merchant), **rotated, merchant);
  return ExitStatus::kDone;
}

}  // namespace

void add_key_rotate(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("key", "rotate", "Issue a key's successor; the old one lives on a while",
            [options](Session& session) { return run(session, *options); })
      .argument("KEY", options->key, "The old key's id, key_...")
      .optional("--overlap", options->overlap_hours, "HOURS",
                "How long the old key still works\n(24; 0 ends it now)")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only say what would be done")
      .example("pgctl key rotate key_01kb3f5e8mfx9t2c4v6b8n0q1r --overlap 48");
}

}  // namespace pay200::pgctl
