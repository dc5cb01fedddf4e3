#pragma once
// Everything that can be asked of a payment. Each act is one transition (one commit); a call to the
// acquirer stands between two of them: record the intent, commit, send, record the result.
//
// Thread-safe. Throws db::Unavailable when nothing was done, db::InDoubt when that is not known.

#include <optional>
#include <string>
#include <string_view>

#include "core/acquirer/link_client.hpp"
#include "core/idempotency/idempotency.hpp"
#include "core/merchant/merchant_service.hpp"
#include "core/payment/payment.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/later.hpp"
#include "core/platform/result.hpp"
#include "core/shopper/passkey_service.hpp"

namespace pay200 {

/// What an act answers. A kept answer (same Idempotency-Key) comes back with replayed = true,
/// errors included.
struct PaymentAnswer {
  Result<Payment> result;
  bool replayed = false;
  /// The act has been accepted but is not finished (HTTP 202): a cancel whose void,
  /// refund or authorization is still on its way.
  bool pending = false;
};

/// 6 to 64 of A-Za-z0-9-_. as Toss Payments has it.
bool is_order_id(std::string_view text);

struct CreatePaymentRequest {
  MerchantId merchant_id;
  std::string order_id;    ///< is_order_id
  std::string order_name;  ///< 1 to 100 characters
  Money amount;            ///< 1 .. kMaxAmountMinor
  /// Of which tax-free; vat and supplied amount only where the shop gives them, and then the parts
  /// must add up.
  std::int64_t tax_free_minor = 0;
  std::optional<std::int64_t> vat_minor = {}, supplied_minor = {};
  /// Months that the shopper must pay in (0: at once), or may choose at most; not both.
  std::optional<int> installment_fixed = {}, installment_most = {};
  bool by_client = false;  ///< with a client key: the shop's server must confirm the amount
  std::optional<std::string> customer_name;
  std::optional<IdempotencyClaim> idempotency;
};

struct ConfirmPaymentRequest {
  PaymentKey key;
  ShopperId shopper_id;
  CardId card_id;
  std::string pin;  ///< six digits; not looked at if there is a passkey
  int installment_months = 0;
  std::optional<ShownPasskey> passkey = {};  ///< its request_id is made of what this one is
  std::optional<IdempotencyClaim> idempotency;
};

/// What a passkey is to confirm.
struct PasskeyConfirmRequest {
  PaymentKey key;
  ShopperId shopper_id;
  std::string session_token;
  CardId card_id;
  int installment_months = 0;
};

struct ShopConfirmRequest {
  PaymentKey key;
  std::string order_id;
  std::int64_t amount_minor = 0;
  std::optional<IdempotencyClaim> idempotency;
};

struct CancelPaymentRequest {
  PaymentKey key;
  std::optional<ShopperId> by_shopper = {};
  bool by_page = false;  ///< by whoever shops on the shop's page; neither: by the merchant
  std::optional<std::string> by_operator = {};    ///< who does it for the merchant
  std::optional<std::int64_t> amount_minor = {};  ///< none: all that is left
  /// Of which tax-free. None: only what the taxable rest does not cover.
  std::optional<std::int64_t> tax_free_minor = {};
  /// What the caller believes is left; another balance is refused.
  std::optional<std::int64_t> current_balance_minor = {};
  std::string reason = {};
  std::optional<IdempotencyClaim> idempotency = {};
};

/// What a card sale's receipt (매출전표) says.
struct Receipt {
  Payment payment;  ///< with an approved attempt
  Merchant merchant;
};

class PaymentService {
 public:
  /// `link` may be null where no card is ever charged (pgctl, relay). References outlive the
  /// service.
  PaymentService(db::Database& database, const Clock& clock, const Config& config, LinkClient* link,
                 std::string pin_key);

  /// kInvalidRequest, kDuplicatedOrderId, kMerchantSuspended, kIdempotencyKey*.
  PaymentAnswer create_payment(const CreatePaymentRequest& request);

  /// kNotFoundPayment.
  Result<Payment> get_payment(const PaymentKey& key);
  void get_payment(const PaymentKey& key, Later<Result<Payment>> later);
  Result<Payment> get_payment_by_order(MerchantId merchant_id, const std::string& order_id);
  /// The shopper's own: kNotFoundPayment unless this shopper holds or has paid it.
  Result<Payment> get_payment_of_shopper(const PaymentKey& key, ShopperId shopper_id);
  /// Likewise; kNotFoundPayment also for what has never been approved.
  Result<Receipt> get_receipt_of_shopper(const PaymentKey& key, ShopperId shopper_id);

  /// First scan wins. kAlreadyScannedPayment, kModeMismatch, kExpiredPayment, ...
  Result<Payment> scan_payment(const PaymentKey& key, ShopperId shopper_id, bool live);

  /// What a browser must be asked for, so that a passkey confirms this payment with this card.
  /// Nothing is kept of it. kNotFoundCard, kBlockedCard, kNotFoundPasskey, kPasskeysUnavailable;
  /// what confirm_payment would say of the payment's state and the months.
  Result<PasskeyRequest> begin_passkey_confirm(const PasskeyConfirmRequest& request);

  /// Verifies the PIN or passkey, charges the card, waits for the acquirer (at most its time-out).
  /// A decline is its 402 code; kOutcomeUnknown: nobody knows, and it will end reversed;
  /// kAcquirerUnavailable: nothing was sent; kInvalidPin, kPinLocked, kNotFoundCard,
  /// kInvalidCardInstallmentPlan, and what PasskeyService::card_to_charge says. Where a browser
  /// chose the amount nothing is charged yet: pending, until the shop's server confirms.
  PaymentAnswer confirm_payment(const ConfirmPaymentRequest& request);

  /// By the shop's server, after the shopper's, for what a browser created: charges the card and
  /// waits, as confirm_payment. A decline gives the payment back to its shopper, whose new confirm
  /// is followed by a new one here. kForbiddenRequest (param): order or amount differ;
  /// kNotConfirmedPayment: not the shopper's yet; kAlreadyProcessedPayment once paid.
  PaymentAnswer shop_confirm_payment(const ShopConfirmRequest& request);

  /// Before approval at once; after it the whole as a void until its business day is over, anything
  /// else as a refund. kNotCancelableAmount, kNotMatchesRefundableAmount, kExceedRefundLimit,
  /// kRefundRejected (the acquirer will not), ...; pending while the acquirer has not answered.
  PaymentAnswer cancel_payment(const CancelPaymentRequest& request);

 private:
  /// By PIN or passkey.
  Result<CardToCharge> card_of(const ConfirmPaymentRequest& request, std::int64_t total_minor);

  db::Database& database_;
  const Clock& clock_;
  const Config& config_;
  LinkClient* link_;
  std::string pin_key_;
};

}  // namespace pay200
