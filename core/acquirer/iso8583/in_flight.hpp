#pragma once
// What has been asked and not been answered, and, for a while, what is over: so that a reply finds
// its request, an approval that comes too late is recognized, and a duplicate is not taken for
// something new. Pure bookkeeping: not thread-safe, reads no clock, calls nobody.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/acquirer/acquirer.hpp"
#include "core/acquirer/iso8583/message.hpp"

namespace pay200::iso8583 {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What finds a request to a reply: response MTI, STAN (field 11), terminal (41). Tens of thousands
/// are remembered: each in one piece.
struct ReplyKey {
  std::array<char, 4 + 6 + 8> text{};
  auto operator<=>(const ReplyKey&) const = default;

  static ReplyKey of_request(const Message& request);
  static ReplyKey of_response(const Message& response);
};

struct InFlight {
  std::uint64_t ticket = 0;
  Message echoed;  ///< what the reply must give back; nothing of the card
  MessageIdentity identity;
  bool is_pay = false;
  SteadyTime deadline;
  std::chrono::milliseconds allowed{0};  ///< from hand-over to deadline, for the log
  const void* connection = nullptr;      ///< the one it was written to, or is queued on
  bool sent = false;                     ///< its first byte may have left
  Acquirer::Done done;
};

/// A request that is over; small, since there are many that were answered.
struct Past {
  std::unique_ptr<const Message> given_up = {};  ///< what a reply must give back; nullptr: answered
  std::array<char, 10> transmitted_at{};         ///< field 7, of one that was answered
  std::array<char, 2> response_code{};           ///< field 39; zeros: given up without an answer
  bool is_pay = false;

  bool has_answer() const { return response_code.front() != 0; }
};

/// Of a field of that length.
template <std::size_t Size>
std::array<char, Size> characters(std::string_view text) {
  std::array<char, Size> made{};
  std::copy_n(text.begin(), std::min(text.size(), Size), made.begin());
  return made;
}

class InFlightTable {
 public:
  /// False, and not taken, if a request with the same key is in flight.
  bool add(InFlight& request);
  bool empty() const { return by_ticket_.empty(); }
  std::size_t size() const { return by_ticket_.size(); }

  /// nullptr if it is over.
  InFlight* find(std::uint64_t ticket);
  InFlight* find(const ReplyKey& key);
  /// Takes it out: whoever gets it calls `done`, and nobody else can.
  std::optional<InFlight> take(std::uint64_t ticket);
  /// All that were written to `connection`.
  std::vector<InFlight> take_sent_on(const void* connection);
  std::vector<InFlight> take_due(SteadyTime now);
  std::optional<SteadyTime> next_deadline() const;

 private:
  std::unordered_map<std::uint64_t, InFlight> by_ticket_;
  std::map<ReplyKey, std::uint64_t> by_key_;
  std::map<std::pair<SteadyTime, std::uint64_t>, std::uint64_t> by_deadline_;
};

/// Bounded by age and by number, the oldest leave first. All its memory is taken when it is made,
/// so that a link that has been busy needs no more than an idle one; but for what was given up.
class PastTable {
 public:
  /// most: at least 1.
  PastTable(std::chrono::milliseconds most_age, std::size_t most);
  void remember(const ReplyKey& key, Past past, SteadyTime now);
  /// nullptr if it is not known, or not any more.
  Past* find(const ReplyKey& key);
  void forget_old(SteadyTime now);
  std::size_t size() const { return known_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  struct Place {
    Past past;
    ReplyKey key;
    bool known = false;          ///< false: free, or remembered anew in a later place
    std::uint32_t next = kNone;  ///< with the same chain
    SteadyTime since;
  };
  std::uint32_t& chain_of(const ReplyKey& key);
  /// The link to the key's place; to kNone if it is not known.
  std::uint32_t& link_to(const ReplyKey& key);
  void unlink(std::uint32_t& link);
  void forget_oldest();

  const std::chrono::milliseconds most_age_;
  std::vector<Place> places_;           ///< a ring in the order of time
  std::vector<std::uint32_t> chains_;   ///< the first place of each
  std::size_t oldest_ = 0, taken_ = 0;  ///< places
  std::size_t known_ = 0;
};

}  // namespace pay200::iso8583
