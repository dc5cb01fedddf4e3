#pragma once
// The messages this link asks with, as the table in message.hpp lays them out.

#include <optional>
#include <string>
#include <string_view>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/iso8583/message.hpp"
#include "core/platform/clock.hpp"

namespace pay200::iso8583 {

/// What an acquirer's messages have in common, by its contract.
struct Identification {
  std::string institution_id;        ///< field 32
  std::string forwarder_id;          ///< field 33; none if empty
  std::string merchant_category;     ///< field 18
  std::string own_card_acceptor_id;  ///< field 42 where no merchant is involved: verification
};

/// The results hold a card number, a verification also a CVC: cleanse() them after use. Values from
/// outside may be too long or of wrong characters: check() before encode().
Message pay_request(const PayMessage& pay, const Identification& us);
Message verify_request(const VerifyMessage& verify, const Identification& us);
Message reverse_request(const ReverseMessage& reverse, const Identification& us);
Message refund_request(const RefundMessage& refund, const Identification& us);
/// Holds nothing of a card.
Message inquire_request(const InquireMessage& inquire, const Identification& us);
/// 0800. `code` is field 70: "001" sign-on, "002" sign-off, "301" echo.
Message network_request(std::string_view code, int stan, Time now, std::string_view terminal_id,
                        const std::string& institution_id);

/// Overwrites fields 2, 14 and 48.
void cleanse(Message& message);

/// Why `response` is not the answer to a message with these fields, though MTI, STAN and terminal
/// say so: names the field that is not echoed as it was asked, or that an answer must have. Empty
/// if all is well. Never quotes a value.
std::string fault_of_response(const Message& request, const Message& response);

/// Whether it is the 0200 of a purchase (and not of a refund): an approval of it charges a card.
bool is_purchase(const Message& request);
/// By field 3: of or about a purchase.
bool has_purchase_code(const Message& message);

/// What a 0210 says by itself. Field 7 has no year: the one that is nearest to `now`. nullopt if it
/// lacks what finds its request.
std::optional<LateApproval> late_approval_of(const Message& response, Time now);

/// What the 0610 that answers an inquiry says of the message inquired after, as Acquirer::inquire
/// tells it. fault_of_response() has found nothing.
AcquirerOutcome inquired_outcome(const Message& response);

/// The fields that a response must give back as they were: all that fault_of_response() reads, and
/// nothing of the card.
Message echoed_part(const Message& request);

}  // namespace pay200::iso8583
