#include "dev/bench_listing.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/platform/id.hpp"
#include "dev/accounts.hpp"
#include "dev/bench/figures.hpp"
#include "dev/demo_data.hpp"
#include "dev/stack.hpp"
#include "dev/staff_client.hpp"
#include "dev/temporary_directory.hpp"

namespace pay200::dev {
namespace {

constexpr const char* kLogin = "bench@example.com";
constexpr const char* kPassword = "umbrella on sunday";
constexpr int kPerPage = 50;
constexpr int kLatePage = 1'000;
/// psql has a minute for each.
constexpr int kPaymentsAtOnce = 200'000;
/// Of ten payments one is given back.
constexpr int kGivenBackEvery = 10;
constexpr std::chrono::minutes kFilePatience{30};
constexpr double kMostMoreMb = 4;

/// A word that nobody's order or customer is called by.
constexpr const char* kNobody = "%EC%97%86%EB%8A%94%EC%9D%B4%EB%A6%84";  // 없는이름
constexpr const char* kCustomer = "%EA%B9%80%ED%95%98%EB%8A%98";         // 김하늘
constexpr const char* kDays = "from=2026-03-01&to=2026-03-14";

void replace_all(std::string& text, const std::string& name, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;) {
    text.replace(at, name.size(), value);
  }
}

/// Payments number @first to @last of @many, as if they had come one after the other in half a
/// year, the merchants' mixed as chance has it; every tenth is given back the hour after. What the
/// listing does not read is left out.
constexpr const char* kFill = R"(
  CREATE TEMPORARY TABLE made AS
  SELECT CASE WHEN n * @own / @many <> (n - 1) * @own / @many THEN @own_id
              WHEN n * @file / @many <> (n - 1) * @file / @many THEN @file_id
              ELSE 1 + (hashint8(n) & 2147483647) % (@merchants - 2) END AS merchant_id,
         n, t, pay200.uuid_v7(t) AS id
  FROM (SELECT n, timestamptz '2026-01-01 00:00+09' + n * (interval '180 days' / @many) AS t
        FROM generate_series(@first::bigint, @last) n) s;
  INSERT INTO pay200.payment (merchant_id, payment_id, order_id, order_name, customer_name, currency, total_minor,
      supplied_minor, vat_minor, tax_free_minor, balance_minor, fee_basis_points, fee_fixed_minor, state, expires_at,
      requested_at, approved_at)
  SELECT merchant_id, id, 'order-2026-' || n,
      (ARRAY['아메리카노', '카페라떼', '바닐라 크림 콜드브루', '디카페인 원두 200g', '딸기 케이크', '텀블러 500ml',
             '오늘의 커피 두 잔', '얼그레이 티'])[1 + n % 8] || ' ' || (1 + n % 5) || '개',
      (ARRAY['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임'])[1 + (hashint8(n + 1) & 2147483647) % 10]
      || (ARRAY['하늘', '민아', '서준', '도윤', '지우', '하준', '서연', '민준', '지호', '예은', '수아', '주원', '지아', '건우', '다은',
                '현우', '채원', '유진', '시우', '은우'])[1 + (hashint8(n + 2) & 2147483647) % 20],
      'KRW', 11000, 10000, 1000, 0, 11000, 250, 0, 'approved', t, t, t
  FROM made ORDER BY n;
  INSERT INTO pay200.transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved, acquirer,
      rrn, approval_code, business_day, occurred_at, search)
  SELECT m.merchant_id, CASE k.type WHEN 'PAYMENT' THEN m.id ELSE pay200.uuid_v7(m.t + interval '1 hour') END, m.id,
      k.type, CASE k.type WHEN 'REFUND' THEN 4000 ELSE 11000 END, 'KRW', true, 'sandbox', '326000000001', '00000001',
      (m.t AT TIME ZONE 'Asia/Seoul')::date, CASE k.type WHEN 'PAYMENT' THEN m.t ELSE m.t + interval '1 hour' END,
      pay200.search_text(p)
  FROM made m JOIN pay200.payment p ON p.merchant_id = m.merchant_id AND p.payment_id = m.id
  CROSS JOIN LATERAL (SELECT 'PAYMENT' AS type UNION ALL
      SELECT CASE WHEN (hashint8(m.n + 3) & 2147483647) % 20 = 0 THEN 'CANCEL' ELSE 'REFUND' END
      WHERE (hashint8(m.n + 3) & 2147483647) % @given_back = 0) k
  ORDER BY m.n, k.type DESC;)";

double memory_mb(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return std::stod(line.substr(name.size() + 1)) / 1024;
  }
  return 0;
}

