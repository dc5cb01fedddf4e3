#include "core/staff/member_service.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "core/staff/staff_service.hpp"
#include "tests/support/payment_world.hpp"
#include "tests/support/together.hpp"

namespace pay200 {
namespace {

class MemberServiceTest : public testing::Test {
 protected:
  MemberServiceTest() {
    other_id_ = MerchantId::make_random();
    world_.database().operators().call(
        {"other_merchant", "SELECT add_merchant($1, 'test', '다른 가게', '1234567891', 0, 0, $2)"},
        db::Params().add(other_id_).add(world_.now));
  }
  Result<MemberService::Added> add(const std::string& login_id, StaffRole role,
                                   std::optional<MerchantId> merchant = {}) {
    return members_.add_member({merchant.value_or(world_.merchant_id), login_id, "김미나", role});
  }
  void has_logged_in() {
    world_.value(
        "UPDATE staff SET totp_nonce = '', totp_ciphertext = '', totp_enrolled_at = now()");
  }
  template <class T>
  static std::string said(const Result<T>& result) {
    return result ? "ok" : std::string(wire_name(result.error().code));
  }

  test::PaymentWorld world_;
  Config config_;
  MemberService members_{world_.api(), system_clock(), config_};
  MerchantId other_id_;
};

TEST_F(MemberServiceTest, SomebodyNewIsInvitedWithAOneTimePassword) {
  const auto added = add("Mina@Shop.example", StaffRole::kOwner);
  ASSERT_TRUE(added.ok());
  EXPECT_EQ(added->member.login_id, "mina@shop.example");
  EXPECT_EQ(added->member.status, MemberStatus::kInvited);
  ASSERT_TRUE(added->one_time_password.has_value());
  EXPECT_EQ(added->one_time_password->size(), 17U);
  EXPECT_EQ(said(add("mina@shop.example", StaffRole::kOwner)), "DUPLICATED_MEMBER");
  ASSERT_EQ(members_.list_members(world_.merchant_id).size(), 1U);
  EXPECT_TRUE(members_.list_members(other_id_).empty());
}

TEST_F(MemberServiceTest, WhoHasAnAccountKeepsItsPasswordAndItsName) {
  ASSERT_TRUE(add("mina@shop.example", StaffRole::kOwner).ok());
  EXPECT_EQ(said(add("mina@shop.example", StaffRole::kViewer, other_id_)), "DUPLICATED_LOGIN_ID")
      << "whoever knows the first password would get in elsewhere with it";
  has_logged_in();
  const auto added =
      members_.add_member({other_id_, "mina@shop.example", "미나 씨", StaffRole::kViewer});
  ASSERT_TRUE(added.ok());
  EXPECT_EQ(added->member.status, MemberStatus::kActive);
  EXPECT_FALSE(added->one_time_password.has_value());
  // What one merchant calls somebody is not told to another.
  EXPECT_EQ(members_.list_members(other_id_)[0].name, "미나 씨");
  EXPECT_EQ(members_.list_members(world_.merchant_id)[0].name, "김미나");
  const auto workplaces = members_.workplaces_of(added->member.staff_id);
  ASSERT_EQ(workplaces.size(), 2U);
  EXPECT_EQ(workplaces[0].name, "다른 가게");
  EXPECT_EQ(workplaces[0].role, StaffRole::kViewer);
}

TEST_F(MemberServiceTest, AnInvitationThatWasLostIsMadeAnew) {
  const auto first = add("mina@shop.example", StaffRole::kViewer);
  ASSERT_TRUE(members_.remove_member(world_.merchant_id, first->member.staff_id).ok());
  const auto second = add("mina@shop.example", StaffRole::kViewer);
  ASSERT_TRUE(second->one_time_password.has_value());
  EXPECT_NE(*second->one_time_password, *first->one_time_password);
  StaffService staff(world_.api(), system_clock(), config_, test::PaymentWorld::kPinKey);
  EXPECT_EQ(said(staff.log_in("mina@shop.example", *first->one_time_password)),
            "INVALID_CREDENTIALS");
  EXPECT_EQ(said(staff.log_in("mina@shop.example", *second->one_time_password)), "ok");
}

TEST_F(MemberServiceTest, AMerchantKeepsAnOwner) {
  const auto owner = add("mina@shop.example", StaffRole::kOwner)->member.staff_id;
  const auto viewer = add("jun@shop.example", StaffRole::kViewer)->member.staff_id;
  EXPECT_EQ(said(members_.change_member(world_.merchant_id, owner, StaffRole::kManager)),
            "LAST_OWNER");
  EXPECT_EQ(said(members_.remove_member(world_.merchant_id, owner)), "LAST_OWNER");
  EXPECT_EQ(said(members_.change_member(world_.merchant_id, viewer, StaffRole::kOwner)), "ok");
  EXPECT_EQ(said(members_.remove_member(world_.merchant_id, owner)), "ok");
  EXPECT_EQ(said(members_.remove_member(world_.merchant_id, owner)), "NOT_FOUND_MEMBER");
}

TEST_F(MemberServiceTest, AnOwnerWhoWasInvitedAndHasNotComeIsNoOwnerYet) {
  const auto owner = add("mina@shop.example", StaffRole::kOwner)->member.staff_id;
  has_logged_in();
  const auto invited = add("jun@shop.example", StaffRole::kOwner)->member.staff_id;
  EXPECT_EQ(said(members_.remove_member(world_.merchant_id, owner)), "LAST_OWNER");
  EXPECT_EQ(said(members_.remove_member(world_.merchant_id, invited)), "ok");
}

TEST_F(MemberServiceTest, OfTwoOwnersWhoLeaveAtOnceOneStays) {
  for (int round = 0; round < 10; ++round) {
    const auto one = add("a@shop.example", StaffRole::kOwner)->member.staff_id;
    const auto two = add("b@shop.example", StaffRole::kOwner)->member.staff_id;
    std::atomic<int> gone = 0;
    test::together(2, [&](std::size_t i) {
      if (members_.remove_member(world_.merchant_id, i == 0 ? one : two).ok()) ++gone;
    });
    EXPECT_EQ(gone, 1);
    world_.value("DELETE FROM merchant_member");
  }
}

TEST_F(MemberServiceTest, AnotherMerchantsMemberIsNotFound) {
  const auto id = add("mina@shop.example", StaffRole::kViewer)->member.staff_id;
  EXPECT_EQ(said(members_.get_member(other_id_, id)), "NOT_FOUND_MEMBER");
  EXPECT_EQ(said(members_.change_member(other_id_, id, StaffRole::kOwner)), "NOT_FOUND_MEMBER");
  EXPECT_EQ(said(members_.remove_member(other_id_, id)), "NOT_FOUND_MEMBER");
  EXPECT_EQ(members_.get_member(world_.merchant_id, id)->role, StaffRole::kViewer);
}

TEST_F(MemberServiceTest, WhatIsNoAddressOrNameIsNamed) {
  EXPECT_EQ(add("mina", StaffRole::kViewer).error().param, "loginId");
  EXPECT_EQ(
      members_.add_member({world_.merchant_id, "a@b.kr", "", StaffRole::kViewer}).error().param,
      "name");
}

}  // namespace
}  // namespace pay200
