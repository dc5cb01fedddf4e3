#include "core/shopper/cbor_item.hpp"

#include <array>
#include <cstddef>

namespace pay200 {
namespace {

constexpr std::size_t kMostLevels = 4;
constexpr unsigned kTag = 6;

struct Head {
  CborType type;
  std::uint64_t argument;
};

/// Of the argument's bytes behind the first one. Each form has numbers of its own: what fits into a
/// shorter one is written there.
std::optional<std::uint64_t> take_long_argument(unsigned form, std::string_view& bytes) {
  constexpr std::array<std::uint64_t, 4> kLeast = {24, 1ULL << 8, 1ULL << 16, 1ULL << 32};
  const std::size_t size = std::size_t{1} << form;
  if (bytes.size() < size) return std::nullopt;
  std::uint64_t argument = 0;
  for (const char byte : bytes.substr(0, size)) {
    argument = argument << 8 | static_cast<unsigned char>(byte);
  }
  if (argument < kLeast.at(form)) return std::nullopt;
  bytes.remove_prefix(size);
  return argument;
}

std::optional<Head> take_head(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const unsigned first = static_cast<unsigned char>(bytes.front());
  const unsigned type = first >> 5;
  const unsigned low = first & 0x1FU;
  bytes.remove_prefix(1);
  if (type == kTag || low > 27) return std::nullopt;  // 28 to 30 mean nothing, 31: no length given
  const auto cbor_type = static_cast<CborType>(type);
  if (cbor_type == CborType::kSimple) {
    if (low < 20 || low > 23) return std::nullopt;
    return Head{cbor_type, low};
  }
  if (low < 24) return Head{cbor_type, low};
  const auto argument = take_long_argument(low - 24, bytes);
  if (!argument) return std::nullopt;
  return Head{cbor_type, *argument};
}

/// The items in it, keys and values both. Each takes a byte at least, so there are never more than
/// bytes left.
std::optional<std::uint64_t> items_within(const Head& head, std::size_t left) {
  if (head.type == CborType::kArray && head.argument <= left) return head.argument;
  if (head.type == CborType::kMap && head.argument <= left / 2) return head.argument * 2;
  return std::nullopt;
}

bool is_string(CborType type) { return type == CborType::kBytes || type == CborType::kText; }

bool is_nested(CborType type) { return type == CborType::kArray || type == CborType::kMap; }

/// As many items as `count`, with all that is in them.
bool skip_items(std::uint64_t count, std::string_view& bytes) {
  std::array<std::uint64_t, kMostLevels> to_come{count};  // on each level that is open
  std::size_t level = 0;
  while (true) {
    while (to_come.at(level) == 0) {
      if (level == 0) return true;
      --level;
    }
    --to_come.at(level);
    const auto head = take_head(bytes);
    if (!head) return false;
    if (is_string(head->type)) {
      if (head->argument > bytes.size()) return false;
      bytes.remove_prefix(static_cast<std::size_t>(head->argument));
    }
    if (!is_nested(head->type)) continue;
    const auto within = items_within(*head, bytes.size());
    if (!within || level + 1 == kMostLevels) return false;
    to_come.at(++level) = *within;
  }
}

}  // namespace

std::optional<CborItem> take_cbor_item(std::string_view& bytes) {
  std::string_view rest = bytes;
  const auto head = take_head(rest);
  if (!head) return std::nullopt;
  const std::string_view behind_head = rest;
  if (is_string(head->type)) {
    if (head->argument > rest.size()) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(head->argument));
  }
  if (is_nested(head->type)) {
    const auto within = items_within(*head, rest.size());
    if (!within || !skip_items(*within, rest)) return std::nullopt;
  }
  bytes = rest;
  return CborItem{head->type, head->argument,
                  behind_head.substr(0, behind_head.size() - rest.size())};
}

std::optional<std::map<std::string_view, CborItem>> cbor_members(const CborItem& map) {
  if (map.type != CborType::kMap) return std::nullopt;
  std::map<std::string_view, CborItem> members;
  std::string_view rest = map.content;
  while (!rest.empty()) {
    const auto key = take_cbor_item(rest);
    const auto value = take_cbor_item(rest);
    if (!key || key->type != CborType::kText || !value) return std::nullopt;
    if (!members.emplace(key->content, *value).second) return std::nullopt;
  }
  return members;
}

}  // namespace pay200
