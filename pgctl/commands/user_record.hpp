#pragma once
// A shopper's account, as the verbs of `user` find, show and ask about it.

#include <string>

#include "core/shopper/shopper_service.hpp"
#include "pgctl/output/record.hpp"
#include "pgctl/session.hpp"

namespace pay200::pgctl {

/// Failure if the secrets file does not give it.
std::string pin_key_of(Session& session);

/// Asked for twice on a terminal; else the next line of stdin. Failure if there is none, or if the
/// two differ.
std::string asked_for(const std::string& what, const char* rule);

/// Failure (4, not found) if nobody of the session's mode logs in with this.
ShopperAccount account_from(ShopperService& shoppers, const Session& session,
                            const std::string& login);
Details details_of(const ShopperAccount& account);

/// "the test account mina@example.com (김민아)"
std::string description_of(const ShopperAccount& account);

}  // namespace pay200::pgctl