/// A gateway whose merchants have so many transactions.
class Place {
 public:
  Place(const BenchListingOptions& options, const std::filesystem::path& directory, int many,
        int file)
      : options_(options), many_(many), file_(file) {
    StackOptions wanted;
    wanted.directory = directory;
    wanted.bin_directory = options.bin_directory;
    wanted.durable = false;
    wanted.api_workers = 1;  // whose memory it is
    stack_ = std::make_unique<Stack>(wanted);
    Accounts accounts(*stack_);
    own_ = accounts.add_shop(kDemoShopName, kDemoBusinessNumber, kDemoFeeBasisPoints);
    wants_file_ = accounts.add_shop("파일 가게", kDemoBusinessNumber, kDemoFeeBasisPoints);
    staff_ = std::make_unique<StaffClient>(stack_->base_url());
    StaffAccount person{kLogin, kDemoStaffName, kPassword};
    staff_->begin(person, accounts.add_member(own_, kLogin, kDemoStaffName, "owner").value());
    accounts.add_member(wants_file_, kLogin, kDemoStaffName, "owner");
  }

  void fill() {
    const int payments = static_cast<int>(static_cast<double>(many_) / (1 + 1.0 / kGivenBackEvery));
    for (int first = 1; first <= payments; first += kPaymentsAtOnce) {
      std::string sql = kFill;
      replace_all(sql, "@first", std::to_string(first));
      replace_all(sql, "@last", std::to_string(std::min(payments, first + kPaymentsAtOnce - 1)));
      replace_all(sql, "@many", std::to_string(payments));
      replace_all(sql, "@own_id", merchant_number(own_));
      replace_all(sql, "@own", std::to_string(shrunk(options_.own)));
      replace_all(sql, "@file_id", merchant_number(wants_file_));
      replace_all(sql, "@file", std::to_string(shrunk(file_)));
      replace_all(sql, "@merchants", std::to_string(options_.merchants));
      replace_all(sql, "@given_back", std::to_string(kGivenBackEvery));
      stack_->postgres().execute(sql, "pay200");
      // As autovacuum does: a little at a time.
      stack_->postgres().execute("VACUUM pay200.payment; VACUUM pay200.transaction;", "pay200");
      stay_logged_in();
    }
    for (const char* table : {"payment", "transaction"}) {
      stack_->postgres().execute("ANALYZE pay200." + std::string(table), "pay200");
    }
    stack_->postgres().execute("CHECKPOINT");
    std::printf("%s transactions; of the merchant that asks %s\n", count("").c_str(),
                count("WHERE merchant_id = " + merchant_number(own_)).c_str());
  }

  ApiAnswer ask(const std::string& question) { return ask(own_, question); }

  /// Reading at a merchant does not.
  void stay_logged_in() { expect_ok(staff_->api().get("/backoffice/v1/me"), "stay logged in"); }

  /// The cursor of page `number`; the first is 1.
  std::string cursor_of_page(int number) {
    std::string cursor;
    for (int page = 1; page < number; ++page) {
      const auto answer = ask("transactions?limit=" + std::to_string(kPerPage) +
                              (cursor.empty() ? "" : "&cursor=" + cursor));
      cursor = expect_ok(answer, "page").body.at("older").get<std::string>();
    }
    return cursor;
  }

  /// All of a merchant's transactions as a file: its lines, without the headings.
  struct File {
    std::int64_t lines = 0;
    double megabytes = 0, seconds = 0, worker_mb = 0, nginx_mb = 0;
  };
  File file(bool large) {
    staff_->api().set_timeout(kFilePatience);
    const auto answer = ask(large ? wants_file_ : own_, "transactions/export");
    if (answer.status != 200) throw std::runtime_error("file: " + answer.summary());
    const std::string& text = answer.raw.body;
    File file;
    file.lines = std::ranges::count(text, '\n') - 1;
    file.megabytes = static_cast<double>(text.size()) / 1e6;
    file.seconds = std::chrono::duration<double>(answer.raw.elapsed).count();
    for (const pid_t pid : stack_->pids_of("api")) file.worker_mb += memory_mb(pid, "VmHWM");
    std::ifstream children("/proc/" + std::to_string(stack_->pid(Part::kNginx)) + "/task/" +
                           std::to_string(stack_->pid(Part::kNginx)) + "/children");
    for (pid_t pid = 0; children >> pid;) file.nginx_mb += memory_mb(pid, "VmHWM");
    return file;
  }

 private:
  ApiAnswer ask(const ShopAccount& shop, const std::string& question) {
    return staff_->api().get("/backoffice/v1/merchants/" + shop.merchant_id + "/" + question);
  }

  /// So many payments that with what is given back they are `transactions`.
  static int shrunk(int transactions) {
    return static_cast<int>(static_cast<double>(transactions) / (1 + 1.0 / kGivenBackEvery));
  }

  static std::string merchant_number(const ShopAccount& shop) {
    return std::to_string(merchant_id_from_text(shop.merchant_id).value().value);
  }

  std::string count(const std::string& where) {
    std::string text =
        stack_->postgres().execute("SELECT count(*) FROM pay200.transaction " + where, "pay200");
    text.pop_back();
    return text;
  }

  const BenchListingOptions& options_;
  int many_, file_;
  std::unique_ptr<Stack> stack_;
  ShopAccount own_, wants_file_;
  std::unique_ptr<StaffClient> staff_;
};

struct Question {
  std::string name, small, large;
};

