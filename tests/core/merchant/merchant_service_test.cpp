#include "core/merchant/merchant_service.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/test_database.hpp"

namespace pay200 {
namespace {

// Published by their bearers at the foot of their sites.
const std::vector<std::string> kRealBusinessNumbers = {
    "124-81-00998",  // Samsung Electronics
    "220-81-62517",  // Naver
    "120-81-47521",  // Kakao
    "411-86-01799",  // Toss Payments
    "120-88-00767",  // Coupang
    "120-87-65763",  // Woowa Brothers
};

class MerchantServiceTest : public testing::Test {
 protected:
  MerchantService::NewMerchant bookshop() const {
    MerchantService::NewMerchant merchant;
    merchant.name = "한빛서점";
    merchant.business_number = "220-81-62517";
    merchant.fee_basis_points = 290;
    merchant.fee_fixed_minor = 100;
    return merchant;
  }
  std::string refused_param(const MerchantService::NewMerchant& merchant) {
    const auto added = service_.add_merchant(merchant);
    if (added) return "accepted";
    EXPECT_EQ(added.error().code, ErrorCode::kInvalidRequest);
    EXPECT_FALSE(added.error().detail.empty());
    return added.error().param;
  }

  test::TestDatabase database_;
  MerchantService service_{database_.operators(), system_clock()};
};

TEST_F(MerchantServiceTest, RealBusinessNumbersPassWithAndWithoutHyphens) {
  for (const auto& number : kRealBusinessNumbers) {
    const auto parsed = parse_business_number(number);
    ASSERT_TRUE(parsed) << number;
    EXPECT_EQ(format_business_number(*parsed), number);
    EXPECT_TRUE(parse_business_number(*parsed)) << number;
  }
}

TEST_F(MerchantServiceTest, EverySingleMistypedDigitIsRefused) {
  for (const auto& number : kRealBusinessNumbers) {
    for (std::size_t i = 0; i < number.size(); ++i) {
      if (number[i] == '-') continue;
      for (char digit = '0'; digit <= '9'; ++digit) {
        if (digit == number[i]) continue;
        std::string mistyped = number;
        mistyped[i] = digit;
        EXPECT_FALSE(parse_business_number(mistyped)) << mistyped;
      }
    }
  }
}

TEST_F(MerchantServiceTest, WhatIsNotShapedLikeABusinessNumberIsRefused) {
  for (const char* text : {"", "2208162517 ", " 2208162517", "220816251", "22081625170",
                           "220-8162517", "22081-62517", "2208-1-62517", "220--81-6251",
                           "220.81.62517", "22O-81-62517", "0000000000", "２２０8162517"}) {
    EXPECT_FALSE(parse_business_number(text)) << text;
  }
}

TEST_F(MerchantServiceTest, AnAddedMerchantIsFoundAsItWasAdded) {
  const auto added = service_.add_merchant(bookshop());
  ASSERT_TRUE(added);
  const auto found = service_.get_merchant(added->id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "한빛서점");
  EXPECT_EQ(found->business_number, "2208162517");
  EXPECT_EQ(found->status, "active");
  EXPECT_FALSE(found->live);
  EXPECT_EQ(found->fee_basis_points, 290);
  EXPECT_EQ(found->fee_fixed_minor, 100);
  EXPECT_EQ(found->created_at, added->created_at);
}

TEST_F(MerchantServiceTest, AnUnknownMerchantIsNotFound) {
  const auto found = service_.get_merchant(MerchantId{1});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kNotFoundMerchant);
}

TEST_F(MerchantServiceTest, ARefusalNamesTheFieldAtFault) {
  auto merchant = bookshop();
  merchant.name = "";
  EXPECT_EQ(refused_param(merchant), "name");
  merchant.name = std::string(61, 'a');
  EXPECT_EQ(refused_param(merchant), "name");
  merchant.name = "two\nlines";
  EXPECT_EQ(refused_param(merchant), "name");
  merchant = bookshop();
  merchant.business_number = "220-81-62518";
  EXPECT_EQ(refused_param(merchant), "businessNumber");
  merchant = bookshop();
  merchant.fee_basis_points = -1;
  EXPECT_EQ(refused_param(merchant), "feeBasisPoints");
  merchant.fee_basis_points = 10'001;
  EXPECT_EQ(refused_param(merchant), "feeBasisPoints");
  merchant = bookshop();
  merchant.fee_fixed_minor = -1;
  EXPECT_EQ(refused_param(merchant), "feeFixed");
  merchant.fee_fixed_minor = 1'000'000'000'000;
  EXPECT_EQ(refused_param(merchant), "feeFixed");
  EXPECT_TRUE(service_.list_merchants(false, 100).empty());
}

TEST_F(MerchantServiceTest, AListHoldsOneModeNewestFirst) {
  auto merchant = bookshop();
  const auto first = service_.add_merchant(merchant);
  const auto second = service_.add_merchant(merchant);
  merchant.live = true;
  const auto live = service_.add_merchant(merchant);
  ASSERT_TRUE(first && second && live);
  const auto listed = service_.list_merchants(false, 100);
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].id, second->id);
  EXPECT_EQ(listed[1].id, first->id);
  EXPECT_EQ(service_.list_merchants(false, 1).size(), 1U);
  ASSERT_EQ(service_.list_merchants(true, 100).size(), 1U);
  EXPECT_EQ(service_.list_merchants(true, 100)[0].id, live->id);
}

