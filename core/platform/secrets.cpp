#include "core/platform/secrets.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <variant>

#include "core/platform/config_reader.hpp"
#include "core/platform/crypto/crypto.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kKeySize = 32;

struct Entry {
  const char* table;
  const char* key;
  std::string Secrets::* member;
  bool for_api, for_link, for_relay, for_operator, for_stream;
  bool may_lack = false;  ///< files older than this key go on serving
};

// clang-format off
constexpr std::array<Entry, 7> kEntries = {{
    {"keys", "token_key",          &Secrets::token_key,          true,  false, false, false, true},
    {"keys", "idempotency_key",    &Secrets::idempotency_key,    true,  false, false, true,  false},
    {"keys", "pin_key",            &Secrets::pin_key,            true,  false, false, true,  false},
    {"keys", "webhook_key",        &Secrets::webhook_key,        true,  false, true,  false, false},
    {"keys", "payout_key",         &Secrets::payout_key,         false, false, false, true,  false, true},
    {"link", "key_encryption_key", &Secrets::key_encryption_key, false, true,  false, false, false},
    {"link", "pan_hmac_key",       &Secrets::pan_hmac_key,       false, true,  false, false, false},
}};
// clang-format on

bool may_hold(const Entry& entry, SecretsFor role) {
  switch (role) {
    case SecretsFor::kApi:
      return entry.for_api;
    case SecretsFor::kLink:
      return entry.for_link;
    case SecretsFor::kRelay:
      return entry.for_relay;
    case SecretsFor::kStream:
      return entry.for_stream;
    case SecretsFor::kOperator:
      return entry.for_operator;
  }
  return false;
}

Error invalid(std::string detail) {
  return {.code = ErrorCode::kInvalidRequest, .param = "secrets_file", .detail = std::move(detail)};
}

class File {
 public:
  explicit File(const std::string& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// The permissions are those of the very file that is read.
Result<std::string> read_private_file(const std::string& path) {
  const File file(path);
  struct stat status{};
  if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) {
    return invalid(path + ": " + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) return invalid(path + ": not a regular file");
  if ((status.st_mode & 077) != 0) {
    return invalid(path + ": others than its owner may use it; run: chmod 600 " + path);
  }
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return invalid(path + ": " + std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

void cleanse_all(TomlNode& node) {
  crypto::cleanse(node.text);
  for (auto& element : node.elements) cleanse_all(element);
  for (auto& member : node.members) cleanse_all(member.second);
}

const char* a_key(std::string_view text) {
  auto bytes = crypto::base64_decode(text);
  const bool fits = bytes && bytes->size() == kKeySize;
  if (bytes) crypto::cleanse(*bytes);
  return fits ? nullptr : "32 bytes in base64, as from: openssl rand -base64 32";
}

void read_secrets(ConfigTable document, SecretsFor role, Secrets& secrets) {
  ConfigTable keys = document.table("keys");
  ConfigTable link = document.table("link");
  for (const Entry& entry : kEntries) {
    ConfigTable& table = std::string_view(entry.table) == "keys" ? keys : link;
    std::string encoded;
    table.text(entry.key, encoded, a_key);
    if (may_hold(entry, role)) {
      if (!table.has(entry.key) && !entry.may_lack) table.fault(entry.key, "is missing");
      if (auto key = crypto::base64_decode(encoded)) secrets.*entry.member = *std::move(key);
    }
    crypto::cleanse(encoded);
  }
}

}  // namespace

Secrets::~Secrets() {
  for (const Entry& entry : kEntries) crypto::cleanse(this->*entry.member);
}

Result<Secrets> load_secrets(const std::string& path, SecretsFor role) {
  auto text = read_private_file(path);
  if (!text) return text.error();
  ConfigFaults faults(path);
  auto parsed = parse_toml(*text);
  crypto::cleanse(*text);
  if (const auto* fault = std::get_if<TomlFault>(&parsed)) {
    // Not the parser's own words: they quote the text.
    faults.add(fault->line, "not valid TOML");
    return invalid(faults.text());
  }
  TomlNode& document = std::get<TomlNode>(parsed);
  Secrets secrets;
  read_secrets(ConfigTable(faults, "", &document), role, secrets);
  faults.add_unknown_keys(document);
  cleanse_all(document);
  if (faults.any()) return invalid(faults.text());
  return secrets;
}

std::string new_secrets_text() { return new_secrets_files().front().text; }

std::vector<SecretsFile> new_secrets_files() {
  std::vector<SecretsFile> files = {
      {"gateway.toml", std::nullopt, {}},       {"api.toml", SecretsFor::kApi, {}},
      {"link.toml", SecretsFor::kLink, {}},     {"relay.toml", SecretsFor::kRelay, {}},
      {"stream.toml", SecretsFor::kStream, {}}, {"operator.toml", SecretsFor::kOperator, {}}};
  std::vector<std::string> values;
  values.reserve(kEntries.size());
  for (std::size_t i = 0; i < kEntries.size(); ++i) {
    values.push_back(crypto::base64_encode(crypto::random_bytes(kKeySize)));
  }
  for (SecretsFile& file : files) {
    file.text = "# The keys of this gateway. Keep a copy where the database's backups are not.\n";
    std::string_view table;
    for (std::size_t i = 0; i < kEntries.size(); ++i) {
      const Entry& entry = kEntries[i];
      if (file.role && !may_hold(entry, *file.role)) continue;
      if (table != entry.table) {
        table = entry.table;
        file.text.append("\n[").append(table).append("]\n");
      }
      file.text.append(entry.key).append(" = \"").append(values[i]).append("\"\n");
    }
  }
  for (auto& value : values) crypto::cleanse(value);
  return files;
}

}  // namespace pay200
