#include "core/platform/metrics/metrics.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sched.h>
#include <sstream>
#include <stdexcept>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/platform/metrics/page.hpp"
#include "tests/support/temporary_directory.hpp"

namespace pay200::metrics {
namespace {

using namespace std::chrono_literals;

class MetricsTest : public testing::Test {
 protected:
  /// A process of its own that counts, and then stays until it is killed, or this one ends.
  pid_t counting(const std::string& role, int number, const std::function<void()>& count) {
    std::array<int, 2> done{};
    EXPECT_EQ(::pipe(done.data()), 0);
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      open(directory_.path(), role, number);
      count();
      [[maybe_unused]] const auto written = ::write(done[1], "x", 1);
      ::pause();
      ::_exit(0);
    }
    ::close(done[1]);  // or a child that dies would be waited for without end
    char byte = 0;
    EXPECT_EQ(::read(done[0], &byte, 1), 1);
    ::close(done[0]);
    return pid;
  }

  static void end(pid_t pid) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }

  std::string text() const { return exposition(directory_.path()); }
  bool says(const std::string& line) const {
    std::istringstream lines(text());
    for (std::string found; std::getline(lines, found);) {
      if (found == line) return true;
    }
    return false;
  }

  test::TemporaryDirectory directory_;
};

TEST_F(MetricsTest, OneTextTellsOfAllProcessesByRoleAndWorker) {
  const pid_t first = counting("api", 0, [] { Counter(Metric::kRelayFailures).add(3); });
  const pid_t second = counting("api", 1, [] { Counter(Metric::kRelayFailures).add(); });
  const pid_t link = counting(
      "link", 0, [] { Gauge(Metric::kAcquirerReady, {{"acquirer", "say \"hi\""}}).set(1); });
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 3"));
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"1\"} 1"));
  EXPECT_TRUE(
      says("pay200_acquirer_ready{role=\"link\",worker=\"0\",acquirer=\"say \\\"hi\\\"\"} 1"));
  EXPECT_TRUE(says("# TYPE pay200_relay_failures_total counter"));
  EXPECT_TRUE(says("# TYPE pay200_acquirer_ready gauge"));
  for (const pid_t pid : {first, second, link}) end(pid);
}

TEST_F(MetricsTest, AProcessThatIsStartedAgainGoesOnCountingAndADeadOnesGaugesGo) {
  end(counting("api", 0, [] {
    Counter(Metric::kRelayFailures).add(3);
    Gauge(Metric::kLinkWaiting).set(7);
  }));
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 3"));
  EXPECT_EQ(text().find("pay200_link_waiting"), std::string::npos);
  const pid_t next = counting("api", 0, [] { Counter(Metric::kRelayFailures).add(); });
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 4"));
  end(next);
}

TEST_F(MetricsTest, AHistogramsBucketsAddUpAndItsSumIsInSeconds) {
  const pid_t pid = counting("api", 0, [] {
    const Seconds seconds(Metric::kDatabaseWaitSeconds);
    seconds.observe(1ms);
    seconds.observe(1'001us);
    seconds.observe(31s);
  });
  const std::string of = "{role=\"api\",worker=\"0\"";
  const std::string name = "pay200_database_wait_seconds";
  EXPECT_TRUE(says(name + "_bucket" + of + ",le=\"0.001\"} 1")) << text();
  EXPECT_TRUE(says(name + "_bucket" + of + ",le=\"0.0025\"} 2"));
  EXPECT_TRUE(says(name + "_bucket" + of + ",le=\"30\"} 2"));
  EXPECT_TRUE(says(name + "_bucket" + of + ",le=\"+Inf\"} 3"));
  EXPECT_TRUE(says(name + "_sum" + of + "} 31.002001"));
  EXPECT_TRUE(says(name + "_count" + of + "} 3"));
  end(pid);
}

TEST_F(MetricsTest, ThreadsThatCountAtOnceLoseNothing) {
  const pid_t pid = counting("api", 0, [] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([] {
        for (int n = 0; n < 1000; ++n) Counter(Metric::kRequests, {{"n", "1"}}).add();
      });
    }
    for (auto& thread : threads) thread.join();
  });
  EXPECT_TRUE(says("pay200_requests_total{role=\"api\",worker=\"0\",n=\"1\"} 4000"));
  end(pid);
}

TEST_F(MetricsTest, AnotherVersionsOrAHalfMadePageIsPassedOver) {
  end(counting("api", 0, [] { Counter(Metric::kRelayFailures).add(); }));
  const std::string path = directory_.path() / "api-0.metrics";
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file << "pay200 0.0";
  }
  std::ofstream(directory_.path() / "api-1.metrics") << "half";
  EXPECT_EQ(text(), "");
  // Its successor begins anew.
  const pid_t next = counting("api", 0, [] { Counter(Metric::kRelayFailures).add(2); });
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 2"));
  end(next);
}

TEST_F(MetricsTest, OnceAPageIsFullCountingGoesOnUnseen) {
  const pid_t pid = counting("api", 0, [] {
    for (std::size_t i = 0; i < PageContent::kMostCells + 10; ++i) {
      Counter(Metric::kRequests, {{"n", std::to_string(i)}}).add();
    }
    Counter(Metric::kRequests, {{"n", std::string(500, 'x')}}).add();
  });
  EXPECT_TRUE(says("pay200_requests_total{role=\"api\",worker=\"0\",n=\"0\"} 1"));
  EXPECT_EQ(text().find("xxxx"), std::string::npos);
  end(pid);
}

