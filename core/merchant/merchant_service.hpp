#pragma once
// Merchants (가맹점). Test and live are different merchants.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

/// What a merchant is asked for, and what may be changed later.
struct MerchantTerms {
  std::string name;             ///< 1 to 60 characters
  std::string business_number;  ///< ten digits
  int fee_basis_points = 0;
  std::int64_t fee_fixed_minor = 0;
  bool fee_refundable = true;  ///< the fee comes back, in proportion, with a refund
  /// How far refunds may take it below what it has coming; none: as far as they go.
  std::optional<std::int64_t> refund_limit_minor;
  /// What a client key creates is charged without the shop server's confirm.
  bool auto_confirm = false;
  /// n of D+n, 1 to kMostSettlementDays: a business day is paid out on the n-th bank day behind it.
  int settlement_days = 2;
  /// For receipts, where known, each on one line: 대표자, 주소, 전화.
  std::optional<std::string> representative, address, phone;
};

struct Merchant : MerchantTerms {
  MerchantId id;
  bool live = false;
  std::string status;  ///< active, suspended
  Time created_at;
  /// Of the last time it was suspended or resumed.
  std::optional<std::string> status_reason, status_operator;
  std::optional<Time> status_changed_at;
};

/// 사업자등록번호: ten digits, hyphens as in 123-45-67890 allowed; the last is a check digit
/// (weights 1 3 7 1 3 7 1 3 5, and the tens of 5 x the ninth), which finds every single mistyped
/// digit. Returns the ten digits; kInvalidRequest "businessNumber".
Result<std::string> parse_business_number(std::string_view text);
std::string format_business_number(std::string_view ten_digits);  ///< 123-45-67890

class MerchantService {
 public:
  MerchantService(db::Database& database, const Clock& clock);

  /// The business number may be written with hyphens.
  struct NewMerchant : MerchantTerms {
    bool live = false;
  };
  /// kInvalidRequest (param says which).
  Result<Merchant> add_merchant(const NewMerchant& merchant);
  /// What is said changes; payments keep the fee contract that they were created with.
  struct MerchantChanges {
    std::optional<std::string> name = {}, business_number = {};
    std::optional<int> fee_basis_points = {};
    std::optional<std::int64_t> fee_fixed_minor = {};
    std::optional<bool> fee_refundable = {};
    std::optional<std::int64_t> refund_limit_minor = {};  ///< kNoRefundLimit: none any more
    std::optional<bool> auto_confirm = {};
    std::optional<int> settlement_days = {};
    std::optional<std::string> representative = {}, address = {},
                               phone = {};  ///< "": none any more

    void apply_to(MerchantTerms& terms) const;
  };
  static constexpr std::int64_t kNoRefundLimit = -1;
  /// The same, with the business number as ten digits. kInvalidRequest (param says which).
  static Result<MerchantChanges> checked_changes(MerchantChanges changes);
  /// kInvalidRequest, kNotFoundMerchant.
  Result<Merchant> update_merchant(MerchantId id, const MerchantChanges& changes);
  /// A suspended merchant sells nothing more; what is on its way ends, cancels and refunds go on.
  /// False in the result: it was so before, and the reason given then stays. `reason`: 1 to 200
  /// characters. kInvalidRequest, kNotFoundMerchant.
  Result<bool> suspend_merchant(MerchantId id, const std::string& reason,
                                const std::string& by_operator);
  Result<bool> resume_merchant(MerchantId id, const std::string& reason,
                               const std::string& by_operator);
  Result<Merchant> get_merchant(MerchantId id);  ///< kNotFoundMerchant
  /// Newest first, of one mode.
  std::vector<Merchant> list_merchants(bool live, std::size_t most);
  /// One business may run several shops, each a merchant of its own; oldest first.
  std::vector<MerchantId> merchants_of_business(bool live, const std::string& business_number);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace pay200
