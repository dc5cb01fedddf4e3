// The forms in which a passkey's proof comes: CBOR, JSON, keys. What does not fit is refused by
// name.

#include <functional>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pthread.h>
#include <sys/resource.h>

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

// ------------------------------------------------------------------ what no library may read

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// As a worker's thread does it, whose stack is that small (fcgi-app/http/accept_loop.cpp).
void on_a_small_stack(std::function<void()> act) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::size_t{1} << 20);
  pthread_t thread{};
  const auto run = [](void* given) -> void* {
    (*static_cast<std::function<void()>*>(given))();
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &act), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

std::int64_t most_memory_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(PasskeyFormsTest, CborThatLeadsDownIsNotFollowed) {
  using namespace std::string_literals;
  on_a_small_stack([] {
    for (const std::string& piece : {"\x81"s, "\x98\x01"s, "\xA1\x60"s, "\x9F"s, "\xBF\x60"s}) {
      const std::string deep = repeated(piece, 12'000 / piece.size());
      EXPECT_EQ(attested_as(deep), "no attestation that is taken here");
      EXPECT_EQ(attested_as("\xA1\x63"
                            "fmt" +
                            deep),
                "no attestation that is taken here");
    }
  });
}

TEST(PasskeyFormsTest, CborThatPromisesMoreThanThereIsIsNotBelieved) {
  using namespace std::string_literals;
  const auto length = "\x10\0\0\0\0\0\0\0"s;
  for (const char* head : {"\x9B", "\xBB", "\x5B", "\x7B"}) {
    EXPECT_EQ(attested_as(head + length), "no attestation that is taken here");
    EXPECT_EQ(attested_as("\xA1\x63"
                          "fmt" +
                          (head + length)),
              "no attestation that is taken here");
  }
}

/// An attestation whose key, extensions and what stands behind them are these.
std::string attested_with(const std::string& key_and_more, unsigned flags) {
  Authenticator authenticator;
  authenticator.cose_key = key_and_more;
  Ceremony how = ceremony();
  how.flags |= flags;
  return verdict(verify_attestation(kParty, authenticator.create(how)));
}

constexpr unsigned kExtensions = 0x80;

TEST(PasskeyFormsTest, KeysAndExtensionsAreBoundedBeforeLibfido2ReadsThem) {
  using namespace std::string_literals;
  const std::string key = Authenticator().cose_key;
  const std::string gigabyte = "\x9A\x08\0\0\0"s;
  const auto before = most_memory_kb();
  for (const std::string& bad : {gigabyte, repeated(gigabyte, 3), "\xA1\x01"s + gigabyte,
                                 repeated("\x81", 2'000), "\xA1\x01"s + repeated("\x81", 2'000)}) {
    EXPECT_EQ(attested_with(bad, 0), "no key that is taken here");
    EXPECT_EQ(attested_with(key + bad, kExtensions), "no key that is taken here");
    EXPECT_EQ(attested_with(key + bad, 0), "no key that is taken here");
  }
  EXPECT_LT(most_memory_kb() - before, 200'000);
}

TEST(PasskeyFormsTest, WhatTheFlagsSayIsThereAndNothingElse) {
  using namespace std::string_literals;
  const std::string key = Authenticator().cose_key;
  // credProtect, which browsers ask of security keys by themselves.
  const std::string protect =
      "\xA1\x6B"
      "credProtect\x02";
  EXPECT_EQ(attested_with(key, 0), "");
  EXPECT_EQ(attested_with(key + protect, kExtensions), "");
  EXPECT_EQ(attested_with(key + protect, 0), "no key that is taken here");
  EXPECT_EQ(attested_with(key, kExtensions), "no key that is taken here");
  EXPECT_EQ(attested_with(key + protect + "\xA0", kExtensions), "no key that is taken here");
  EXPECT_EQ(attested_with(key + "\x01", kExtensions), "no key that is taken here");
  EXPECT_EQ(attested_with("\x01", 0), "no key that is taken here");
  EXPECT_EQ(attested_with("", 0), "no key that is taken here");
}

TEST(PasskeyFormsTest, ASignaturesDataHasNeitherAKeyNorExtensions) {
  using namespace std::string_literals;
  Authenticator authenticator;
  const PasskeyKey key = verify_attestation(kParty, authenticator.create(ceremony())).value().key;
  const auto shown_with = [&](unsigned flags, const std::string& more) {
    PasskeyAssertion made = authenticator.get(ceremony());
    made.authenticator_data[32] = static_cast<char>(0x05U | flags);
    made.authenticator_data += more;
    return verdict(verify_assertion(kParty, key, false, made));
  };
  const std::string gigabyte = "\x9A\x08\0\0\0"s;
  const auto before = most_memory_kb();
  for (const unsigned flags : {0x00U, 0x40U, 0x80U, 0xC0U}) {
    for (const std::string& more : {""s, "\xA0"s, gigabyte, repeated(gigabyte, 3)}) {
      const bool plain = flags == 0 && more.empty();
      EXPECT_EQ(shown_with(flags, more), plain ? "" : "more or less than was asked for");
    }
  }
  EXPECT_LT(most_memory_kb() - before, 200'000);
}

TEST(PasskeyFormsTest, ASelfSignedAttestationNamesItsKeysAlgorithm) {
  Ceremony packed = ceremony();
  packed.format = "packed";
  const auto named = [&](const Json& algorithm) {
    PasskeyAttestation made = Authenticator().create(packed);
    Json object = Json::from_cbor(made.attestation_object);
    object["attStmt"]["alg"] = algorithm;
    const auto bytes = Json::to_cbor(object);
    made.attestation_object.assign(bytes.begin(), bytes.end());
    return verdict(verify_attestation(kParty, made));
  };
  EXPECT_EQ(named(-7), "");
  EXPECT_EQ(named(-257), "not signed by its key");
  EXPECT_EQ(named(7), "not signed by its key");
  EXPECT_EQ(named("-7"), "no attestation that is taken here");
  EXPECT_EQ(named(nullptr), "no attestation that is taken here");
  EXPECT_EQ(named(INT64_MIN), "no attestation that is taken here");
}

TEST(PasskeyFormsTest, AKeyTwiceIsNotTaken) {
  std::string object = Authenticator().create(ceremony()).attestation_object;
  ASSERT_EQ(object[0], '\xA3');
  object[0] = '\xA4';
  EXPECT_EQ(attested_as(object + "\x63"
                                 "fmt\x64none"),
            "no attestation that is taken here");
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
  const std::string good = Authenticator().get(ceremony()).client_data;
  const std::string begin = good.substr(0, good.size() - 1);
  EXPECT_EQ(read_as(CeremonyKind::kGet, begin + R"(,"x":{"y":[[]]}})"), "") << "four levels";
  EXPECT_EQ(read_as(CeremonyKind::kGet, begin + R"(,"x":{"y":[[[]]]}})"), "no client data");
  EXPECT_EQ(read_as(CeremonyKind::kGet, begin + R"(,"type":"webauthn.get"})"), "no client data");
  on_a_small_stack([] {
    for (const char* text : {"", R"({"type":)", R"({"challenge":)"}) {
      EXPECT_EQ(read_as(CeremonyKind::kGet, text + std::string(1'500, '[')), "no client data");
      EXPECT_EQ(read_as(CeremonyKind::kGet,
                        text + std::string(1'500, '[') + std::string(1'500, ']') + "}"),
                "no client data");
    }
  });
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
