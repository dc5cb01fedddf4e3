#pragma once
// What pages were told by their streams, against what happened to their payments.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dev/embedded_postgres.hpp"
#include "dev/many_streams.hpp"

namespace pay200::dev {

/// Of each payment (its id as in SQL) the numbers of its timeline's entries, and when each was
/// committed (Unix time in microseconds).
using Timelines = std::map<std::string, std::map<int, std::int64_t>>;

/// PostgreSQL keeps commit times only if it is started with track_commit_timestamp; without, when
/// the entry was recorded takes their place: a moment before.
Timelines timelines_of_all(EmbeddedPostgres& postgres, bool commit_times);

struct Judgement {
  std::size_t wrong = 0;                     ///< pages with an event missing, twice or out of order
  std::vector<std::int64_t> delays_us = {};  ///< from commit to arrival, sorted

  std::int64_t percentile(double part) const;
};

struct PageStory {
  std::string payment_key;
  std::vector<Arrival> heard;
};

/// Every page must have heard the whole timeline of its payment from the first entry on, so none of
/// the entries may be one that is no news (page_event.hpp). The first is not counted as a delay:
/// it had happened before the stream was opened.
Judgement judge(const std::vector<PageStory>& pages, const Timelines& timelines);

}  // namespace pay200::dev
