#pragma once
// What travels over the link's unix socket: frames of a 4-byte length (big-endian) and one JSON
// object, flat, with its fields in a fixed order and no space between. Each message has exactly one
// form; anything else is refused, and the connection with it. Bytes are base64, times microseconds
// since 1970 (both ends are on one machine). Nothing of it is kept in files, so it may change with
// the program.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/link_client.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/id.hpp"
#include "core/platform/log.hpp"
#include "core/platform/result.hpp"

namespace pay200::link_protocol {

inline constexpr std::size_t kMostFrameBody = 8192;

/// A slot at any acquirer that serves live or test merchants, but for those tried already.
struct ReserveAny {
  bool live = false;
  std::vector<std::string> tried;
};
struct ReserveOn {
  std::string acquirer;
  std::string terminal_id;
};
struct Pay {
  MerchantId merchant_id;
  AttemptId attempt_id;
  Time deadline;
};
struct Reverse {
  MerchantId merchant_id;
  ReversalId reversal_id;
  Time deadline;
};
struct Refund {
  MerchantId merchant_id;
  RefundId refund_id;
  Time deadline;
};
struct InquireRefund {
  MerchantId merchant_id;
  RefundId refund_id;
  Time deadline;
};
/// Stays where it was made, and is overwritten at its end.
struct Verify {
  CardId card_id;
  CardNumber card;
  std::string cvc;
  bool live = false;
  Time deadline;

  Verify() = default;
  ~Verify();
  Verify(const Verify&) = delete;
  Verify& operator=(const Verify&) = delete;
};
struct Status {};

struct Request {
  std::uint64_t id = 0;  ///< the client's; its reply bears it
  std::variant<ReserveAny, ReserveOn, Pay, Reverse, Refund, InquireRefund,
               std::shared_ptr<const Verify>, Status>
      act;
  log::Request sender = {};  ///< for the link's log lines; what is too long is cut
};

using Statuses = std::vector<LinkClient::AcquirerStatus>;

/// This link is being stopped, and nothing was done: who connects anew finds its successor.
struct Leaving {};

struct Reply {
  std::uint64_t id = 0;
  std::variant<Slot, AcquirerOutcome, SealedCard, Statuses, Error, Leaving> result;
};

/// Whole frames, length included. Characters that do not fit in texts (those for the log) are
/// replaced; anything else that does not fit is asserted. A Verify's frame holds a card number.
std::string encode(const Request& request);
std::string encode(const Reply& reply);

/// nullopt for anything that encode() does not make. `body` is without its length.
std::optional<Request> decode_request(std::string_view body);
std::optional<Reply> decode_reply(std::string_view body);

/// Takes bytes as they come and gives back whole bodies. What has been given back is overwritten.
class FrameBuffer {
 public:
  FrameBuffer();
  ~FrameBuffer();
  FrameBuffer(const FrameBuffer&) = delete;
  FrameBuffer& operator=(const FrameBuffer&) = delete;

  void append(std::string_view bytes);
  /// Valid until the next append(); nullopt if more bytes are needed, or it has failed.
  std::optional<std::string_view> next();
  /// A length of 0 or above kMostFrameBody came.
  bool failed() const { return failed_; }

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
  bool failed_ = false;
};

}  // namespace pay200::link_protocol
