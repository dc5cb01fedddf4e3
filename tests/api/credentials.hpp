#pragma once
// What a security scheme of fcgi-app/openapi.json takes, and what it must refuse. A new scheme
// needs its line in credentials.cpp.

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pay200::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The people of a suite, as they prove who they are.
struct People {
  std::string secret_key;        ///< the shop's
  std::string client_key;        ///< the same shop's, for pages
  std::string other_secret_key;  ///< another shop's
  std::string live_secret_key;   ///< a live shop's
  std::string revoked_secret_key;
  std::string unknown_secret_key;  ///< well formed, and nobody's
  std::string page_token;          ///< of a payment of the shop's
  std::string session;             ///< the shopper's cookie, its value
  std::string other_session;       ///< another shopper's
  std::string live_session;        ///< of a live account
  std::string ended_session;       ///< of a session that is no more
  std::string staff_session;       ///< the cookie of an owner of the shop, its value
  std::string staff_csrf_token;
  std::string other_staff_session;  ///< of another shop's owner
  std::string other_staff_csrf_token;
  std::string ended_staff_session;
};

/// By which the operation succeeds.
Headers good_credentials(const std::string& scheme, const People& people);

struct BadCredentials {
  std::string name;
  Headers headers;
  int status;
  std::string code;
};

/// Never any good, for an operation that accepts these schemes.
std::vector<BadCredentials> bad_credentials(const std::string& scheme,
                                            const std::set<std::string>& accepted,
                                            const People& people);

/// Good ones of somebody else, who must not find what is the shop's or the shopper's.
std::vector<BadCredentials> others_credentials(const std::string& scheme, const People& people);

std::string mistyped(std::string text);

}  // namespace pay200::test