TEST_F(MetricsTest, AFolderThatCannotBeMadeStopsNothing) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    open("/proc/nothing/here", "api", 0);
    Counter(Metric::kRelayFailures).add();
    ::_exit(42);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  EXPECT_EQ(exposition("/proc/nothing/here"), "");
}

TEST_F(MetricsTest, APageHasAllOfItsRoomFromTheFirstMoment) {
  end(counting("api", 0, [] {}));
  struct stat made = {};
  ASSERT_EQ(::stat((directory_.path() / "api-0.metrics").c_str(), &made), 0);
  EXPECT_EQ(made.st_size, static_cast<off_t>(sizeof(PageContent)));
  EXPECT_GE(made.st_blocks * 512, made.st_size);
}

TEST_F(MetricsTest, APageWithHolesIsNeitherReadNorWrittenTo) {
  end(counting("api", 0, [] { Counter(Metric::kRelayFailures).add(); }));
  const auto path = directory_.path() / "api-0.metrics";
  // As "cp --sparse" leaves it, with everything in its place.
  std::ifstream file(path, std::ios::binary);
  std::string head(4096, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  std::ofstream(path, std::ios::binary | std::ios::trunc) << head;
  ASSERT_EQ(::truncate(path.c_str(), sizeof(PageContent)), 0);
  EXPECT_EQ(text(), "");
  const pid_t next = counting("api", 0, [] { Counter(Metric::kRelayFailures).add(2); });
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 2"));
  end(next);
}

TEST_F(MetricsTest, OnAFullDiskAProcessCountsForItselfAndLives) {
  testing::internal::CaptureStderr();
  const pid_t pid = ::fork();
  if (pid == 0) {
    // A disk that nobody else has, and that is too small for a page.
    if (::unshare(::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
      ::_exit(77);
    }
    open(directory_.path(), "api", 0);
    for (int i = 0; i < 1000; ++i) Counter(Metric::kRequests, {{"n", std::to_string(i)}}).add();
    ::_exit(std::filesystem::is_empty(directory_.path()) ? 42 : 1);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  const std::string log = testing::internal::GetCapturedStderr();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "mounting is not allowed";
  ASSERT_TRUE(WIFEXITED(status)) << "killed by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 42) << "1: something was left behind";
  EXPECT_NE(log.find("\"metrics_not_shared\""), std::string::npos) << log;
  EXPECT_NE(log.find("No space left on device"), std::string::npos) << log;
}

TEST_F(MetricsTest, WithoutAFreeDescriptorTheGaugesKeepWhatTheySaid) {
  const pid_t pid = counting("api", 0, [] {
    const Observer observer([] { Gauge(Metric::kLinkWaiting).set(5); });
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_NOFILE, &none);
    observe();
  });
  EXPECT_TRUE(says("pay200_link_waiting{role=\"api\",worker=\"0\"} 5")) << "the others are seen";
  for (const char* name : {"pay200_open_files", "pay200_resident_bytes"}) {
    const std::string series = std::string(name) + "{role=\"api\",worker=\"0\"} ";
    const auto at = text().find("\n" + series);
    ASSERT_NE(at, std::string::npos) << text();
    EXPECT_GT(std::stoll(text().substr(at + 1 + series.size())), 1) << name;
  }
  end(pid);
}

TEST_F(MetricsTest, AnObserverThatFailsStopsNothing) {
  const pid_t pid = counting("api", 0, [] {
    const Observer observer([] { throw std::runtime_error("no memory"); });
    observe();
    Counter(Metric::kRelayFailures).add();
  });
  EXPECT_TRUE(says("pay200_relay_failures_total{role=\"api\",worker=\"0\"} 1"));
  end(pid);
}

TEST_F(MetricsTest, AProcessTellsItsMemoryFilesAndWhatItsObserversSee) {
  const pid_t pid = counting("api", 0, [] {
    const Observer observer([] { Gauge(Metric::kLinkWaiting).set(5); });
    observe();
  });
  EXPECT_TRUE(says("pay200_link_waiting{role=\"api\",worker=\"0\"} 5"));
  EXPECT_NE(text().find("pay200_resident_bytes{role=\"api\",worker=\"0\"} "), std::string::npos);
  EXPECT_FALSE(says("pay200_resident_bytes{role=\"api\",worker=\"0\"} 0"));
  EXPECT_NE(text().find("pay200_open_files{role=\"api\",worker=\"0\"} "), std::string::npos);
  end(pid);
}

TEST_F(MetricsTest, EveryMetricIsExplainedInTheDocument) {
  std::ifstream file(PAY200_SOURCE_DIR "/docs/metrics.md");
  const std::string document((std::istreambuf_iterator<char>(file)), {});
  for (const Definition& defined : kCatalogue) {
    EXPECT_NE(document.find("`" + std::string(defined.name) + "`"), std::string::npos)
        << defined.name;
  }
}

}  // namespace
}  // namespace pay200::metrics
