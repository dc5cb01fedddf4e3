#pragma once
// One reader, from the first byte of its request to the last of its answer. StreamServer's.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "fcgi-app/stream/fastcgi_records.hpp"
#include "fcgi-app/stream/opening.hpp"
#include "fcgi-app/stream/outgoing.hpp"
#include "fcgi-app/stream/topics.hpp"

namespace pay200::stream {

struct Connection {
  enum class Step {
    kReading,
    kJoining,  ///< waits for the first look at its payment
    kStreaming,
    kPolling,
    kEnding,  ///< waits for the last bytes to be taken
  };

  Connection(FollowerId its_id, UniqueFd socket, std::size_t most_unsent)
      : id(its_id), out(std::move(socket), most_unsent) {}

  bool is_told() const { return step == Step::kStreaming || step == Step::kPolling; }
  bool is_let_in() const { return step == Step::kJoining || is_told(); }

  FollowerId id;
  Outgoing out;
  Step step = Step::kReading;
  std::unique_ptr<RequestReader> reader = std::make_unique<RequestReader>();
  std::unique_ptr<Opening> opening = {};  ///< until the stream has begun, or the poll is answered
  PaymentKey key = {};
  Language language = Language::kKorean;
  bool is_poll = false;
  std::uint16_t request_id = 0;
  std::uint64_t joined_after = 0;  ///< a job with a greater number began after it came
  int told = 0;                    ///< the number of the last event it has
  SteadyTime since = std::chrono::steady_clock::now();
  SteadyTime due = {};    ///< when its timer fires
  SteadyTime until = {};  ///< nothing is told after that
};

}  // namespace pay200::stream
