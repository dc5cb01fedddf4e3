// Runs every *.case file of this folder: real router, handlers, services and database. Each answer
// is held against openapi.json as well.

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fcgi-app/fake_request.hpp"
#include "tests/fcgi-app/handlers/case_file.hpp"
#include "tests/fcgi-app/handlers/gateway_fixture.hpp"
#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(PAY200_SOURCE_DIR "/tests/fcgi-app/handlers")) {
    if (entry.path().extension() == ".case") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class CasesTest : public testing::TestWithParam<std::string> {
 protected:
  void run(const CaseStep& step) {
    for (const std::string& directive : step.directives) obey(directive);
    FakeRequest request;
    request.request_method = step.method;
    request.request_path = filled(step.path);
    request.request_query = filled(step.query);
    request.body = filled(step.body);
    for (const auto& [name, value] : step.headers) request.headers[name] = filled(value);

    const http::Response response = gateway_.process(request);
    SCOPED_TRACE(response.body);
    EXPECT_EQ(response.status, step.status);
    for (const auto& [name, value] : step.expected_headers) {
      const std::string found = header(response, name);
      if (value.starts_with("?")) {
        names_[value.substr(1)] = found.substr(0, found.find(';'));
      } else {
        EXPECT_EQ(found, filled(value)) << name;
      }
    }
    if (request.request_method == "HEAD" || response.status == 204) {
      EXPECT_EQ(response.body, "");
      return;
    }
    expect_matches_openapi(step.method, request.request_path, response.status, response.body);
    if (!step.expected_body.empty()) {
      compare("", json::parse(filled(step.expected_body)), json::parse(response.body));
    }
  }

 private:
  void obey(const std::string& directive) {
    std::istringstream words(directive);
    std::string verb;
    words >> verb;
    const std::string rest = directive.substr(std::min(verb.size() + 1, directive.size()));
    if (verb == "advance") {
      gateway_.advance(std::chrono::seconds(std::stoi(rest)));
    } else if (verb == "sql") {
      gateway_.execute(filled(rest));
    } else if (verb == "approve") {
      gateway_.approve(rest);
    } else if (verb == "settle") {
      gateway_.settle();
      for (const auto& [known, value] : gateway_.names()) names_[known] = value;
    } else if (verb == "staff") {  // NAME MERCHANT ROLE
      std::string name, merchant, role;
      words >> name >> merchant >> role;
      gateway_.add_staff(name, filled(merchant), staff_role_from_text(role).value());
      for (const auto& [known, value] : gateway_.names()) names_[known] = value;
    } else if (verb == "totp") {  // NAME: its code, now, is ${code}
      names_["code"] = gateway_.totp_code_of(rest);
    } else if (verb == "totp_of") {  // the secret, as it is typed
      names_["code"] = gateway_.totp_code(filled(rest));
    } else if (verb == "large") {  // a value too long to write down
      names_["large"] = std::string(static_cast<std::size_t>(std::stoi(rest)), 'x');
    } else {
      ADD_FAILURE() << "unknown directive @" << verb;
    }
  }

  /// With ${name} replaced.
  std::string filled(const std::string& text) const {
    std::string result;
    std::size_t at = 0;
    for (std::size_t open = 0; (open = text.find("${", at)) != std::string::npos;) {
      const auto close = text.find('}', open);
      const std::string name = text.substr(open + 2, close - open - 2);
      const auto found = names_.find(name);
      if (found == names_.end()) ADD_FAILURE() << "unknown name ${" << name << "}";
      result += text.substr(at, open - at) + (found == names_.end() ? "" : found->second);
      at = close + 1;
    }
    return result + text.substr(at);
  }

  static std::string header(const http::Response& response, const std::string& name) {
    for (const auto& [known, value] : response.headers) {
      if (known == name) return value;
    }
    return {};
  }

  void compare(const std::string& where, const json& expected, const json& found) {
    if (expected.is_string() && expected.get<std::string>() == "*") return;
    if (expected.is_string() && expected.get<std::string>().starts_with("?")) {
      ASSERT_TRUE(found.is_string()) << where;
      names_[expected.get<std::string>().substr(1)] = found.get<std::string>();
    } else if (expected.is_object()) {
      for (const auto& [name, value] : expected.items()) {
        ASSERT_TRUE(found.is_object() && found.contains(name)) << where << "." << name;
        compare(where + "." + name, value, found.at(name));
      }
    } else if (expected.is_array()) {
      ASSERT_TRUE(found.is_array()) << where;
      ASSERT_EQ(found.size(), expected.size()) << where;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        compare(where + "[" + std::to_string(i) + "]", expected[i], found[i]);
      }
    } else {
      EXPECT_EQ(found, expected) << where;
    }
  }

  GatewayFixture gateway_;
  std::map<std::string, std::string> names_ = gateway_.names();
};

TEST_P(CasesTest, EveryRequestIsAnsweredAsWrittenDown) {
  const auto path =
      std::filesystem::path(PAY200_SOURCE_DIR "/tests/fcgi-app/handlers") / (GetParam() + ".case");
  const auto steps = read_case_file(path);
  ASSERT_FALSE(steps.empty());
  for (const CaseStep& step : steps) {
    SCOPED_TRACE(path.filename().string() + ":" + std::to_string(step.line) + " " + step.name);
    run(step);
  }
}

INSTANTIATE_TEST_SUITE_P(Files, CasesTest, testing::ValuesIn(case_names()),
                         [](const auto& file) { return file.param; });

}  // namespace
}  // namespace pay200::test