TEST_F(MerchantServiceTest, TheShopsOfOneBusinessAreFoundByItsNumber) {
  auto merchant = bookshop();
  const auto first = service_.add_merchant(merchant);
  const auto second = service_.add_merchant(merchant);
  merchant.business_number = "120-81-47521";
  const auto other = service_.add_merchant(merchant);
  ASSERT_TRUE(first && second && other);
  EXPECT_EQ(service_.merchants_of_business(false, "2208162517"),
            (std::vector<MerchantId>{first->id, second->id}));
  EXPECT_TRUE(service_.merchants_of_business(true, "2208162517").empty());
}

TEST_F(MerchantServiceTest, AddingTheSameMerchantAgainAfterABrokenConnectionIsTheSameMerchant) {
  const std::string add =
      "SELECT pay200.add_merchant(7, 'test', 'shop', '2208162517', 0, 0, '2026-11-22 00:00:00Z')";
  EXPECT_EQ(database_.execute(add), "t\n");
  EXPECT_EQ(database_.execute(add), "t\n");
  const std::string other =
      "SELECT pay200.add_merchant(7, 'test', 'other', '1208147521', 0, 0, '2026-11-22 00:00:01Z')";
  EXPECT_EQ(database_.execute(other), "f\n");
}

TEST_F(MerchantServiceTest, AnUpdateChangesWhatIsSaidAndChecksItAsWhenItWasAdded) {
  const auto added = service_.add_merchant(bookshop()).value();
  const auto updated = service_.update_merchant(added.id, {.name = "한빛문고"}).value();
  EXPECT_EQ(updated.name, "한빛문고");
  EXPECT_EQ(updated.business_number, added.business_number);
  EXPECT_EQ(updated.fee_basis_points, 290);
  EXPECT_EQ(updated.fee_fixed_minor, 100);
  const auto refused = service_.update_merchant(added.id, {.business_number = "220-81-62518"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().param, "businessNumber");
  EXPECT_EQ(service_.update_merchant(MerchantId{1}, {.name = "x"}).error().code,
            ErrorCode::kNotFoundMerchant);
}

TEST_F(MerchantServiceTest, TermsAndReceiptLinesAreKeptChangedAndTakenAway) {
  auto wanted = bookshop();
  wanted.fee_refundable = false;
  wanted.refund_limit_minor = 0;
  wanted.auto_confirm = true;
  wanted.representative = "김한빛";
  wanted.address = "서울 마포구 양화로 1";
  wanted.phone = "02-123-4567";
  const auto added = service_.get_merchant(service_.add_merchant(wanted)->id).value();
  EXPECT_FALSE(added.fee_refundable);
  EXPECT_EQ(added.refund_limit_minor, 0);
  EXPECT_TRUE(added.auto_confirm);
  EXPECT_EQ(added.representative, "김한빛");

  const MerchantService::MerchantChanges changes = {
      .fee_refundable = true,
      .refund_limit_minor = MerchantService::kNoRefundLimit,
      .auto_confirm = false,
      .representative = "",
      .phone = "02-765-4321"};
  const auto updated = service_.update_merchant(added.id, changes).value();
  EXPECT_TRUE(updated.fee_refundable);
  EXPECT_EQ(updated.refund_limit_minor, std::nullopt);
  EXPECT_FALSE(updated.auto_confirm);
  EXPECT_EQ(updated.representative, std::nullopt);
  EXPECT_EQ(updated.address, "서울 마포구 양화로 1") << "not said";
  EXPECT_EQ(updated.phone, "02-765-4321");

  Merchant foretold = added;
  changes.apply_to(foretold);
  EXPECT_EQ(foretold.fee_refundable, updated.fee_refundable);
  EXPECT_EQ(foretold.refund_limit_minor, updated.refund_limit_minor);
  EXPECT_EQ(foretold.auto_confirm, updated.auto_confirm);
  EXPECT_EQ(foretold.representative, updated.representative);
  EXPECT_EQ(foretold.address, updated.address);
  EXPECT_EQ(foretold.phone, updated.phone);

  const auto param = [](const MerchantService::MerchantChanges& wrong) {
    const auto checked = MerchantService::checked_changes(wrong);
    return checked ? std::string("accepted") : checked.error().param;
  };
  EXPECT_EQ(param({.refund_limit_minor = -2}), "refundLimit");
  EXPECT_EQ(param({.refund_limit_minor = 1'000'000'000'000}), "refundLimit");
  EXPECT_EQ(param({.representative = "two\nlines"}), "representative");
  EXPECT_EQ(param({.address = std::string(101, 'a')}), "address");
  EXPECT_EQ(param({.phone = std::string(101, '1')}), "phone");
}

TEST_F(MerchantServiceTest, SuspendingAndResumingKeepReasonNameAndTime) {
  const auto id = service_.add_merchant(bookshop())->id;
  EXPECT_TRUE(service_.suspend_merchant(id, "case 311", "alice").value());
  EXPECT_FALSE(service_.suspend_merchant(id, "again", "bob").value());
  const auto suspended = service_.get_merchant(id).value();
  EXPECT_EQ(suspended.status, "suspended");
  EXPECT_EQ(suspended.status_reason, "case 311");
  EXPECT_EQ(suspended.status_operator, "alice");
  EXPECT_TRUE(suspended.status_changed_at);
  EXPECT_TRUE(service_.resume_merchant(id, "closed", "bob").value());
  EXPECT_FALSE(service_.resume_merchant(id, "closed", "bob").value());
  EXPECT_EQ(service_.get_merchant(id)->status, "active");
  EXPECT_EQ(service_.get_merchant(id)->status_operator, "bob");
  EXPECT_EQ(service_.suspend_merchant(MerchantId{1}, "x", "alice").error().code,
            ErrorCode::kNotFoundMerchant);
  EXPECT_EQ(service_.resume_merchant(id, "", "alice").error().param, "reason");
}

TEST_F(MerchantServiceTest, OnlyOperatorsMayAddOrChangeMerchants) {
  MerchantService of_worker(database_.api(), system_clock());
  EXPECT_ANY_THROW(static_cast<void>(of_worker.add_merchant(bookshop())));
  const auto id = service_.add_merchant(bookshop())->id;
  EXPECT_ANY_THROW(static_cast<void>(of_worker.update_merchant(id, {.name = "x"})));
  EXPECT_ANY_THROW(static_cast<void>(of_worker.suspend_merchant(id, "x", "api")));
  EXPECT_EQ(of_worker.list_merchants(false, 100).size(), 1U);
}

}  // namespace
}  // namespace pay200
