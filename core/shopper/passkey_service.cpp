#include "core/shopper/passkey_service.hpp"

#include <algorithm>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/log.hpp"
#include "core/shopper/card_store.hpp"
#include "core/shopper/passkey_proof.hpp"
#include "core/shopper/passkey_store.hpp"
#include "core/shopper/shopper_store.hpp"
#include "core/shopper/try_limits.hpp"

namespace pay200 {
namespace {

Error refused(std::string detail) {
  return {.code = ErrorCode::kInvalidPasskey, .detail = std::move(detail)};
}

/// Ours, and for this: whether it is still good, its caller sees.
Result<Challenge> challenge_in(const RelyingParty& party, CeremonyKind ceremony,
                               const std::string& client_data, std::string_view key,
                               const std::string& purpose) {
  const auto bytes = verified_challenge(party, ceremony, client_data);
  if (!bytes) return bytes.error();
  const auto challenge = read_challenge(key, purpose, *bytes);
  if (!challenge) return refused("for something else than it was asked for");
  return *challenge;
}

std::optional<ErrorCode> refusal_to_add(std::string_view outcome) {
  if (outcome == "added") return std::nullopt;
  if (outcome == "duplicate") return ErrorCode::kDuplicatedPasskey;
  if (outcome == "too_many") return ErrorCode::kExceedMaxPasskeys;
  return ErrorCode::kExpiredPasskeyChallenge;
}

Error refusal_to_use(std::string_view verdict, const ConfirmLimit& limit) {
  if (verdict == "no_card") return {ErrorCode::kNotFoundCard};
  if (verdict == "blocked") return {ErrorCode::kBlockedCard};
  if (verdict == "no_passkey") return {ErrorCode::kNotFoundPasskey};
  if (verdict == "spent") return {ErrorCode::kExpiredPasskeyChallenge};
  if (verdict == "cloned") return refused("its counter has not grown");
  PAY200_ASSERT(verdict == "too_often");
  return {.code = ErrorCode::kTooManyRequests, .retry_after_s = limit.window_s};
}

}  // namespace

PasskeyService::PasskeyService(db::Database& database, const Clock& clock, const Config& config,
                               std::string pin_key)
    : database_(database), clock_(clock), config_(config), key_(std::move(pin_key)) {}

std::chrono::seconds PasskeyService::lifetime() const {
  return std::chrono::seconds(config_.shopper.passkey_lifetime_s);
}

PasskeyRequest PasskeyService::request(const RelyingParty& party, const std::string& purpose,
                                       std::vector<Passkey> known) const {
  return {.party = party,
          .challenge = make_challenge(key_, purpose, clock_.now()),
          .lifetime = lifetime(),
          .known = std::move(known)};
}

Result<PasskeyService::Registration> PasskeyService::begin_passkey(ShopperId shopper_id,
                                                                   std::string_view session_token,
                                                                   std::string_view pin) {
  const auto party = relying_party(config_.payment.public_base_url);
  if (!party) return party.error();
  const auto verified =
      verify_pin(database_, key_, shopper_id, pin, config_.shopper.pin_max_failures);
  if (!verified) return verified.error();
  auto known = list_passkeys(shopper_id);
  if (known.size() >= static_cast<std::size_t>(config_.shopper.max_passkeys)) {
    return ErrorCode::kExceedMaxPasskeys;
  }
  const auto account = shopper_store::find_account(database_, shopper_id);
  if (!account) return ErrorCode::kUnauthorized;
  return Registration{request(*party, to_register(session_token), std::move(known)),
                      user_handle(shopper_id), account->login_id, account->name};
}

Result<Passkey> PasskeyService::add_passkey(ShopperId shopper_id, std::string_view session_token,
                                            const PasskeyAttestation& attestation,
                                            std::optional<std::string> name) {
  const auto party = relying_party(config_.payment.public_base_url);
  if (!party) return party.error();
  const auto challenge = challenge_in(*party, CeremonyKind::kCreate, attestation.client_data, key_,
                                      to_register(session_token));
  if (!challenge) return challenge.error();
  const auto made = verify_attestation(*party, attestation);
  if (!made) return made.error();
  const Time now = clock_.now();
  const Time expires_at = challenge->made_at + lifetime();
  if (now >= expires_at) return ErrorCode::kExpiredPasskeyChallenge;
  const Passkey passkey{.id = {challenge->id},
                        .name = std::move(name),
                        .credential_id = attestation.credential_id,
                        .transports = attestation.transports,
                        .shared = made->backup_eligible,
                        .created_at = now,
                        .last_used_at = std::nullopt};
  const std::string outcome =
      passkey_store::add_passkey(database_, shopper_id, passkey, made->key, made->sign_count,
                                 expires_at, config_.shopper.max_passkeys);
  if (const auto refusal = refusal_to_add(outcome)) return *refusal;
  // As it is kept: made again, the request may give another name than the first time.
  const auto known = list_passkeys(shopper_id);
  const auto kept = std::ranges::find(known, passkey.id, &Passkey::id);
  if (kept == known.end()) return ErrorCode::kExpiredPasskeyChallenge;  // deleted meanwhile
  return *kept;
}

std::vector<Passkey> PasskeyService::list_passkeys(ShopperId shopper_id) {
  return passkey_store::list_passkeys(database_, shopper_id);
}

Result<Nothing> PasskeyService::delete_passkey(ShopperId shopper_id, PasskeyId id) {
  if (!passkey_store::delete_passkey(database_, shopper_id, id)) return ErrorCode::kNotFoundPasskey;
  return Nothing{};
}

Result<PasskeyRequest> PasskeyService::begin_confirm(ShopperId shopper_id,
                                                     std::string_view session_token,
                                                     const PasskeyConfirm& confirm) {
  const auto party = relying_party(config_.payment.public_base_url);
  if (!party) return party.error();
  const auto cards = card_store::list_cards(database_, shopper_id);
  const auto card = std::ranges::find(cards, confirm.card_id, &Card::id);
  if (card == cards.end()) return ErrorCode::kNotFoundCard;
  if (card->blocked) return ErrorCode::kBlockedCard;
  auto known = list_passkeys(shopper_id);
  if (known.empty()) return ErrorCode::kNotFoundPasskey;
  return request(*party, to_confirm(session_token, confirm), std::move(known));
}

Result<CardToCharge> PasskeyService::card_to_charge(ShopperId shopper_id,
                                                    const PasskeyConfirm& confirm,
                                                    const ShownPasskey& shown,
                                                    const ConfirmLimit& limit) {
  const auto passkey =
      passkey_store::find_passkey(database_, shopper_id, shown.assertion.credential_id);
  if (!passkey) return ErrorCode::kNotFoundPasskey;
  const auto& limits = config_.limits;
  auto counted = CountedTry::count(database_, key_,
                                   {{"passkey_shopper", shopper_id.to_sql(),
                                     limits.passkeys_per_shopper, limits.passkey_window_s}},
                                   limit.now);
  if (!counted) return counted.error();
  auto card = check_confirm(shopper_id, *passkey, confirm, shown, limit);
  if (card || card.error().code != ErrorCode::kInvalidPasskey) {
    counted->forgive(limit.now);
  } else {
    log::warning("passkey_refused", {{"shopper_id", to_text(shopper_id)},
                                     {"passkey_id", to_text(passkey->id)},
                                     {"why", card.error().detail}});
  }
  return card;
}

Result<CardToCharge> PasskeyService::check_confirm(ShopperId shopper_id,
                                                   const passkey_store::StoredPasskey& passkey,
                                                   const PasskeyConfirm& confirm,
                                                   const ShownPasskey& shown,
                                                   const ConfirmLimit& limit) {
  const PasskeyAssertion& assertion = shown.assertion;
  const auto party = relying_party(config_.payment.public_base_url);
  if (!party) return party.error();
  if (assertion.user_handle && *assertion.user_handle != user_handle(shopper_id)) {
    return refused("of another shopper");
  }
  const auto challenge = challenge_in(*party, CeremonyKind::kGet, assertion.client_data, key_,
                                      to_confirm(shown.session_token, confirm));
  if (!challenge) return challenge.error();
  const auto verified = verify_assertion(*party, passkey.key, passkey.backup_eligible, assertion);
  if (!verified) return verified.error();
  const Time expires_at = challenge->made_at + lifetime();
  if (limit.now >= expires_at) return ErrorCode::kExpiredPasskeyChallenge;
  const passkey_store::Use use{.passkey_id = passkey.id,
                               .sign_count = verified->sign_count,
                               .challenge_id = challenge->id,
                               .spent_by = shown.request_id,
                               .challenge_expires_at = expires_at};
  card_store::VerifiedCard found;
  try {
    found = passkey_store::card_to_charge_by_passkey(database_, shopper_id, confirm.card_id, use,
                                                     limit);
  } catch (const db::InDoubt& doubt) {
    // Only whether the challenge is used up: no payment has begun.
    throw db::Unavailable(doubt.what());
  }
  if (found.verdict != "ok") return refusal_to_use(found.verdict, limit);
  return std::move(found.card);
}

std::size_t forget_old_challenges(db::Database& database, std::size_t most, Time now) {
  return passkey_store::forget_challenges(database, most, now);
}

}  // namespace pay200
