#include "tests/core/acquirer/iso8583/sample_messages.hpp"

#include <cstdint>
#include <initializer_list>
#include <utility>

#include "core/acquirer/iso8583/original_data.hpp"
#include "core/acquirer/iso8583/private_data.hpp"

namespace pay200::iso8583::samples {
namespace {

Message card_request(std::string mti, std::string processing_code, std::int64_t amount_minor) {
  Message message;
  message.mti = std::move(mti);
  message.set(2, "4242424242424242");
  message.set(3, std::move(processing_code));
  message.set_number(4, amount_minor);
  message.set(7, "1122070503");
  message.set(11, "000123");
  message.set(12, "160503");
  message.set(13, "1122");
  message.set(18, "5399");
  message.set(22, "812");
  message.set(25, "59");
  message.set(32, "12345");
  message.set(33, "987");
  message.set(37, "632607000123");
  message.set_padded(41, "TERM01");
  message.set_padded(42, "SHOP0000001");
  message.set(49, "410");
  return message;
}

Message about_original(std::string mti, std::string processing_code) {
  Message message = card_request(std::move(mti), std::move(processing_code), 12'300);
  message.set(11, "000124");
  message.set(90, to_field_90({"0200", "000123", "1122070503", "12345", "987"}));
  return message;
}

/// The reply to a card message: what it echoes, and the given response code.
Message reply(const Message& request, const std::string& code) {
  Message message;
  message.mti = response_mti(request.mti);
  for (const int field : {3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 67, 70, 90}) {
    if (request.has(field)) message.set(field, std::string{request.get(field)});
  }
  message.set(39, code);
  return message;
}

Message network(std::string mti, std::string code) {
  Message message;
  message.mti = std::move(mti);
  message.set(7, "1122070503");
  message.set(11, "000001");
  message.set_padded(41, "TERM01");
  message.set(70, std::move(code));
  return message;
}

Message verification() {
  Message message = card_request("0100", "000000", 0);
  message.set(14, "2912");
  message.set(48, to_field_48({{std::string{kCvcTag}, "123"}}));
  return message;
}

Message inquiry() {
  Message message = about_original("0600", "200000");
  for (const int field : {2, 18, 22, 25}) message.fields.erase(field);
  return message;
}

Message with(Message message, int field, std::string value) {
  message.set(field, std::move(value));
  return message;
}

}  // namespace

Message purchase() {
  Message message = card_request("0200", "000000", 12'300);
  message.set(14, "2912");
  message.set(67, "03");
  return message;
}

std::vector<Sample> all() {
  const Message single = [] {
    Message message = purchase();
    message.fields.erase(67);  // then there is one bitmap only
    return message;
  }();
  const Message refund = with(about_original("0200", "200000"), 38, "A1B2C3");
  const Message void_request = about_original("0400", "000000");
  const Message reversal = about_original("0420", "000000");
  Message declined = reply(single, "51");
  declined.set(44, "limit 100,000 \"won\"");
  declined.set(15, "1123");
  declined.set(63, "private, up to 999");
  return {
      {"Verify0100", verification()},
      {"Verify0110", with(reply(verification(), "00"), 38, "000007")},
      {"Purchase0200", purchase()},
      {"PurchaseAtOnce0200", single},
      {"PurchaseWithMac0200", with(purchase(), 128, std::string("\0\1\2\3\xff\xfe\x80\n", 8))},
      {"PurchaseAtOnceWithMac0200", with(single, 64, std::string("\0\1\2\3\xff\xfe\x80\n", 8))},
      {"Purchase0210", with(reply(purchase(), "00"), 38, "A1B2C3")},
      {"Declined0210", declined},
      {"Refund0200", refund},
      {"Refund0210", with(reply(refund, "00"), 38, "Z00001")},
      {"Void0400", void_request},
      {"Void0410", reply(void_request, "21")},
      {"Void0401", about_original("0401", "000000")},
      {"Reversal0420", reversal},
      {"Reversal0430", reply(reversal, "25")},
      {"Reversal0421", with(about_original("0421", "000000"), 39, "68")},
      {"SignOn0800", network("0800", "001")},
      {"Inquiry0600", inquiry()},
      {"Inquiry0610", with(with(reply(inquiry(), "00"), 38, "Z00001"), 48,
                           to_field_48({{std::string{kInquiredCodeTag}, "00"}}))},
      {"InquiryOfNothing0610", reply(inquiry(), "25")},
      {"Echo0800", network("0800", "301")},
      {"Echo0810", reply(network("0800", "301"), "00")},
  };
}

}  // namespace pay200::iso8583::samples
