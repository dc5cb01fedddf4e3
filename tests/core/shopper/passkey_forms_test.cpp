// The forms in which a passkey's proof comes: CBOR, JSON, keys. What does not fit is refused by
// name.

#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/shopper/passkey_proof.hpp"
#include "tests/support/authenticator.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

const RelyingParty kParty{"pay.example", "https://pay.example"};
const std::string kChallenge(48, 'c');

/// "" where it is taken, else the detail of the refusal.
template <class T>
std::string verdict(const Result<T>& result) {
  if (result) return "";
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidPasskey);
  return result.error().detail;
}

Ceremony ceremony() { return {.challenge = kChallenge}; }

std::string attested_as(const std::string& cbor) {
  PasskeyAttestation made = Authenticator().create(ceremony());
  made.attestation_object = cbor;
  return verdict(verify_attestation(kParty, made));
}

TEST(PasskeyFormsTest, AnAttestationObjectIsCborOfTheFormsThatWereAskedFor) {
  const std::string good = Authenticator().create(ceremony()).attestation_object;
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_NE(attested_as(good.substr(0, size)), "") << size;
  }
  EXPECT_EQ(attested_as(good + "x"), "no attestation that is taken here");
  const auto with = [&](const char* name, const Json& value) {
    Json object = Json::from_cbor(good);
    object[name] = value;
    const auto bytes = Json::to_cbor(object);
    return attested_as({bytes.begin(), bytes.end()});
  };
  const std::string not_taken = "no attestation that is taken here";
  EXPECT_EQ(with("fmt", "fido-u2f"), not_taken);
  EXPECT_EQ(with("fmt", "apple"), not_taken);
  EXPECT_EQ(with("fmt", "packed"), not_taken) << "without a signature";
  EXPECT_EQ(with("fmt", 1), not_taken);
  EXPECT_EQ(with("attStmt", {{"alg", -7}}), not_taken) << "\"none\" with a statement";
  EXPECT_EQ(with("attStmt", nullptr), not_taken);
  EXPECT_EQ(with("authData", "text"), not_taken);
  EXPECT_EQ(with("authData", Json::binary({})), "no key that is taken here");
}

TEST(PasskeyFormsTest, ACertificateIsNotAskedForAndNotTaken) {
  Authenticator authenticator;
  Ceremony packed = ceremony();
  packed.format = "packed";
  PasskeyAttestation made = authenticator.create(packed);
  Json object = Json::from_cbor(made.attestation_object);
  object["attStmt"]["x5c"] = Json::array({Json::binary({1, 2, 3})});
  const auto bytes = Json::to_cbor(object);
  made.attestation_object.assign(bytes.begin(), bytes.end());
  EXPECT_EQ(verdict(verify_attestation(kParty, made)), "no attestation that is taken here");
}

TEST(PasskeyFormsTest, AKeyThatIsNoPointOfTheCurveIsNone) {
  Authenticator authenticator;
  authenticator.cose_key.back() = static_cast<char>(authenticator.cose_key.back() ^ 1);
  EXPECT_NE(verdict(verify_attestation(kParty, authenticator.create(ceremony()))), "");
}

TEST(PasskeyFormsTest, AnotherAlgorithmIsNotTaken) {
  Authenticator authenticator;
  // ES384 by name.
  authenticator.cose_key.replace(authenticator.cose_key.find("\x03\x26"), 2, "\x03\x38\x22");
  EXPECT_EQ(verdict(verify_attestation(kParty, authenticator.create(ceremony()))),
            "no key that is taken here");
}

std::string read_as(CeremonyKind kind, const std::string& client_data) {
  const auto challenge = verified_challenge(kParty, kind, client_data);
  if (challenge) {
    EXPECT_EQ(*challenge, kChallenge);
  }
  return verdict(challenge);
}

std::string shown(const Ceremony& how) {
  return read_as(CeremonyKind::kGet, Authenticator().get(how).client_data);
}

TEST(PasskeyFormsTest, ClientDataIsOfThisCeremony) {
  Authenticator authenticator;
  const std::string made = authenticator.create(ceremony()).client_data;
  const std::string used = authenticator.get(ceremony()).client_data;
  EXPECT_EQ(read_as(CeremonyKind::kCreate, made), "");
  EXPECT_EQ(read_as(CeremonyKind::kGet, used), "");
  EXPECT_EQ(read_as(CeremonyKind::kGet, made), "not webauthn.get");
  EXPECT_EQ(read_as(CeremonyKind::kCreate, used), "not webauthn.create");
  Ceremony how = ceremony();
  how.type = "payment.get";
  EXPECT_EQ(shown(how), "not webauthn.get");
}

TEST(PasskeyFormsTest, ClientDataIsOfOurOriginExactly) {
  for (const char* origin :
       {"https://evil.example", "http://pay.example", "https://pay.example:8443",
        "https://pay.example.evil.example", "https://pay.example/", "https://www.pay.example",
        "https://PAY.example", "", "null", "android:apk-key-hash:x"}) {
    Ceremony how = ceremony();
    how.origin = origin;
    EXPECT_EQ(shown(how), "for another origin") << origin;
  }
}

TEST(PasskeyFormsTest, APageInAFrameOfAnotherOriginIsNotTaken) {
  const auto with = [](const Json& more) {
    Ceremony how = ceremony();
    how.more_client_data = more;
    return shown(how);
  };
  EXPECT_EQ(with(Json::object()), "") << "older browsers say nothing of it";
  EXPECT_EQ(with({{"crossOrigin", false}, {"other_keys_can_be_added_here", "x"}}), "");
  const std::string framed = "in a frame of another origin";
  EXPECT_EQ(with({{"crossOrigin", true}}), framed);
  EXPECT_EQ(with({{"crossOrigin", "false"}}), framed);
  EXPECT_EQ(with({{"crossOrigin", false}, {"topOrigin", "https://evil.example"}}), framed);
}

TEST(PasskeyFormsTest, WhatIsNoClientDataIsRefused) {
  for (const char* text : {"", "{", "[]", "null", "1", "\"x\"", "\xFF", "{}{}"}) {
    EXPECT_EQ(read_as(CeremonyKind::kGet, text), "no client data") << text;
  }
  EXPECT_EQ(read_as(CeremonyKind::kGet, "{}"), "not webauthn.get");
  const auto with = [](const Json& challenge) {
    const Json data = {
        {"type", "webauthn.get"}, {"origin", kParty.origin}, {"challenge", challenge}};
    return read_as(CeremonyKind::kGet, data.dump());
  };
  EXPECT_EQ(with("!!!!"), "no challenge");
  EXPECT_EQ(with("a"), "no challenge");
}

}  // namespace
}  // namespace pay200::test
