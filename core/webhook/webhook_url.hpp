#pragma once
// Whether a URL can be a webhook's. Only what is plain to see is refused here, so that a shop hears
// of it at once; where it really leads is settled each time it is sent to (address_guard). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace pay200 {

/// Why not, in words for a shop developer; nullopt if it can. https, with a host that is not
/// plainly an address inside, without user and fragment, 2,048 characters at most. `allow_loopback`
/// (development): also this machine, and then http as well.
std::optional<std::string> webhook_url_complaint(std::string_view url, bool allow_loopback);

}  // namespace pay200
