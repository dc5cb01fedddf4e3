#include "core/platform/id.hpp"
#include "core/platform/session_token.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

template <class Id>
void require_one_form(const std::optional<Id>& id, std::string_view text) {
  if (id) require(to_text(*id) == text, "there is one form of an id");
}

const FuzzTarget kTarget("ids", [](std::string_view text) {
  const auto merchant_id = merchant_id_from_text(text);
  require_one_form(merchant_id, text);
  require(!merchant_id || (merchant_id->value > 0 && merchant_id->value < std::int64_t{1} << 40),
          "a merchant's id has 40 bits");
  require_one_form(transaction_id_from_text(text), text);
  require_one_form(api_key_id_from_text(text), text);
  require_one_form(shopper_id_from_text(text), text);
  require_one_form(card_id_from_text(text), text);
  require_one_form(passkey_id_from_text(text), text);
  require_one_form(webhook_endpoint_id_from_text(text), text);
  require_one_form(staff_id_from_text(text), text);
  require_one_form(payment_key_from_text(text), text);
  require_one_form(webhook_key_from_text(text), text);
  if (const auto uuid = Uuid::parse(text)) {
    require(Uuid::parse(uuid->to_string()) == uuid, "a UUID comes back");
  }
  owner_of_session_token("ses_", text);
});

}  // namespace
}  // namespace pay200::fuzz
