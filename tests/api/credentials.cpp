#include "tests/api/credentials.hpp"

#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::test {
namespace {

constexpr const char* kCookie = "__Host-pay200-shopper";
constexpr const char* kStaffCookie = "__Host-pay200-staff";

Headers authorization(const std::string& value) { return {{"Authorization", value}}; }

Headers basic(const std::string& user_and_password) {
  return authorization("Basic " + crypto::base64_encode(user_and_password));
}

Headers bearer(const std::string& key) { return authorization("Bearer " + key); }

Headers cookie(const std::string& value) {
  return {{"Cookie", std::string(kCookie) + "=" + value}};
}

Headers staff(const std::string& session, const std::string& csrf_token) {
  return {{"Cookie", std::string(kStaffCookie) + "=" + session}, {"X-CSRF-Token", csrf_token}};
}

[[noreturn]] void unknown(const std::string& scheme) {
  throw std::logic_error("tests/api/credentials.cpp does not know the security scheme \"" + scheme +
                         "\": teach it, so that its refusals are tried");
}

/// `made` makes the header of a key, by either scheme.
std::vector<BadCredentials> bad_keys(const People& people, Headers (*made)(const std::string&)) {
  const std::string& good = people.secret_key;
  const auto invalid = [&](const std::string& name, const Headers& headers) {
    return BadCredentials{name, headers, 401, "INVALID_API_KEY"};
  };
  const std::string end = made == basic ? ":" : "";
  return {
      invalid("no credentials", {}),
      invalid("an empty key", made(end)),
      invalid("no key at all", made("x" + end)),
      invalid("a mistyped key", made(mistyped(good) + end)),
      invalid("a key cut short", made(good.substr(0, good.size() - 1) + end)),
      invalid("a key and more", made(good + "0" + end)),
      invalid("a very long key", made(std::string(4000, 'a') + end)),
      invalid("a key of the other mode's name", made("live" + good.substr(4) + end)),
      invalid("a key of no UTF-8", made("test_sk_\xFF\xFE" + end)),
      invalid("an unknown key", made(people.unknown_secret_key + end)),
      invalid("a revoked key", made(people.revoked_secret_key + end)),
      invalid("a session", made(people.session + end)),
  };
}

/// Where a page's key is no good at all.
BadCredentials client_key_instead(const People& people, Headers (*made)(const std::string&)) {
  const std::string end = made == basic ? ":" : "";
  return {"a client key", made(people.client_key + end), 403, "FORBIDDEN_REQUEST"};
}

std::vector<BadCredentials> bad_client_keys(const People& people,
                                            Headers (*made)(const std::string&)) {
  const std::string end = made == basic ? ":" : "";
  return {
      {"a mistyped client key", made(mistyped(people.client_key) + end), 401, "INVALID_API_KEY"},
      {"a client key of the other mode's name", made("live" + people.client_key.substr(4) + end),
       401, "INVALID_API_KEY"}};
}

std::vector<BadCredentials> bad_authorizations(const People& people) {
  const auto invalid = [](const std::string& name, const Headers& headers) {
    return BadCredentials{name, headers, 401, "INVALID_API_KEY"};
  };
  return {invalid("no scheme", authorization(people.secret_key)),
          invalid("another scheme", authorization("Digest " + people.secret_key)),
          invalid("a scheme alone", authorization("Basic")),
          invalid("no base64", authorization("Basic !!!")),
          invalid("no colon", basic(people.secret_key)),
          invalid("a password", basic(people.secret_key + ":password")),
          invalid("the key as the password", basic(":" + people.secret_key)),
          invalid("NUL behind the key", basic(people.secret_key + std::string(":\0", 2)))};
}

std::vector<BadCredentials> bad_sessions(const People& people) {
  const auto refused = [](const std::string& name, const Headers& headers) {
    return BadCredentials{name, headers, 401, "UNAUTHORIZED"};
  };
  return {refused("no session", {}),
          refused("an empty session", cookie("")),
          refused("no session's token", cookie("x")),
          refused("a mistyped session", cookie(mistyped(people.session))),
          refused("a session cut short", cookie(people.session.substr(0, 20))),
          refused("a session and more", cookie(people.session + "0")),
          refused("a very long session", cookie(std::string(4000, 'a'))),
          refused("a session of no UTF-8", cookie("ses_\xFF\xFE")),
          refused("a session that has ended", cookie(people.ended_session)),
          refused("a cookie of another name", {{"Cookie", "session=" + people.session}}),
          refused("a shop's key", basic(people.secret_key + ":"))};
}

std::vector<BadCredentials> bad_staff_sessions(const People& people) {
  const auto refused = [&](const std::string& name, const std::string& session) {
    return BadCredentials{name, staff(session, people.staff_csrf_token), 401, "UNAUTHORIZED"};
  };
  return {BadCredentials{"no session", {}, 401, "UNAUTHORIZED"},
          refused("an empty session", ""),
          refused("no session's token", "x"),
          refused("a mistyped session", mistyped(people.staff_session)),
          refused("a session cut short", people.staff_session.substr(0, 20)),
          refused("a session and more", people.staff_session + "0"),
          refused("a very long session", std::string(4000, 'a')),
          refused("a session of no UTF-8", "sts_\xFF\xFE"),
          refused("a session that has ended", people.ended_staff_session),
          refused("a shopper's session", people.session),
          {"a shopper's cookie", cookie(people.session), 401, "UNAUTHORIZED"},
          {"a shop's key", basic(people.secret_key + ":"), 401, "UNAUTHORIZED"}};
}

std::vector<BadCredentials> bad_csrf_tokens(const People& people) {
  const auto refused = [&](const std::string& name, const std::string& token) {
    return BadCredentials{name, staff(people.staff_session, token), 403, "INVALID_CSRF_TOKEN"};
  };
  return {refused("no CSRF token", ""),
          refused("a mistyped CSRF token", mistyped(people.staff_csrf_token)),
          refused("a CSRF token and more", people.staff_csrf_token + "0"),
          refused("a very long CSRF token", std::string(4000, 'a')),
          refused("another session's CSRF token", people.other_staff_csrf_token),
          refused("the session as CSRF token", people.staff_session)};
}

std::vector<BadCredentials> bad_page_tokens(const People& people) {
  const auto refused = [](const std::string& name, const Headers& headers) {
    return BadCredentials{name, headers, 401, "INVALID_PAGE_TOKEN"};
  };
  const std::string& good = people.page_token;
  return {refused("no token", {}),
          refused("an empty token", bearer("")),
          refused("a mistyped token", bearer(mistyped(good))),
          refused("a token cut short", bearer(good.substr(0, good.size() - 1))),
          refused("a token and more", bearer(good + "0")),
          refused("a very long token", bearer(std::string(4000, 'a'))),
          refused("a token of no UTF-8", bearer("ptk_\xFF\xFE")),
          refused("a shop's key", bearer(people.secret_key)),
          refused("a page's key", bearer(people.client_key)),
          refused("a session", cookie(people.session))};
}

}  // namespace

