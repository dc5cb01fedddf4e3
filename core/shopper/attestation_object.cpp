#include "core/shopper/attestation_object.hpp"

#include <map>
#include <utility>

#include "core/shopper/cbor_item.hpp"

namespace pay200 {
namespace {

using Members = std::map<std::string_view, CborItem>;

// Of the authenticator data, section 6.5.1: what stands between its first part and the id.
constexpr std::size_t kAaguidBytes = 16;
constexpr std::size_t kIdLengthBytes = 2;
constexpr std::size_t kMostIdBytes = 1023;

const CborItem* member(const Members& members, std::string_view name, CborType type) {
  const auto found = members.find(name);
  return found == members.end() || found->second.type != type ? nullptr : &found->second;
}

/// An int of 32 bits has room for every algorithm.
std::optional<std::int64_t> number_in(const Members& members, std::string_view name) {
  const auto found = members.find(name);
  if (found == members.end() || found->second.argument > INT32_MAX) return std::nullopt;
  const auto argument = static_cast<std::int64_t>(found->second.argument);
  if (found->second.type == CborType::kUnsigned) return argument;
  if (found->second.type == CborType::kNegative) return -1 - argument;
  return std::nullopt;
}

/// The whole text is one map of this form.
std::optional<Members> members_of(std::string_view cbor) {
  const auto item = take_cbor_item(cbor);
  if (!item || !cbor.empty()) return std::nullopt;
  return cbor_members(*item);
}

std::size_t id_length(std::string_view two_bytes) {
  return static_cast<std::size_t>(static_cast<unsigned char>(two_bytes[0])) << 8 |
         static_cast<unsigned char>(two_bytes[1]);
}

/// Where the key ends; nullopt unless what stands before and behind it is what the flags say.
std::optional<std::size_t> end_of_key(std::string_view data) {
  constexpr std::size_t kBeforeId = kPlainDataBytes + kAaguidBytes + kIdLengthBytes;
  if (data.size() < kBeforeId || (flags_of(data) & kWithKey) == 0) return std::nullopt;
  const std::size_t id_bytes = id_length(data.substr(kBeforeId - kIdLengthBytes));
  std::string_view rest = data.substr(kBeforeId);
  if (id_bytes > kMostIdBytes || id_bytes > rest.size()) return std::nullopt;
  rest.remove_prefix(id_bytes);
  const auto key = take_cbor_item(rest);
  if (!key || key->type != CborType::kMap) return std::nullopt;
  const std::size_t end = data.size() - rest.size();
  if ((flags_of(data) & kWithExtensions) != 0) {
    const auto extensions = take_cbor_item(rest);
    if (!extensions || extensions->type != CborType::kMap) return std::nullopt;
  }
  if (!rest.empty()) return std::nullopt;
  return end;
}

}  // namespace

unsigned flags_of(std::string_view authenticator_data) {
  return static_cast<unsigned char>(authenticator_data[kRpIdHashBytes]);
}

std::optional<AttestationObject> parse_attestation(std::string_view cbor) {
  const auto object = members_of(cbor);
  if (!object) return std::nullopt;
  const CborItem* format = member(*object, "fmt", CborType::kText);
  const CborItem* data = member(*object, "authData", CborType::kBytes);
  const CborItem* map = member(*object, "attStmt", CborType::kMap);
  const auto statement = map == nullptr ? std::nullopt : cbor_members(*map);
  if (format == nullptr || data == nullptr || !statement) return std::nullopt;
  AttestationObject parsed{.format = std::string(format->content),
                           .authenticator_data = std::string(data->content),
                           .signature = {}};
  if (parsed.format == "none" && statement->empty()) return parsed;
  const CborItem* signature = member(*statement, "sig", CborType::kBytes);
  const auto algorithm = number_in(*statement, "alg");
  if (parsed.format != "packed" || signature == nullptr || !algorithm ||
      statement->contains("x5c")) {
    return std::nullopt;
  }
  parsed.algorithm = *algorithm;
  parsed.signature = std::string(signature->content);
  return parsed;
}

std::optional<std::string> data_with_key(const AttestationObject& object) {
  const auto end = end_of_key(object.authenticator_data);
  if (!end) return std::nullopt;
  std::string data = object.authenticator_data;
  if (object.format == "packed") return data;  // all of it was signed
  data.resize(*end);
  data[kRpIdHashBytes] = static_cast<char>(flags_of(data) & ~kWithExtensions);
  return data;
}

bool is_plain_data(std::string_view authenticator_data) {
  return authenticator_data.size() == kPlainDataBytes &&
         (flags_of(authenticator_data) & (kWithKey | kWithExtensions)) == 0;
}

}  // namespace pay200
