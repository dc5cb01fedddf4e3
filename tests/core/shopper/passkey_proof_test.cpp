#include "core/shopper/passkey_proof.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <vector>

#include "tests/support/authenticator.hpp"

namespace pay200::test {
namespace {

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

class PasskeyProofTest : public testing::TestWithParam<int> {
 protected:
  std::string created(const Ceremony& how) {
    return verdict(verify_attestation(kParty, authenticator_.create(how)));
  }
  std::string created(const std::function<void(PasskeyAttestation&)>& spoil) {
    PasskeyAttestation made = authenticator_.create(ceremony());
    spoil(made);
    return verdict(verify_attestation(kParty, made));
  }
  std::string shown(const Ceremony& how) {
    return verdict(verify_assertion(kParty, key(), false, authenticator_.get(how)));
  }
  std::string shown(const std::function<void(PasskeyAssertion&)>& spoil) {
    PasskeyAssertion made = authenticator_.get(ceremony());
    spoil(made);
    return verdict(verify_assertion(kParty, key(), false, made));
  }
  PasskeyKey key() {
    return verify_attestation(kParty, authenticator_.create(ceremony())).value().key;
  }

  Authenticator authenticator_{GetParam()};
};

TEST_P(PasskeyProofTest, ANewPasskeyIsTakenWithItsKeyAndCounter) {
  authenticator_.counter = 7;
  const auto made = verify_attestation(kParty, authenticator_.create(ceremony()));
  ASSERT_TRUE(made.ok()) << made.error().detail;
  EXPECT_EQ(made->key.algorithm, GetParam());
  EXPECT_EQ(made->sign_count, 7U);
  EXPECT_FALSE(made->backup_eligible);
}

TEST_P(PasskeyProofTest, WhatItSignsIsTakenAndItsCounterTold) {
  const PasskeyKey known = key();
  for (std::uint32_t i = 1; i <= 3; ++i) {
    const auto seen = verify_assertion(kParty, known, false, authenticator_.get(ceremony()));
    ASSERT_TRUE(seen.ok()) << seen.error().detail;
    EXPECT_EQ(seen->sign_count, i);
  }
}

TEST_P(PasskeyProofTest, ASelfSignedAttestationIsTakenIfItsSignatureIsRight) {
  Ceremony packed = ceremony();
  packed.format = "packed";
  EXPECT_EQ(created(packed), "");
  PasskeyAttestation made = authenticator_.create(packed);
  made.client_data += " ";
  EXPECT_EQ(verdict(verify_attestation(kParty, made)), "not signed by its key");
}

TEST_P(PasskeyProofTest, AnotherKeysSignatureIsNotTaken) {
  Authenticator other(GetParam());
  EXPECT_EQ(verdict(verify_assertion(kParty, key(), false, other.get(ceremony()))),
            "not signed by this passkey");
}

TEST_P(PasskeyProofTest, EveryByteThatWasSignedAndEveryByteOfTheSignatureCount) {
  const PasskeyKey known = key();
  const PasskeyAssertion good = authenticator_.get(ceremony());
  const auto each = [&](std::string PasskeyAssertion::* part) {
    for (std::size_t i = 0; i < (good.*part).size(); ++i) {
      PasskeyAssertion changed = good;
      (changed.*part)[i] = static_cast<char>((changed.*part)[i] ^ 0x20);
      EXPECT_NE(verdict(verify_assertion(kParty, known, false, changed)), "") << i;
    }
    for (std::size_t size = 0; size < (good.*part).size(); ++size) {
      PasskeyAssertion cut = good;
      (cut.*part).resize(size);
      EXPECT_NE(verdict(verify_assertion(kParty, known, false, cut)), "") << size;
    }
    PasskeyAssertion longer = good;
    (longer.*part) += '\0';
    EXPECT_NE(verdict(verify_assertion(kParty, known, false, longer)), "");
  };
  each(&PasskeyAssertion::client_data);
  each(&PasskeyAssertion::authenticator_data);
  each(&PasskeyAssertion::signature);
}

TEST_P(PasskeyProofTest, TheUserMustBePresentAndVerifiedEachTime) {
  Ceremony how = ceremony();
  how.flags = 0x04;
  EXPECT_EQ(created(how), "the user was not present");
  EXPECT_EQ(shown(how), "the user was not present");
  how.flags = 0x01;
  EXPECT_EQ(created(how), "the user was not verified");
  EXPECT_EQ(shown(how), "the user was not verified");
}

TEST_P(PasskeyProofTest, AnotherPartysPasskeyIsNotTaken) {
  Ceremony how = ceremony();
  how.rp_id = "evil.example";
  EXPECT_EQ(created(how), "for another relying party");
  EXPECT_EQ(shown(how), "for another relying party");
}

TEST_P(PasskeyProofTest, WhetherItMayBeBackedUpIsSettledWhenItIsMade) {
  Ceremony how = ceremony();
  how.flags = 0x05 | 0x10;
  EXPECT_EQ(created(how), "backed up, though it cannot be");
  EXPECT_EQ(shown(how), "backed up, though it cannot be");
  how.flags = 0x05 | 0x08 | 0x10;
  const auto made = verify_attestation(kParty, authenticator_.create(how));
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made->backup_eligible);
  EXPECT_EQ(shown(how), "another kind of key");
  EXPECT_EQ(verdict(verify_assertion(kParty, made->key, true, authenticator_.get(how))), "");
  EXPECT_EQ(verdict(verify_assertion(kParty, made->key, true, authenticator_.get(ceremony()))),
            "another kind of key");
}

TEST_P(PasskeyProofTest, TheIdMustBeTheOneThatTheAuthenticatorSigned) {
  EXPECT_EQ(created([](PasskeyAttestation& made) { made.credential_id += "x"; }),
            "another id than it has");
}

INSTANTIATE_TEST_SUITE_P(Algorithms, PasskeyProofTest, testing::ValuesIn(kPasskeyAlgorithms),
                         [](const auto& tested) { return "Cose" + std::to_string(-tested.param); });

}  // namespace
}  // namespace pay200::test
