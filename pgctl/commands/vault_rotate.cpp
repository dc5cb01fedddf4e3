// pgctl vault rotate
#include <thread>

#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/vault_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};
/// Every link looks once a second.
constexpr std::chrono::seconds kPatience{30};
/// Longer than a request, and a link's look for newer keys, can take.
constexpr std::chrono::hours kLeastAge{1};

struct Options {
  bool retire = false, no_wait = false, yes = false;
};

std::int64_t stale(const std::vector<SealedCount>& counts, int to_version) {
  std::int64_t sum = 0;
  for (const SealedCount& count : counts) {
    if (count.key_version < to_version) sum += count.all();
  }
  return sum;
}

/// Until the links are done with it. Failure (kFailed) if they do nothing.
void wait_for(Session& session, VaultRotation& vault, std::int64_t rows) {
  ProgressBar bar = session.progress_bar("resealing card numbers", rows);
  auto last_step = std::chrono::steady_clock::now();
  std::optional<Time> seen;
  for (;;) {
    const auto rotation = vault.progress();
    if (!rotation || rotation->done) break;
    bar.at(std::min(rotation->resealed, rows));
    const auto now = std::chrono::steady_clock::now();
    if (rotation->stepped_at != seen) {
      seen = rotation->stepped_at;
      last_step = now;
    }
    if (now - last_step > kPatience) {
      throw Failure(ExitStatus::kFailed,
                    "no link has done anything for 30 seconds: is one running, and what does its "
                    "log say (vault_rotation_waits)?\nNothing is lost: it goes on by itself when "
                    "a link runs; this command, called again, waits for it");
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
  bar.finish();
}

ExitStatus retire(Session& session, const Options& options) {
  VaultRotation vault(session.database());
  require_yes(options.yes, "forget the data keys before the newest, for good",
              "A back-up that was made before the rotation was done cannot be used without them.");
  switch (vault.retire(kLeastAge, session.clock().now())) {
    case VaultRotation::Retired::kRetired:
      break;
    case VaultRotation::Retired::kNone:
      session.note("there is no older key; nothing changed");
      break;
    case VaultRotation::Retired::kRotating:
      throw Failure(ExitStatus::kConflict,
                    "a rotation is on its way; `pgctl vault rotate` waits for its end");
    case VaultRotation::Retired::kYoung:
      throw Failure(ExitStatus::kConflict,
                    "the newest key is not an hour old: a request that is on its way may still "
                    "use an older one; try again later");
    case VaultRotation::Retired::kInUse:
      throw Failure(ExitStatus::kConflict,
                    "something is still under an older key, as `pgctl vault status` shows; "
                    "`pgctl vault rotate` brings it under a new one");
  }
  session.show(details_of(vault.progress(), vault.counts()));
  return ExitStatus::kDone;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.retire) return retire(session, options);
  VaultRotation vault(session.database());
  const auto before = vault.progress();
  if (!before || before->done) {
    require_yes(options.yes, "bring all card numbers under a new data key",
                "Payments go on meanwhile; it may be interrupted, and goes on by itself.");
  }
  const auto asked = vault.ask(session.clock().now());
  if (!asked.newly) session.note("a rotation was on its way; this is the same one");
  if (!options.no_wait) {
    const std::int64_t left = stale(vault.counts(), asked.to_version);
    wait_for(session, vault, left + (asked.newly ? 0 : before ? before->resealed : 0));
  }
  session.show(details_of(vault.progress(), vault.counts()));
  return ExitStatus::kDone;
}

}  // namespace

void add_vault_rotate(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("vault", "rotate", "Bring all card numbers under a new data key, while payments run",
            [options](Session& session) { return run(session, *options); })
      .flag("--no-wait", options->no_wait, "Only ask for it; the link does it")
      .flag("--retire", options->retire, "Instead: forget the keys that nothing is under any more")
      .flag("--yes", options->yes, "Do not ask")
      .example("pgctl vault rotate")
      .example("pgctl vault rotate --retire     # an hour later, once back-ups are newer");
}

}  // namespace pay200::pgctl