std::string mistyped(std::string text) {
  text.back() = text.back() == 'a' ? 'b' : 'a';
  return text;
}

Headers good_credentials(const std::string& scheme, const People& people) {
  if (scheme == "secretKeyBasic") return basic(people.secret_key + ":");
  if (scheme == "secretKeyBearer") return bearer(people.secret_key);
  if (scheme == "clientKeyBasic") return basic(people.client_key + ":");
  if (scheme == "clientKeyBearer") return bearer(people.client_key);
  if (scheme == "pageToken") return bearer(people.page_token);
  if (scheme == "shopperSession") return cookie(people.session);
  if (scheme == "staffSession" || scheme == "csrfToken") {
    return staff(people.staff_session, people.staff_csrf_token);
  }
  unknown(scheme);
}

std::vector<BadCredentials> bad_credentials(const std::string& scheme,
                                            const std::set<std::string>& accepted,
                                            const People& people) {
  const bool pages_too = accepted.contains("clientKeyBasic");
  if (scheme == "secretKeyBasic") {
    auto all = bad_keys(people, basic);
    for (auto& more : bad_authorizations(people)) all.push_back(std::move(more));
    if (!pages_too) all.push_back(client_key_instead(people, basic));
    return all;
  }
  if (scheme == "secretKeyBearer") {
    auto all = bad_keys(people, bearer);
    if (!pages_too) all.push_back(client_key_instead(people, bearer));
    return all;
  }
  if (scheme == "clientKeyBasic") return bad_client_keys(people, basic);
  if (scheme == "clientKeyBearer") return bad_client_keys(people, bearer);
  if (scheme == "pageToken") return bad_page_tokens(people);
  if (scheme == "shopperSession") return bad_sessions(people);
  if (scheme == "staffSession") return bad_staff_sessions(people);
  if (scheme == "csrfToken") return bad_csrf_tokens(people);
  unknown(scheme);
}

std::vector<BadCredentials> others_credentials(const std::string& scheme, const People& people) {
  if (scheme == "secretKeyBasic") {
    return {{"another shop's key", basic(people.other_secret_key + ":"), 404, ""},
            {"a live shop's key", basic(people.live_secret_key + ":"), 404, ""}};
  }
  if (scheme == "secretKeyBearer" || scheme.starts_with("clientKey")) return {};
  if (scheme == "pageToken") return {};  // it is the payment
  if (scheme == "csrfToken") return {};
  if (scheme == "staffSession") {
    return {{"another shop's owner",
             staff(people.other_staff_session, people.other_staff_csrf_token), 404, ""}};
  }
  if (scheme == "shopperSession") {
    return {{"another shopper's session", cookie(people.other_session), 404, ""},
            {"a live account's session", cookie(people.live_session), 404, ""}};
  }
  unknown(scheme);
}

}  // namespace pay200::test
