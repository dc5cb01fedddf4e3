#include "core/platform/config.hpp"
#include "core/platform/secrets.hpp"
#include "core/platform/toml_document.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("config", [](std::string_view text) {
  const auto document = parse_toml(text);
  const auto config = parse_config(text, "pay200.toml");
  require(config || !config.error().detail.empty(), "a refusal says what is wrong");
  require(!config || std::holds_alternative<TomlNode>(document), "a configuration is TOML");
  const InputFile file(text);
  const auto secrets = load_secrets(file.path(), SecretsFor::kLink);
  if (!secrets) return;
  require(secrets->key_encryption_key.size() == 32 && secrets->pan_hmac_key.size() == 32,
          "a key is 32 bytes");
  require(secrets->pin_key.empty(), "a role holds its own keys only");
});

}  // namespace
}  // namespace pay200::fuzz
