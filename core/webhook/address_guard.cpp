#include "core/webhook/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pay200 {
namespace {

struct Network4 {
  std::array<std::uint8_t, 4> address;
  int bits;
};

// clang-format off
constexpr std::array<Network4, 15> kInside4 = {{
    {{0, 0, 0, 0}, 8},        // "this network"; Linux takes 0.0.0.0 for loopback
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // shared by carriers (CGNAT)
    {{169, 254, 0, 0}, 16},   // link-local, and clouds' metadata
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2, 0}, 24},     // documentation
    {{192, 31, 196, 0}, 24},  // AS112
    {{192, 88, 99, 0}, 24},   // 6to4 relays
    {{192, 168, 0, 0}, 16},   // private
    {{192, 175, 48, 0}, 24},  // AS112
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // documentation
    {{203, 0, 113, 0}, 24},   // documentation
    {{224, 0, 0, 0}, 3},      // multicast, reserved, broadcast
}};

struct Network6 {
  std::array<std::uint8_t, 16> address;
  int bits;
};

/// Special within 2000::/3.
constexpr std::array<Network6, 5> kInside6 = {{
    {{0x20, 0x01, 0x00}, 23},        // protocol assignments: Teredo, ORCHID, ...
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: carries an IPv4 address, and nobody needs it
    {{0x26, 0x20, 0x00, 0x4f, 0x80}, 48},  // AS112
    {{0x3f, 0xff, 0x00}, 20},        // documentation
}};

constexpr Network6 kGlobal = {{0x20}, 3};
constexpr Network6 kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Network6 kNat64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
constexpr Network6 kLoopback6 = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};
// clang-format on

template <class Network>
bool is_in(std::string_view bytes, const Network& network) {
  for (int i = 0; i < network.bits; ++i) {
    const auto at = static_cast<std::size_t>(i) / 8;
    const int mask = 0x80 >> (i % 8);
    if (((static_cast<std::uint8_t>(bytes[at]) ^ network.address[at]) & mask) != 0) return false;
  }
  return true;
}

AddressKind kind_of_ipv4(std::string_view bytes) {
  constexpr Network4 kLoopback = {{127, 0, 0, 0}, 8};
  if (is_in(bytes, kLoopback)) return AddressKind::kLoopback;
  const bool inside = std::ranges::any_of(
      kInside4, [bytes](const Network4& network) { return is_in(bytes, network); });
  return inside ? AddressKind::kInside : AddressKind::kOutside;
}

AddressKind kind_of_ipv6(std::string_view bytes) {
  constexpr std::size_t kBeforeIpv4 = 12;
  if (is_in(bytes, kLoopback6)) return AddressKind::kLoopback;
  if (is_in(bytes, kMapped) || is_in(bytes, kNat64)) {
    return kind_of_ipv4(bytes.substr(kBeforeIpv4));
  }
  const bool special = std::ranges::any_of(
      kInside6, [bytes](const Network6& network) { return is_in(bytes, network); });
  return is_in(bytes, kGlobal) && !special ? AddressKind::kOutside : AddressKind::kInside;
}

}  // namespace

AddressKind address_kind(std::string_view bytes) {
  if (bytes.size() == 4) return kind_of_ipv4(bytes);
  if (bytes.size() == 16) return kind_of_ipv6(bytes);
  return AddressKind::kInside;
}

}  // namespace pay200