std::vector<Question> questions(Place& small, Place& large) {
  const std::string list = "transactions?limit=" + std::to_string(kPerPage);
  const std::string totals = "transactions/totals?";
  const std::string late = "&cursor=";
  const std::string of_small = small.cursor_of_page(kLatePage);
  const std::string of_large = large.cursor_of_page(kLatePage);
  const auto back = [](std::string cursor) { return cursor.replace(0, 5, "newer"); };
  const auto both = [](const std::string& name, const std::string& question) {
    return Question{name, question, question};
  };
  return {
      both("first page", list),
      {"page " + std::to_string(kLatePage), list + late + of_small, list + late + of_large},
      {"the page before it", list + late + back(of_small), list + late + back(of_large)},
      both("name, some found", list + "&search=" + kCustomer),
      both("order id", list + "&search=order-2026-1000"),
      both("name, none found", list + "&search=" + kNobody),
      both("two weeks", list + "&" + kDays),
      both("type PAYMENT", list + "&type=PAYMENT"),
      both("type CANCEL", list + "&type=CANCEL"),
      both("type REFUND", list + "&type=REFUND"),
      both("name, days and type", list + "&" + kDays + "&type=PAYMENT&search=" + kCustomer),
      both("totals of all", totals),
      both("totals of a name", totals + "search=" + std::string(kCustomer)),
      both("totals of two weeks", totals + kDays),
      both("overview, 92 days", "overview?days=92"),
  };
}

double percentile(std::vector<double> values, double part) {
  std::ranges::sort(values);
  const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size()));
  return values.at(std::min(at, values.size() - 1));
}

/// Milliseconds of one question, in a round, in both places.
struct Slice {
  double small_p50, small_p99, large_p50, large_p99;
};

double asked(Place& place, const std::string& question) {
  const auto answer = expect_ok(place.ask(question), question);
  return std::chrono::duration<double, std::milli>(answer.raw.elapsed).count();
}

Slice measured(Place& small, Place& large, const Question& question, int times) {
  std::vector<double> of_small, of_large;
  small.stay_logged_in();
  large.stay_logged_in();
  for (int i = 0; i < times; ++i) {
    of_small.push_back(asked(small, question.small));
    of_large.push_back(asked(large, question.large));
  }
  return {percentile(of_small, 0.5), percentile(of_small, 0.99), percentile(of_large, 0.5),
          percentile(of_large, 0.99)};
}

/// Of the rounds the one whose ratio is in the middle.
Slice middle(std::vector<Slice> slices) {
  std::ranges::sort(slices, {}, [](const Slice& s) { return s.large_p99 / s.small_p99; });
  return slices[slices.size() / 2];
}

bool ask_all(Place& small, Place& large, const BenchListingOptions& options) {
  const auto list = questions(small, large);
  std::vector<std::vector<Slice>> slices(list.size());
  for (int round = 0; round < options.rounds; ++round) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      measured(small, large, list[i], options.times / 10 + 1);  // connections, caches
      slices[i].push_back(measured(small, large, list[i], options.times));
    }
  }
  double most = 0;
  std::printf("%-22s %28s %28s %8s\n", "ms", "small  p50      p99", "large  p50      p99", "ratio");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Slice slice = middle(slices[i]);
    const double ratio = slice.large_p99 / slice.small_p99;
    std::printf("%-22s %18.2f %9.2f %18.2f %9.2f %8.2f\n", list[i].name.c_str(), slice.small_p50,
                slice.small_p99, slice.large_p50, slice.large_p99, ratio);
    most = std::max(most, ratio);
  }
  if (options.figures != nullptr) options.figures->set("search_growth", most);
  return most <= options.most_ratio;
}

void print(const char* what, const Place::File& file) {
  std::printf(
      "%s: %lld lines, %.1f MB in %.1f s; greatest memory so far: worker %.1f MB, nginx %.1f "
      "MB\n",
      what, static_cast<long long>(file.lines), file.megabytes, file.seconds, file.worker_mb,
      file.nginx_mb);
}

bool take_files(Place& place) {
  const auto small = place.file(false);
  print("a small file", small);
  const auto large = place.file(true);
  print("a large file", large);
  return large.worker_mb - small.worker_mb <= kMostMoreMb &&
         large.nginx_mb - small.nginx_mb <= kMostMoreMb;
}

}  // namespace

int run_bench_listing(const BenchListingOptions& options) {
  try {
    std::optional<TemporaryDirectory> temporary;
    if (options.directory.empty()) temporary.emplace("pay200-bench");
    const auto directory = temporary ? temporary->path() : options.directory;
    Place large(options, directory / "large", options.large, options.file);
    large.fill();
    Place small(options, directory / "small", options.small, 0);
    small.fill();
    const bool even = ask_all(small, large, options);
    return take_files(large) && even ? 0 : 1;
  } catch (const std::exception& broken) {
    std::fprintf(stderr, "bench-listing: %s\n", broken.what());
    return 1;
  }
}

}  // namespace pay200::dev
