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

TEST(RequestMessagesTest, AnotherMtisReplyIsNoAnswer) {
  const Message part = echoed_part(pay_request(pay(), kUs));
  Message reply = test::honest_reply(part, "00");
  reply.mti = "0110";
  EXPECT_NE(fault_of_response(part, reply), "");
}

}  // namespace
}  // namespace pay200::iso8583
