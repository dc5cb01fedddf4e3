#include "core/acquirer/link_protocol.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace pay200::link_protocol {
namespace {

const Time kTime{std::chrono::microseconds(1'790'000'000'123'456)};
const MerchantId kMerchant{123'456'789};

std::string body_of(const std::string& frame) { return frame.substr(4); }

std::vector<Request> all_requests() {
  auto verify = std::make_shared<Verify>();
  verify->card_id = CardId::make(kTime);
  verify->card = {"4242424242424242", "2912"};
  verify->cvc = "123";
  verify->live = true;
  verify->deadline = kTime;
  return {{1, ReserveAny{true, {}}},
          {2, ReserveOn{"sandbox", "TERM0001"}},
          {3, Pay{kMerchant, AttemptId::make(kTime), kTime}},
          {4, Reverse{kMerchant, ReversalId::make(kTime), kTime}},
          {5, std::move(verify)},
          {6, Status{}},
          {7, Refund{kMerchant, RefundId::make(kTime), kTime}},
          {8, InquireRefund{kMerchant, RefundId::make(kTime), kTime}},
          {9, ReserveAny{false, {"sandbox", "other"}}},
          {10, Status{}, {std::string(64, 'r'), std::string(32, '0')}}};
}

std::vector<Reply> all_replies() {
  return {
      {1, Slot{"sandbox", {"TERM0001", 999'999, "632607999999", kTime}}},
      {2, AcquirerOutcome{OutcomeKind::kAnswered, "00", "A1B2C3", ""}},
      {3, AcquirerOutcome{OutcomeKind::kUnknown, "", "", "no answer in 10000 ms"}},
      {4, SealedCard{std::string("\0\xff\"\\", 4), std::string(32, '\n'), 3,
                     std::string(32, '\x80'), "424242", "4242", "visa"}},
      {5, Statuses{{"sandbox", true, BreakerState::kHalfOpen}, {"other", false, {}}}},
      {6, Statuses{}},
      {7, Error{ErrorCode::kInvalidCardExpiration, "why", "expiry", "54"}},
  };
}

TEST(LinkProtocolTest, EveryRequestComesBackAsItWas) {
  for (const auto& request : all_requests()) {
    const std::string frame = encode(request);
    const auto back = decode_request(body_of(frame));
    ASSERT_TRUE(back.has_value()) << frame;
    EXPECT_EQ(back->id, request.id);
    EXPECT_EQ(back->sender.id, request.sender.id);
    EXPECT_EQ(back->sender.trace_id, request.sender.trace_id);
    EXPECT_EQ(back->act.index(), request.act.index());
    EXPECT_EQ(encode(*back), frame);
  }
}

TEST(LinkProtocolTest, EveryReplyComesBackAsItWas) {
  for (const auto& reply : all_replies()) {
    const std::string frame = encode(reply);
    const auto back = decode_reply(body_of(frame));
    ASSERT_TRUE(back.has_value()) << frame;
    EXPECT_EQ(back->id, reply.id);
    EXPECT_EQ(back->result.index(), reply.result.index());
    EXPECT_EQ(encode(*back), frame);
  }
}

TEST(LinkProtocolTest, ItIsJson) {
  const std::string pay = body_of(encode(Request{3, ReserveOn{"sandbox", "TERM0001"}, {"r"}}));
  EXPECT_EQ(
      pay,
      R"({"id":3,"request_id":"r","trace_id":"","act":"reserve_on","acquirer":"sandbox","terminal_id":"TERM0001"})");
}

TEST(LinkProtocolTest, ATextLongerThanIsEverSentIsRefused) {
  const std::string longest(256, 'a');
  const std::string outcome =
      R"({"id":2,"is":"outcome","kind":0,"response_code":"","approval_code":"","why":")";
  EXPECT_TRUE(decode_reply(outcome + longest + "\"}").has_value());
  EXPECT_FALSE(decode_reply(outcome + longest + "a\"}").has_value());
  const std::string refusal =
      R"({"id":7,"is":"refusal","code":"INVALID_CARD_EXPIRATION","cause":")" + longest;
  EXPECT_TRUE(decode_reply(refusal + R"(","param":"","acquirer_code":""})").has_value());
  EXPECT_FALSE(decode_reply(refusal + R"(a","param":"","acquirer_code":""})").has_value());
  EXPECT_FALSE(decode_reply(refusal + R"(","param":")" + longest + R"(a","acquirer_code":""})"));
  EXPECT_FALSE(decode_reply(refusal + R"(","param":"","acquirer_code":")" + longest + "a\"}"));
}

TEST(LinkProtocolTest, NothingCutAndNothingMoreIsAccepted) {
  for (const auto& request : all_requests()) {
    const std::string body = body_of(encode(request));
    for (std::size_t size = 0; size < body.size(); ++size) {
      EXPECT_FALSE(decode_request(body.substr(0, size)).has_value()) << body.substr(0, size);
    }
    EXPECT_FALSE(decode_request(body + " ").has_value());
    EXPECT_FALSE(decode_request(" " + body).has_value());
  }
  for (const auto& reply : all_replies()) {
    const std::string body = body_of(encode(reply));
    for (std::size_t size = 0; size < body.size(); ++size) {
      EXPECT_FALSE(decode_reply(body.substr(0, size)).has_value()) << body.substr(0, size);
    }
    EXPECT_FALSE(decode_reply(body + "}").has_value());
  }
}

TEST(LinkProtocolTest, EachMessageHasOneFormOnly) {
  for (
      const char* body : {
          R"({"act":"status","id":1})",                // another order
          R"({"id":01,"act":"status"})",               // a leading zero
          R"({"id":-1,"act":"status"})",               // no id
          R"({"id":1, "act":"status"})",               // a space
          R"({"id":1,"act":"status","more":1})",       // more
          R"({"id":1,"act":"reserve_any","live":1})",  // another type
          R"({"id":1,"act":"reserve_any","live":yes})",
          R"({"id":1,"act":"unheard_of"})",
          R"({"id":99999999999999999999,"act":"status"})",
          R"({"id":1,"act":"pay","merchant_id":1,"attempt_id":"no uuid","deadline":1})",
          R"({"id":1,"act":"pay","merchant_id":1,"attempt_id":"019A0000-0000-7000-8000-000000000000","deadline":1})",
          R"({"id":1,"act":"reserve_on","acquirer":"a\u0041","terminal_id":"T"})",
      }) {
    EXPECT_FALSE(decode_request(body).has_value()) << body;
  }
  for (
      const char* body : {
          R"({"id":1,"is":"outcome","kind":3,"response_code":"","approval_code":"","why":""})",
          R"({"id":1,"is":"refusal","code":"NO_SUCH_CODE","cause":"","param":"","acquirer_code":""})",
          R"({"id":1,"is":"status","count":-1})",
          R"({"id":1,"is":"status","count":1000000})",
      }) {
    EXPECT_FALSE(decode_reply(body).has_value()) << body;
  }
}

TEST(LinkProtocolTest, TextsForTheLogAreMadeToFit) {
  AcquirerOutcome outcome;
  outcome.why = "a \"quoted\" \\ \n 한 " + std::string(10'000, 'x');
  const auto back = decode_reply(body_of(encode(Reply{1, outcome})));
  ASSERT_TRUE(back.has_value());
  const auto& why = std::get<AcquirerOutcome>(back->result).why;
  EXPECT_EQ(why.substr(0, 14), "a ?quoted? ? ?");
  EXPECT_EQ(why.size(), 256U);
}

TEST(LinkProtocolTest, FramesComeOutWholeHoweverTheyWereCut) {
  std::string stream;
  for (const auto& request : all_requests()) stream += encode(request);
  for (const std::size_t piece : {1U, 3U, 100U, 10'000U}) {
    FrameBuffer frames;
    std::uint64_t expected = 0;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      frames.append(std::string_view(stream).substr(at, piece));
      while (const auto body = frames.next()) {
        EXPECT_EQ(decode_request(*body)->id, ++expected);
      }
    }
    EXPECT_EQ(expected, all_requests().size());
    EXPECT_FALSE(frames.failed());
  }
}

TEST(LinkProtocolTest, AnImpossibleLengthIsAFailure) {
  for (const std::string& prefix : {std::string(4, '\0'), std::string("\0\0\x20\x01", 4),
                                    std::string(4, '\xff'), std::string("GET ")}) {
    FrameBuffer frames;
    frames.append(prefix);
    EXPECT_EQ(frames.next(), std::nullopt);
    EXPECT_TRUE(frames.failed());
  }
  FrameBuffer largest;
  largest.append(std::string("\0\0\x20\0", 4));
  EXPECT_EQ(largest.next(), std::nullopt);
  EXPECT_FALSE(largest.failed());
}

}  // namespace
}  // namespace pay200::link_protocol
