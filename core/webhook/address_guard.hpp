#pragma once
// Which addresses a webhook may be sent to. A shop chooses the URL, so it must not reach anything
// that only our own machines can reach (SSRF): the relay asks for the very address that a socket is
// about to be opened to, after every disguise has been resolved. Pure.

#include <string_view>

namespace pay200 {

enum class AddressKind {
  kOutside,   ///< anybody can reach it
  kLoopback,  ///< this machine
  kInside,    ///< private, link-local, shared, reserved, multicast, or one of those in disguise
};

/// `bytes`: 4 of IPv4 or 16 of IPv6, in network order; anything else is kInside. By the IANA
/// special- purpose registries: of IPv6 only 2000::/3 is outside, without what is special in it;
/// addresses that carry an IPv4 one (mapped, NAT64) are what that is.
AddressKind address_kind(std::string_view bytes);

}  // namespace pay200
