#include "core/acquirer/iso8583/request_messages.hpp"

#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>

#include "core/acquirer/iso8583/codec.hpp"
#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"
#include "tests/core/acquirer/iso8583/scripted_host.hpp"

namespace pay200::iso8583 {
namespace {

const Identification kUs{"12345", "", "5999", "PAY200"};

/// New Year's Eve in UTC is New Year's Day in Seoul.
const Time kNewYear = *from_iso8601("2026-12-31T23:59:58Z");

PayMessage pay() {
  return {{"TERM0001", 123, "636523000123", kNewYear},
          {"4242424242424242", "2912"},
          {12'300, Currency::kKrw},
          "mer_0g7k2m1q",
          0};
}

ReverseMessage reversal() {
  ReverseMessage reverse;
  reverse.identity = {"TERM0001", 124, "700100000124", kNewYear + std::chrono::seconds(5)};
  reverse.original = pay();
  return reverse;
}

RefundMessage refund() {
  RefundMessage refund;
  refund.identity = {"TERM0001", 125, "700100000125", kNewYear + std::chrono::seconds(5)};
  refund.original = pay();
  refund.original_approval_code = "A1B2C3";
  refund.amount = {300, Currency::kKrw};
  return refund;
}

InquireMessage inquiry() {
  InquireMessage inquire;
  inquire.identity = {"TERM0001", 126, "700100000126", kNewYear + std::chrono::seconds(20)};
  inquire.inquired = refund().identity;
  inquire.of_refund = true;
  inquire.amount = refund().amount;
  inquire.card_acceptor_id = pay().card_acceptor_id;
  return inquire;
}

std::string pay_as_original() {
  return to_field_90({"0200", "000123", "1231235958", "12345", "0"});
}

/// What an acquirer says of what it was asked after.
Message inquiry_reply(const std::string& inquired_code, const std::string& approval_code) {
  Message reply = test::honest_reply(inquire_request(inquiry(), kUs), "00");
  if (!inquired_code.empty()) reply.set(48, to_field_48({{"39", inquired_code}}));
  if (!approval_code.empty()) reply.set(38, approval_code);
  return reply;
}

TEST(RequestMessagesTest, APaymentCarriesItsFieldsAndNoOthers) {
  const Message message = pay_request(pay(), kUs);
  const std::map<int, std::string> expected = {{2, "4242424242424242"},
                                               {3, "000000"},
                                               {4, "000000012300"},
                                               {7, "1231235958"},
                                               {11, "000123"},
                                               {12, "085958"},
                                               {13, "0101"},
                                               {14, "2912"},
                                               {18, "5999"},
                                               {22, "812"},
                                               {25, "59"},
                                               {32, "12345"},
                                               {37, "636523000123"},
                                               {41, "TERM0001"},
                                               {42, "mer_0g7k2m1q   "},
                                               {49, "410"}};
  EXPECT_EQ(message.mti, "0200");
  EXPECT_EQ(message.fields, expected);
  EXPECT_EQ(check(message), std::nullopt);
}

TEST(RequestMessagesTest, InstalmentsStandInField67) {
  PayMessage in_parts = pay();
  in_parts.installment_months = 3;
  EXPECT_EQ(pay_request(in_parts, kUs).get(67), "03");
}

TEST(RequestMessagesTest, AForwarderIsNamedWhereThereIsOne) {
  Identification us = kUs;
  us.forwarder_id = "987";
  EXPECT_EQ(pay_request(pay(), us).get(33), "987");
  EXPECT_EQ(from_field_90(reverse_request(reversal(), us).get(90))->forwarder, "987");
}

TEST(RequestMessagesTest, AVerificationHasAmountZeroAndTheCvc) {
  const VerifyMessage verify{pay().identity, pay().card, "123"};
  const Message message = verify_request(verify, kUs);
  EXPECT_EQ(message.mti, "0100");
  EXPECT_EQ(message.get(4), "000000000000");
  EXPECT_EQ(message.get(48), "9203123");
  EXPECT_EQ(message.get_trimmed(42), "PAY200");
  EXPECT_EQ(check(message), std::nullopt);
}

TEST(RequestMessagesTest, AReversalTellsOfItsOriginalAndHasAnIdentityOfItsOwn) {
  const Message message = reverse_request(reversal(), kUs);
  EXPECT_EQ(message.mti, "0420");
  EXPECT_EQ(message.get(11), "000124");
  EXPECT_EQ(message.get(7), "0101000003");
  EXPECT_EQ(message.get(37), "700100000124");
  EXPECT_EQ(message.get(4), "000000012300");
  const auto original = from_field_90(message.get(90));
  ASSERT_TRUE(original.has_value());
  EXPECT_EQ(*original, (OriginalData{"0200", "000123", "1231235958", "12345", "0"}));
  EXPECT_EQ(check(message), std::nullopt);
}

TEST(RequestMessagesTest, ARepeatDiffersInItsMtiAlone) {
  for (const bool is_void : {true, false}) {
    ReverseMessage first = reversal();
    first.is_void = is_void;
    ReverseMessage again = first;
    again.repeat = true;
    EXPECT_EQ(reverse_request(first, kUs).mti, is_void ? "0400" : "0420");
    EXPECT_EQ(reverse_request(again, kUs).mti, is_void ? "0401" : "0421");
    EXPECT_EQ(reverse_request(first, kUs).fields, reverse_request(again, kUs).fields);
  }
}

TEST(RequestMessagesTest, ARefundTellsOfItsPurchaseAndHasAnAmountOfItsOwn) {
  const Message message = refund_request(refund(), kUs);
  const std::map<int, std::string> expected = {{2, "4242424242424242"},
                                               {3, "200000"},
                                               {4, "000000000300"},
                                               {7, "0101000003"},
                                               {11, "000125"},
                                               {12, "090003"},
                                               {13, "0101"},
                                               {18, "5999"},
                                               {22, "812"},
                                               {25, "59"},
                                               {32, "12345"},
                                               {37, "700100000125"},
                                               {38, "A1B2C3"},
                                               {41, "TERM0001"},
                                               {42, "mer_0g7k2m1q   "},
                                               {49, "410"},
                                               {90, pay_as_original()}};
  EXPECT_EQ(message.mti, "0200");
  EXPECT_EQ(message.fields, expected);
  EXPECT_EQ(check(message), std::nullopt);
  EXPECT_FALSE(is_purchase(message));
  EXPECT_TRUE(is_purchase(pay_request(pay(), kUs)));
}

TEST(RequestMessagesTest, AnInquiryNamesItsMessageAndHoldsNothingOfTheCard) {
  const Message message = inquire_request(inquiry(), kUs);
  EXPECT_EQ(message.mti, "0600");
  EXPECT_EQ(message.get(3), "200000");
  EXPECT_EQ(message.get(4), "000000000300");
  EXPECT_EQ(message.get(11), "000126");
  const auto inquired = from_field_90(message.get(90));
  ASSERT_TRUE(inquired.has_value());
  EXPECT_EQ(*inquired, (OriginalData{"0200", "000125", "0101000003", "12345", "0"}));
  for (const int field : {2, 14, 48}) EXPECT_FALSE(message.has(field)) << field;
  EXPECT_EQ(check(message), std::nullopt);
  InquireMessage of_purchase = inquiry();
  of_purchase.of_refund = false;
  EXPECT_EQ(inquire_request(of_purchase, kUs).get(3), "000000");
}

TEST(RequestMessagesTest, WhatAnInquiryFoundIsWhatTheMessageGot) {
  const Message part = echoed_part(inquire_request(inquiry(), kUs));
  const auto found = [&part](const Message& reply) {
    EXPECT_EQ(fault_of_response(part, reply), "");
    return inquired_outcome(reply);
  };
  const auto executed = found(inquiry_reply("00", "Z00001"));
  EXPECT_EQ(executed.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(executed.response_code, "00");
  EXPECT_EQ(executed.approval_code, "Z00001");
  const auto refused = found(inquiry_reply("13", ""));
  EXPECT_EQ(refused.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(refused.response_code, "13");
  const auto never_seen = found(test::honest_reply(part, "25"));
  EXPECT_EQ(never_seen.kind, OutcomeKind::kAnswered);
  EXPECT_EQ(never_seen.response_code, "25");
}

TEST(RequestMessagesTest, AnInquiryThatFailsOrFindsNothingFinalIsUnknown) {
  const Message part = echoed_part(inquire_request(inquiry(), kUs));
  for (const char* own_code : {"91", "96", "30", "12"}) {
    EXPECT_EQ(inquired_outcome(test::honest_reply(part, own_code)).kind, OutcomeKind::kUnknown);
  }
  EXPECT_EQ(inquired_outcome(inquiry_reply("09", "")).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(inquired_outcome(inquiry_reply("10", "Z00001")).kind, OutcomeKind::kUnknown);
  EXPECT_EQ(inquired_outcome(inquiry_reply("51", "Z00001")).kind, OutcomeKind::kUnknown);
}

TEST(RequestMessagesTest, AnInquirysAnswerThatDoesNotTellIsNone) {
  const Message part = echoed_part(inquire_request(inquiry(), kUs));
  EXPECT_NE(fault_of_response(part, inquiry_reply("", "")), "");
  EXPECT_NE(fault_of_response(part, inquiry_reply("00", "")), "");
  EXPECT_NE(fault_of_response(part, inquiry_reply("0", "Z00001")), "");
  Message other_tag = inquiry_reply("00", "Z00001");
  other_tag.set(48, to_field_48({{"92", "00"}}));
  EXPECT_NE(fault_of_response(part, other_tag), "");
  EXPECT_EQ(fault_of_response(part, test::honest_reply(part, "96")), "");
}

TEST(RequestMessagesTest, ANetworkMessageCarriesItsCodeAndTerminal) {
  const Message message = network_request("001", 7, kNewYear, "TERM0001", "12345");
  const std::map<int, std::string> expected = {
      {7, "1231235958"}, {11, "000007"}, {32, "12345"}, {41, "TERM0001"}, {70, "001"}};
  EXPECT_EQ(message.fields, expected);
  EXPECT_EQ(check(message), std::nullopt);
}

TEST(RequestMessagesTest, CleansingLeavesNothingOfTheCard) {
  Message message = verify_request({pay().identity, pay().card, "123"}, kUs);
  cleanse(message);
  for (const int field : {2, 14, 48}) {
    EXPECT_EQ(message.get(field).find_first_not_of('\0'), std::string::npos) << field;
  }
}

TEST(RequestMessagesTest, TheEchoedPartHoldsNothingOfTheCard) {
  const Message part = echoed_part(verify_request({pay().identity, pay().card, "123"}, kUs));
  for (const int field : {2, 14, 48}) EXPECT_FALSE(part.has(field)) << field;
  EXPECT_EQ(part.get(37), "636523000123");
}

TEST(RequestMessagesTest, AnHonestReplyHasNoFault) {
  const Message part = echoed_part(pay_request(pay(), kUs));
  for (const char* code : {"00", "51", "05"}) {
    EXPECT_EQ(fault_of_response(part, test::honest_reply(part, code)), "");
  }
}

TEST(RequestMessagesTest, EveryEchoedFieldIsChecked) {
  PayMessage in_parts = pay();
  in_parts.installment_months = 3;
  const Message part = echoed_part(pay_request(in_parts, kUs));
  const Message honest = test::honest_reply(part, "00");
  for (const auto& [field, value] : part.fields) {
    Message other = honest;
    other.set(field,
              std::string(value.size(), value == std::string(value.size(), '1') ? '2' : '1'));
    EXPECT_NE(fault_of_response(part, other), "") << field;
    Message missing = honest;
    missing.fields.erase(field);
    EXPECT_NE(fault_of_response(part, missing), "") << field;
  }
  const Message reversal_part = echoed_part(reverse_request(reversal(), kUs));
  Message other_original = test::honest_reply(reversal_part, "00");
  other_original.set(90, std::string(42, '0'));
  EXPECT_NE(fault_of_response(reversal_part, other_original), "");
}

TEST(RequestMessagesTest, WhatWasNotAskedMustNotBeEchoed) {
  const Message part = echoed_part(pay_request(pay(), kUs));
  Message more = test::honest_reply(part, "00");
  more.set(67, "03");
  EXPECT_NE(fault_of_response(part, more), "");
}

TEST(RequestMessagesTest, AnAnswerNeedsItsCodeAndAnApprovalItsApprovalCode) {
  const Message part = echoed_part(pay_request(pay(), kUs));
  Message reply = test::honest_reply(part, "00");
  reply.fields.erase(38);
  EXPECT_NE(fault_of_response(part, reply), "");
  reply.set(39, "51");
  EXPECT_EQ(fault_of_response(part, reply), "");
  reply.fields.erase(39);
  EXPECT_NE(fault_of_response(part, reply), "");
}

TEST(RequestMessagesTest, AnApprovalTellsByItselfWhatItAnswers) {
  const Message reply = test::honest_reply(pay_request(pay(), kUs), "00");
  for (const char* now : {"2026-12-31T23:59:59Z", "2027-01-10T00:00:00Z", "2026-11-01T00:00:00Z"}) {
    const auto approval = late_approval_of(reply, *from_iso8601(now));
    ASSERT_TRUE(approval.has_value());
    EXPECT_EQ(approval->identity.transmitted_at, kNewYear) << now;
    EXPECT_EQ(approval->identity.terminal_id, "TERM0001");
    EXPECT_EQ(approval->identity.stan, 123);
    EXPECT_EQ(approval->identity.rrn, "636523000123");
    EXPECT_EQ(approval->card_acceptor_id, "mer_0g7k2m1q");
    EXPECT_EQ(approval->amount_minor, 12'300);
    EXPECT_EQ(approval->approval_code, "A1B2C3");
  }
  Message no_time = reply;
  no_time.set(7, "1331235958");
  EXPECT_FALSE(late_approval_of(no_time, kNewYear).has_value());
  for (const int field : {4, 7, 11}) {
    Message without = reply;
    without.fields.erase(field);
    EXPECT_FALSE(late_approval_of(without, kNewYear).has_value()) << field;
  }
}

TEST(RequestMessagesTest, AnotherMtisReplyIsNoAnswer) {
  const Message part = echoed_part(pay_request(pay(), kUs));
  Message reply = test::honest_reply(part, "00");
  reply.mti = "0110";
  EXPECT_NE(fault_of_response(part, reply), "");
}

}  // namespace
}  // namespace pay200::iso8583
