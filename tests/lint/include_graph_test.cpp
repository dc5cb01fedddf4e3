#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/lint/include_rules.hpp"

namespace pay200::lint {
namespace {

/// A small tree without fault; each wrong one below differs from it by one line.
std::vector<SourceFile> good_tree() {
  return {
      make_source("core/platform/result.hpp", "#include <variant>\n"),
      make_source("core/platform/db/database.hpp", "#include <pqxx/pqxx>\n"),
      make_source("core/acquirer/iso8583/codec.hpp", ""),
      make_source("core/merchant/merchant_store.hpp", ""),
      make_source("core/merchant/merchant_service.hpp", ""),
      make_source("core/payment/payment_store.hpp", ""),
      make_source("core/payment/payment_store.cpp",
                  "#include \"core/payment/payment_store.hpp\"\n#include <pqxx/pqxx>\n"),
      make_source("core/payment/payment_service.cpp",
                  "#include \"core/merchant/merchant_service.hpp\"\n"
                  "#include \"core/payment/payment_store.hpp\"\n"),
      make_source("fcgi-app/http/request.hpp", "#include <fcgiapp.h>\n"),
      make_source("fcgi-app/link/channel.cpp", "#include \"core/acquirer/iso8583/codec.hpp\"\n"),
      make_source("sandbox/host.cpp", "#include \"core/acquirer/iso8583/codec.hpp\"\n"),
      make_source("pgctl/main.cpp", "#include <CLI/CLI.hpp>\n"),
      make_source("tests/support/probe.hpp", "#include \"fcgi-app/http/request.hpp\"\n"),
  };
}

std::vector<std::string> complaints_with(const std::string& path, const std::string& text) {
  auto files = good_tree();
  files.push_back(make_source(path, text));
  return include_complaints(files);
}

TEST(IncludeGraphTest, TheProjectKeepsItsRules) {
  const auto files = read_source_tree(PAY200_SOURCE_DIR);
  ASSERT_GT(files.size(), 50U) << "nothing found to check";
  const auto complaints = include_complaints(files);
  EXPECT_TRUE(complaints.empty()) << join(complaints);
}

TEST(IncludeGraphTest, AGoodTreeHasNoComplaint) {
  EXPECT_EQ(join(include_complaints(good_tree())), "");
}

TEST(IncludeGraphTest, EveryWrongIncludeIsFound) {
  struct Wrong {
    const char* path;
    const char* text;
    const char* why;
  };
  const std::vector<Wrong> wrongs = {
      {"core/payment/refund_service.cpp", "#include <pqxx/pqxx>", "libpqxx"},
      {"core/payment/refund_store.hpp", "#include <pqxx/result>", "libpqxx"},
      {"fcgi-app/handlers/payment/list.cpp", "pqxx::result rows;", "libpqxx"},
      {"fcgi-app/handlers/payment/get.cpp", "#include <fcgiapp.h>", "libfcgi"},
      {"core/webhook/send.cpp", "#include <fcgi_stdio.h>", "libfcgi"},
      {"core/payment/a.cpp", "#include <CLI/CLI.hpp>", "command line"},
      {"core/payment/b.cpp", "#include \"fcgi-app/http/request.hpp\"", "must not know of fcgi-app"},
      {"core/payment/c.cpp", "#include \"tests/support/probe.hpp\"", "must not know of tests"},
      {"pgctl/d.cpp", "#include \"fcgi-app/http/request.hpp\"", "must not know of fcgi-app"},
      {"core/platform/e.cpp", "#include \"core/payment/payment_store.hpp\"", "the floor"},
      {"core/payment/f.cpp", "#include \"core/merchant/merchant_store.hpp\"", "store is its own"},
      {"fcgi-app/handlers/g.cpp", "#include \"core/payment/payment_store.hpp\"",
       "store is its own"},
      {"core/payment/h.cpp", "#include \"core/acquirer/iso8583/codec.hpp\"", "see the wire"},
      {"fcgi-app/relay/i.cpp", "#include \"core/acquirer/iso8583/codec.hpp\"", "see the wire"},
      {"core/payment/j.cpp", "#include \"payment_store.hpp\"", "no such file"},
      {"core/payment/k.hpp", "#include \"core/payment/k.hpp\"", "includes itself"},
      {"elsewhere/l.cpp", "  #  include \"core/platform/result.hpp\"", "folder with no rule"},
  };
  for (const auto& wrong : wrongs) {
    const auto complaints = complaints_with(wrong.path, wrong.text);
    ASSERT_EQ(complaints.size(), 1U) << wrong.path << "\n" << join(complaints);
    EXPECT_NE(complaints.front().find(wrong.why), std::string::npos) << complaints.front();
    EXPECT_EQ(complaints.front().rfind(std::string(wrong.path) + ":1:", 0), 0U)
        << complaints.front();
  }
}

TEST(IncludeGraphTest, ACircleThroughAnotherFileIsFound) {
  auto files = good_tree();
  files.push_back(make_source("core/payment/x.hpp", "#include \"core/payment/y.hpp\"\n"));
  files.push_back(make_source("core/payment/y.hpp", "#include \"core/payment/x.hpp\"\n"));
  EXPECT_EQ(include_complaints(files).size(), 1U);
}

}  // namespace
}  // namespace pay200::lint
