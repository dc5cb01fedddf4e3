#pragma once
// The keys that a worker has just looked up, so that not every request costs a SELECT. Bounded: the
// one used longest ago makes room.
//
// A key that has ended must be refused within a second, whatever breaks. So nothing is believed
// unless the database has said, less than kBelievedFor ago, that no key has ended since it was
// looked up (api_key_change.version). That is asked for by the requests themselves, one of them
// every kAskAfter: no thread, no notification that could be lost, and a worker without requests
// asks nothing. If it cannot be asked, the requests fail as they would without a cache.
//
// Thread-safe. Time is passed in.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/api_key/api_key_service.hpp"

namespace pay200 {

/// Who holds a key, and from when on no more.
struct KeyHolder {
  ApiPrincipal principal;
  std::optional<Time> expires_at;
  std::optional<Time> last_used_at = {};  ///< as it was when it was looked up
};

class KeyCache {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using Generation = std::uint64_t;

  static constexpr std::chrono::milliseconds kAskAfter{300};
  static constexpr std::chrono::milliseconds kBelievedFor{900};
  /// Then it is looked up anew in any case: a person with psql counts no version up.
  static constexpr std::chrono::seconds kKeptFor{60};

  /// `most`: at least 1.
  explicit KeyCache(std::size_t most);

  /// Whether the caller must ask the database for the version now, and confirm() it. Within
  /// kBelievedFor only one caller is sent; beyond it, all are.
  bool must_ask(SteadyTime now);
  /// The version was asked for at `asked_at`. Answers may overtake each other.
  void confirm(std::int64_t version, SteadyTime asked_at);

  /// Taken before a key is looked up: put() needs it, since the key may end in between.
  Generation generation() const;
  void put(const std::string& key_hash, const KeyHolder& holder, Generation looked_up_in,
           SteadyTime now);

  /// nullopt: look it up.
  std::optional<ApiPrincipal> find(const std::string& key_hash, Time now, SteadyTime steady_now);

 private:
  struct Entry {
    std::string key_hash;
    KeyHolder holder;
    Generation generation;
    SteadyTime looked_up_at;
  };

  const std::size_t most_;
  mutable std::mutex mutex_;
  std::optional<std::int64_t> version_;
  Generation generation_ = 0;  ///< goes up when the version changes, in whichever direction
  std::optional<SteadyTime> confirmed_at_, last_asked_at_;
  std::list<Entry> entries_;  ///< the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_hash_;
};

}  // namespace pay200
