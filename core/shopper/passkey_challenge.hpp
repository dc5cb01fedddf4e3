#pragma once
// Challenges: what a device signs. Each is bound, by an HMAC under a key that is not in the
// database, to what it was given out for: to register a passkey in this session, or to pay this
// payment's amount with this card in so many months in this session. So a signature says what was
// agreed to, and none has to be stored before it is used (sql/functions/use_passkey.sql keeps that
// it was). Pure.
//
// 48 bytes: a UUIDv7, whose time is when it was made, and 32 of HMAC-SHA256.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"

namespace pay200 {

/// What a passkey confirms.
struct PasskeyConfirm {
  PaymentKey key;
  std::int64_t total_minor = 0;
  CardId card_id;
  int installment_months = 0;
};

/// What a challenge is for, in a text that differs whenever anything of it does. The session is
/// named by its token.
std::string to_register(std::string_view session_token);
std::string to_confirm(std::string_view session_token, const PasskeyConfirm& confirm);

struct Challenge {
  Uuid id;
  Time made_at;
};

std::string make_challenge(std::string_view key, std::string_view purpose, Time now);
/// nullopt unless we made it with this key for this very purpose. Whether it is too old or was used
/// before, the caller must see.
std::optional<Challenge> read_challenge(std::string_view key, std::string_view purpose,
                                        std::string_view challenge);

}  // namespace pay200
