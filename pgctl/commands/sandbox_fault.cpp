// pgctl sandbox fault
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/sandbox_control.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::optional<std::string> kind, mti, terminal, card, code, control;
  std::optional<std::int64_t> amount, count, delay_ms;
  bool clear = false;
};

bool says_more_than_kind(const Options& options) {
  return options.mti || options.terminal || options.card || options.code || options.amount ||
         options.count || options.delay_ms;
}

/// What is out of range it says itself.
Json order_from(const Options& options) {
  Json match = Json::object();
  if (options.mti) match["mti"] = *options.mti;
  if (options.terminal) match["terminal"] = *options.terminal;
  if (options.card) match["card_last4"] = *options.card;
  if (options.amount) match["amount"] = *options.amount;
  Json order = {{"op", "fault"}, {"kind", *options.kind}, {"match", match}};
  if (options.count) order["count"] = *options.count;
  if (options.delay_ms) order["delay_ms"] = *options.delay_ms;
  if (options.code) order["code"] = *options.code;
  return order;
}

Cell cell_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return optional_cell(std::nullopt);
  return {value_from(*found), found->is_string() ? found->get<std::string>() : found->dump()};
}

Listing listing_of(const Json& faults) {
  using enum Column::Align;
  Listing listing;
  listing.columns = {{"kind", "KIND"},
                     {"mti", "MTI"},
                     {"terminal", "TERMINAL"},
                     {"cardLastFour", "CARD"},
                     {"amount", "AMOUNT", kRight},
                     {"remaining", "LEFT", kRight},
                     {"delayMs", "DELAY MS", kRight},
                     {"code", "CODE"},
                     {"spent", "DONE", kRight}};
  for (const auto& fault : faults) {
    const Json& match = fault.at("match");
    Cell remaining = cell_of(fault, "remaining");
    if (remaining.value == Value(std::int64_t{0})) remaining.text = "ever";
    listing.rows.push_back({cell_of(fault, "kind"), cell_of(match, "mti"),
                            cell_of(match, "terminal"), cell_of(match, "card_last4"),
                            cell_of(match, "amount"), remaining, cell_of(fault, "delay_ms"),
                            cell_of(fault, "code"), cell_of(fault, "spent")});
  }
  listing.when_empty = "No faults are armed: the sandbox answers as it should.";
  return listing;
}

ExitStatus run(Session& session, const Options& options) {
  if (options.clear && options.kind) {
    throw Failure(ExitStatus::kUsage, "--kind and --clear: say one of them");
  }
  if (!options.kind && says_more_than_kind(options)) {
    throw Failure(ExitStatus::kUsage, "say what is to go wrong: --kind");
  }
  const std::string control = options.control.value_or(kSandboxControl);
  if (options.clear) ask_sandbox(control, {{"op", "clear"}});
  if (options.kind) ask_sandbox(control, order_from(options));
  session.show(listing_of(ask_sandbox(control, {{"op", "faults"}}).at("faults")));
  return ExitStatus::kDone;
}

}  // namespace

void add_sandbox_fault(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("sandbox", "fault", "Make the sandbox do wrong, or show what it will do wrong",
            [options](Session& session) { return run(session, *options); })
      .optional_choice(
          "--kind", options->kind,
          {"lose_request", "lose_reply", "late", "duplicate", "cut_mid_frame", "reorder", "slow",
           "down", "already_cleared", "original_not_found", "format_error", "decline"},
          "What goes wrong")
      .optional("--mti", options->mti, "MTI", "Of these requests only, 0200 (all)")
      .optional("--terminal", options->terminal, "TERMINAL", "Of this terminal only (all)")
      .optional("--card", options->card, "LAST4", "With a card that ends so (all)")
      .optional("--amount", options->amount, "AMOUNT", "Of this amount only (all)")
      .optional("--count", options->count, "N", "So often; 0 until --clear (1)")
      .optional("--delay-ms", options->delay_ms, "MS", "How late, slow or long (by kind)")
      .optional("--code", options->code, "CODE", "With decline: what it answers, as 51")
      .flag("--clear", options->clear, "Let nothing go wrong any more")
      .optional("--control", options->control, "FILE",
                "Its socket\n(/run/pay200-sandbox/control.sock)")
      .example(
          "pgctl sandbox fault --kind late --delay-ms 20000 --mti 0200\n"
          "  pgctl sandbox fault --clear");
}

}  // namespace pay200::pgctl
