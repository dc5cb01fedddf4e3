#pragma once
// Who is at the keyboard, for what is written down with a name. The operating system's user:
// whoever may run pgctl has an account of their own on this host. With sudo, the user who called
// it. Only root, who may become anybody anyway, may say another name (containers and rescue systems
// have no other user).

#include <optional>
#include <string>

namespace pay200::pgctl {

/// `given`: --operator. Failure (kNotAllowed) if somebody else than root says a name that is not
/// theirs, (kUsage) if it is no name.
std::string operator_name(const std::optional<std::string>& given);

}  // namespace pay200::pgctl
