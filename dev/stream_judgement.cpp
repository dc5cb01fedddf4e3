#include "dev/stream_judgement.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "core/platform/id.hpp"

namespace pay200::dev {

Timelines timelines_of_all(EmbeddedPostgres& postgres, bool commit_times) {
  const std::string at = commit_times ? "pg_xact_commit_timestamp(xmin)" : "occurred_at";
  std::istringstream lines(
      postgres.execute("SELECT payment_id || ' ' || number || ' ' || (extract(epoch FROM " + at +
                           ") * 1000000)::bigint FROM pay200.payment_event",
                       "pay200"));
  Timelines found;
  std::string payment;
  int number = 0;
  for (std::int64_t time = 0; lines >> payment >> number >> time;) found[payment][number] = time;
  return found;
}

std::int64_t Judgement::percentile(double part) const {
  if (delays_us.empty()) return 0;
  return delays_us[static_cast<std::size_t>(part * static_cast<double>(delays_us.size() - 1))];
}

Judgement judge(const std::vector<PageStory>& pages, const Timelines& timelines) {
  Judgement judgement;
  for (const PageStory& page : pages) {
    const auto key = payment_key_from_text(page.payment_key);
    if (!key) throw std::runtime_error("no payment key: " + page.payment_key);
    const auto& timeline = timelines.at(key->payment_id.to_sql());
    bool fits = page.heard.size() == timeline.size();
    int expected = 1;
    for (const Arrival& arrival : page.heard) {
      fits = fits && arrival.id == expected++;
      if (arrival.id > 1 && timeline.contains(arrival.id)) {
        judgement.delays_us.push_back(arrival.at_us - timeline.at(arrival.id));
      }
    }
    if (!fits) ++judgement.wrong;
  }
  std::ranges::sort(judgement.delays_us);
  return judgement;
}

}  // namespace pay200::dev
