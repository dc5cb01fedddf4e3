#pragma once
// CBOR as authenticators write it (CTAP2's canonical form), read item by item without building
// anything: every length and count is given, in its shortest form, and no larger than the bytes
// that are there; four levels at most; no tags and no floating point. Other readers believe counts
// or go as deep as they are led, so nothing of a stranger's is handed to one before it has passed
// here. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace pay200 {

/// The major types of RFC 8949.
enum class CborType : std::uint8_t {
  kUnsigned = 0,
  kNegative = 1,
  kBytes = 2,
  kText = 3,
  kArray = 4,
  kMap = 5,
  kSimple = 7,  ///< false, true, null, undefined
};

/// A view into the bytes that it was taken from.
struct CborItem {
  CborType type = CborType::kSimple;
  std::uint64_t argument = 0;     ///< the number (of a negative one -1 - number), length or count
  std::string_view content = {};  ///< bytes or text themselves; what stands in an array or a map
};

/// The first item of `bytes`, which begins behind it then. nullopt if there is none of that form;
/// `bytes` is as it was.
std::optional<CborItem> take_cbor_item(std::string_view& bytes);

/// A map all of whose keys are texts, each there once.
std::optional<std::map<std::string_view, CborItem>> cbor_members(const CborItem& map);

}  // namespace pay200
