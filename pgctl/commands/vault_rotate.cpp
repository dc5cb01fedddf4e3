// pgctl vault rotate
#include <algorithm>
#include <thread>

#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/vault_record.hpp"
#include "pgctl/confirmation.hpp"
#include "pgctl/failure.hpp"

namespace pay200::pgctl {
namespace {

using Retired = VaultRotation::Retired;

constexpr std::chrono::milliseconds kBetweenLooks{200};
/// Every link looks once a second.
constexpr std::chrono::seconds kPatience{30};
/// Longer than a request, and a link's look for newer keys, can take.
constexpr std::chrono::hours kLeastAge{1};

struct Options {
  bool retire = false, no_wait = false, yes = false, dry_run = false;
};

std::int64_t rows_under_others(const std::vector<SealedCount>& counts, int to_version) {
  std::int64_t rows = 0;
  for (const SealedCount& count : counts) {
    if (count.key_version < to_version) rows += count.all();
  }
  return rows;
}

void show_vault(Session& session, VaultRotation& vault) {
  session.show(details_of(vault.progress(), vault.counts()));
}

Failure nobody_works() {
  return {ExitStatus::kFailed,
          "no link has done anything for " + std::to_string(kPatience.count()) +
              " seconds: is one running, and what does its log say (vault_rotation_waits)?\n"
              "Nothing is lost: the rotation goes on by itself once a link can, and this command, "
              "called again, waits for its end."};
}

/// Until the links are done with it. Failure if they do nothing.
void wait_for_links(Session& session, VaultRotation& vault, std::int64_t rows) {
  ProgressBar bar = session.progress_bar("resealing", rows);
  auto last_step = std::chrono::steady_clock::now();
  std::optional<Time> seen;
  for (;;) {
    const auto rotation = vault.progress();
    if (!rotation || rotation->done()) break;
    bar.at(std::min(rotation->resealed, rows));
    const auto now = std::chrono::steady_clock::now();
    if (rotation->stepped_at != seen) {
      seen = rotation->stepped_at;
      last_step = now;
    }
    if (now - last_step > kPatience) throw nobody_works();
    std::this_thread::sleep_for(kBetweenLooks);
  }
  bar.finish();
}

Failure too_young(VaultRotation& vault) {
  const auto rotation = vault.progress();
  const bool known = rotation && rotation->stepped_at;
  return {ExitStatus::kConflict,
          "the rotation was done less than an hour ago: a request that was on its way then may "
          "still need an older key; try again " +
              (known ? "after " + to_seoul_text(*rotation->stepped_at + kLeastAge) : "later")};
}

/// Failure, but for kRetired and kNone.
void refuse(Retired outcome, VaultRotation& vault) {
  switch (outcome) {
    case Retired::kRetired:
    case Retired::kNone:
      return;
    case Retired::kRotating:
      throw Failure(ExitStatus::kConflict,
                    "a rotation is on its way; `pgctl vault rotate` waits for its end");
    case Retired::kYoung:
      throw too_young(vault);
    case Retired::kInUse:
      throw Failure(ExitStatus::kConflict,
                    "something is still under an older key (`pgctl vault status`); --retire has "
                    "the links bring it over, and forgets the key when called again an hour later");
  }
}

ExitStatus retire(Session& session, const Options& options) {
  VaultRotation vault(session.database());
  // First without a change: nobody is asked for what cannot be, nor is what nobody was asked for
  // done.
  const Retired possible = vault.could_retire(kLeastAge, session.clock().now());
  const bool brings_over = possible == Retired::kInUse && !options.dry_run;
  if (!brings_over) refuse(possible, vault);
  if (possible == Retired::kRetired && !options.dry_run) {
    require_yes(options.yes, "forget the data keys before the newest, for good",
                "What they have sealed is under the newest now; a back-up of the database from\n"
                "before the rotation's end will not open without them.");
  }
  if (possible != Retired::kNone && !options.dry_run) {
    refuse(vault.retire(kLeastAge, session.clock().now()), vault);
  }
  show_vault(session, vault);
  if (possible == Retired::kNone) {
    session.note("there is no older key; nothing changed");
  } else if (options.dry_run) {
    session.note("dry run: nothing was changed; the keys before the newest would be forgotten");
  }
  return ExitStatus::kDone;
}

ExitStatus show_what_would_be(Session& session, VaultRotation& vault) {
  const auto rotation = vault.progress();
  const auto counts = vault.counts();
  session.show(details_of(rotation, counts));
  if (rotation && !rotation->done()) {
    session.note("dry run: nothing was changed; a rotation is on its way, and would be waited for");
    return ExitStatus::kDone;
  }
  std::int64_t rows = 0;
  for (const SealedCount& count : counts) rows += count.all();
  session.note("dry run: nothing was changed; " + grouped(rows) +
               " card numbers would go over to a new data key");
  return ExitStatus::kDone;
}

ExitStatus rotate(Session& session, const Options& options) {
  VaultRotation vault(session.database());
  if (options.dry_run) return show_what_would_be(session, vault);
  const auto before = vault.progress();
  if (!before || before->done()) {
    require_yes(options.yes, "bring all card numbers under a new data key",
                "Payments go on meanwhile; it may be interrupted, and goes on by itself.");
  }
  const auto asked = vault.ask(session.clock().now());
  if (!asked.newly) session.note("a rotation was on its way; this is the same one");
  if (!options.no_wait) {
    const std::int64_t done = asked.newly || !before ? 0 : before->resealed;
    wait_for_links(session, vault, done + rows_under_others(vault.counts(), asked.to_version));
  }
  show_vault(session, vault);
  return ExitStatus::kDone;
}

}  // namespace

void add_vault_rotate(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("vault", "rotate", "Bring all card numbers under a new data key, while payments run",
            [options](Session& session) {
              return options->retire ? retire(session, *options) : rotate(session, *options);
            })
      .flag("--no-wait", options->no_wait, "Only ask for it; the links do it")
      .flag("--retire", options->retire, "Instead: forget the keys that nothing is under\nany more")
      .flag("--yes", options->yes, "Do not ask")
      .flag("--dry-run", options->dry_run, "Only say what would be done")
      .example(
          "pgctl vault rotate              # called again, it waits for the same one\n"
          "  pgctl vault rotate --retire     # an hour later, once back-ups are newer");
}

}  // namespace pay200::pgctl
