// pgctl key verify
#include "core/platform/crypto/crypto.hpp"
#include "pgctl/arguments.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/commands/key_record.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

Details verdict(bool works, const std::string& state, const std::string& words) {
  Details details;
  details.fields = {{"works", "Works", flag_cell(works)}, {"state", "State", {state, words}}};
  return details;
}

/// What a shop with this key would meet, and why.
Details verdict_on(const ApiKey& key, const Merchant& merchant, Time now) {
  const Cell state = state_cell(key, now);
  const bool alive = key.alive(now);
  Details details = alive && merchant.status != "active"
                        ? verdict(true, "merchant_" + merchant.status,
                                  "the merchant is " + merchant.status +
                                      ": it can read, cancel and refund, but sell nothing")
                        : verdict(alive, std::get<std::string>(state.value), state.text);
  const Details known = details_of(key, merchant);
  details.fields.insert(details.fields.end(), known.fields.begin(), known.fields.end());
  return details;
}

ExitStatus run(Session& session) {
  auto typed = read_secret("key");
  if (!typed) throw Failure(ExitStatus::kUsage, "no key: stdin holds it on its first line");
  ApiKeyService keys(session.database(), session.clock());
  const auto key = keys.identify_api_key(*typed);
  crypto::cleanse(*typed);
  if (key) {
    const Merchant merchant = merchant_from(session, to_text(key->merchant_id));
    const Time now = session.clock().now();
    session.show(verdict_on(*key, merchant, now));
    return key->alive(now) ? ExitStatus::kDone : ExitStatus::kNotAllowed;
  }
  const bool mistyped = key.error().code == ErrorCode::kInvalidApiKey;
  session.show(mistyped
                   ? verdict(false, "mistyped", "no key of ours: its shape or checksum is wrong")
                   : verdict(false, "unknown", "well formed, but never issued here"));
  return exit_status(key.error().code);
}

}  // namespace

void add_key_verify(CommandTree& tree) {
  tree.verb("key", "verify", "Say whose key it is and whether it works", run)
      .example(
          "pgctl key verify     # asks for the key; without a terminal, stdin holds it\n\n"
          "Exit status: 0 it works, 3 mistyped, revoked or expired, 4 never issued here.");
}

}  // namespace pay200::pgctl
