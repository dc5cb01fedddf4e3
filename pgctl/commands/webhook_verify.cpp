// pgctl webhook verify
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/platform/crypto/crypto.hpp"
#include "core/webhook/webhook_signature.hpp"
#include "pgctl/commands/commands.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

struct Options {
  std::string id, timestamp, signature, body_file;
  bool any_time = false;
};

std::string read_whole(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
  if (!file.is_open() || file.bad()) {
    throw Failure(ExitStatus::kUsage, "--body: cannot read " + path + ": " +
                                          (errno == 0 ? "it is no file" : std::strerror(errno)));
  }
  return text.str();
}

struct Words {
  const char* word;
  const char* text;
};

Words words_of(WebhookVerdict verdict) {
  switch (verdict) {
    case WebhookVerdict::kGenuine:
      return {"genuine", "it was signed with this secret, and no byte was changed"};
    case WebhookVerdict::kNoSecret:
      return {"no_secret", "the secret is none: one looks like whsec_ and base64"};
    case WebhookVerdict::kNoTimestamp:
      return {"no_timestamp", "webhook-timestamp is not a number of seconds"};
    case WebhookVerdict::kTooOld:
      return {"too_old", "signed with this secret, but more than five minutes ago"};
    case WebhookVerdict::kTooNew:
      return {"too_new", "signed with this secret, but with a time to come: compare the clocks"};
    case WebhookVerdict::kWrongSignature:
      return {"wrong_signature",
              "another secret, or a byte of id, timestamp or body is not as it was sent"};
  }
  return {"", ""};
}

ExitStatus run(Session& session, const Options& options) {
  const SignedWebhook webhook = {options.id, options.timestamp, options.signature,
                                 read_whole(options.body_file)};
  auto secret = read_secret("secret");
  if (!secret) throw Failure(ExitStatus::kUsage, "no secret: stdin holds it on its first line");
  WebhookVerdict verdict = verify_webhook(*secret, webhook, session.clock().now());
  crypto::cleanse(*secret);
  const bool only_its_time =
      verdict == WebhookVerdict::kTooOld || verdict == WebhookVerdict::kTooNew;
  if (options.any_time && only_its_time) verdict = WebhookVerdict::kGenuine;
  const bool genuine = verdict == WebhookVerdict::kGenuine;
  const Words words = words_of(verdict);
  Details details;
  details.fields = {{"genuine", "Genuine", flag_cell(genuine)},
                    {"verdict", "Verdict", {words.word, words.text}}};
  session.show(details);
  return genuine ? ExitStatus::kDone : ExitStatus::kNotAllowed;
}

}  // namespace

void add_webhook_verify(CommandTree& tree) {
  auto options = std::make_shared<Options>();
  tree.verb("webhook", "verify", "Say whether a webhook is genuine, and if not, why",
            [options](Session& session) { return run(session, *options); })
      .required("--id", options->id, "ID", "Its header webhook-id")
      .required("--timestamp", options->timestamp, "S", "Its header webhook-timestamp")
      .required("--signature", options->signature, "TEXT", "Its header webhook-signature")
      .required("--body", options->body_file, "FILE", "Its body, byte for byte")
      .flag("--any-time", options->any_time, "However old it is")
      .example(
          "pgctl webhook verify --id msg_... --timestamp 1764126000 \\\n"
          "    --signature 'v1,...' --body body.json\n\n"
          "It asks for the secret; without a terminal, stdin holds it.\n\n"
          "Exit status: 0 genuine, 3 not.");
}

}  // namespace pay200::pgctl
