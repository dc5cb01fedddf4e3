// Every operation of fcgi-app/openapi.json against everything that is wrong: each field and
// parameter by what its schema forbids, bodies that are no strict JSON, credentials that are no
// good. Made from that file, so an operation is covered once it is written down there; it needs a
// request that succeeds (good_requests.cpp), which is then spoilt in one place at a time.
//
// Whatever is sent, the answer must be documented, a problem that names what is wrong, and no 5xx;
// no worker may die, and no row of the database may change.
//
//   PAY200_BAD_INPUT=50000   and so many more, the good requests with bytes changed at random, by
//                            PAY200_BAD_INPUT_SEED: what they do cannot be known, but no answer may
//                            be a 5xx, and no process die

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/api/bad_values.hpp"
#include "tests/api/database_rows.hpp"
#include "tests/api/peopled_world.hpp"
#include "tests/api/spoilt_text.hpp"
#include "tests/support/comes_true.hpp"
#include "tests/support/openapi.hpp"

namespace pay200::test {
namespace {

using Json = nlohmann::json;

/// Sent where nothing depends on what comes back.
constexpr const char* kUnknownField = "fieldThatNobodyKnows";

/// What a refusal must say. Empty: not looked at.
struct Refusal {
  int status = 400;
  std::string code = {};
  std::string param = {};
};

class BadInputTest : public PeopledWorld, public ::testing::WithParamInterface<ApiOperation> {
 protected:
  static void SetUpTestSuite() {
    dev::StackOptions options;
    options.host = "localhost";  // passkeys need a name
    start_stack(options);
  }
  static void TearDownTestSuite() {
    std::printf("%d requests, nearly all of them wrong\n", requests_);
    PeopledWorld::TearDownTestSuite();
  }

  void SetUp() override {
    WholeStackTest::SetUp();
    introduce_people(operation());
    client_ = std::make_unique<dev::ApiClient>(stack().base_url());
  }

  const ApiOperation& operation() const { return GetParam(); }

  // ------------------------------------------------------------------ sending

  struct Sent {
    GoodRequest request;
    std::optional<std::string> body;
    Headers headers;
  };

  /// As it succeeds.
  Sent good() {
    const auto found = good_requests().find(operation().id);
    if (found == good_requests().end()) {
      throw std::logic_error("tests/api/good_requests.cpp needs a line for the operation " +
                             operation().id);
    }
    Sent sent;
    sent.request = found->second(*this);
    if (!sent.request.body.is_null()) sent.body = sent.request.body.dump();
    if (sent.request.ends_session) people_->session = log_in_anew();
    if (!sent.request.page_token.empty()) people_->page_token = sent.request.page_token;
    if (staff_) staff_->introduce_who_asks(sent.request, *people_);
    if (!operation().schemes.empty()) {
      sent.headers = good_credentials(*operation().schemes.begin(), *people_);
    }
    if (sent.body) sent.headers.emplace_back("Content-Type", "application/json");
    return sent;
  }

  std::string path_of(const GoodRequest& request) const {
    std::string path = operation().pattern;
    for (const auto& [name, value] : request.path) {
      path = with(path, "{" + name + "}", percent_encoded(value));
    }
    char before = '?';
    for (const auto& [name, value] : request.query) {
      path += before + name + "=" + percent_encoded(value);
      before = '&';
    }
    return path;
  }

  dev::ApiAnswer send(const Sent& sent) { return send(operation().method, sent); }
  dev::ApiAnswer send(const std::string& method, const Sent& sent) {
    ++requests_;
    return client_->send(method, path_of(sent.request), sent.body, sent.headers);
  }

  void expect_documented(const dev::ApiAnswer& answer) {
    for (const std::string& complaint : openapi_complaints(operation().method, operation().pattern,
                                                           answer.status, answer.raw.body)) {
      ADD_FAILURE() << complaint << "\n" << answer.raw.body;
    }
  }

  void expect_refused(const std::string& what, const Sent& sent, const Refusal& refusal) {
    SCOPED_TRACE(what + ": " + path_of(sent.request) + " " + shown(sent.body.value_or("")));
    const dev::ApiAnswer answer = send(sent);
    EXPECT_EQ(answer.status, refusal.status) << answer.raw.body;
    if (!refusal.code.empty()) {
      EXPECT_EQ(answer.code(), refusal.code) << answer.raw.body;
    }
    if (!refusal.param.empty()) {
      // Of a list, its item may be named: "eventTypes[0]"; of an object, its field: "card.number".
      const std::string param = answer.text("param");
      EXPECT_TRUE(param == refusal.param || param.starts_with(refusal.param + "[") ||
                  param.starts_with(refusal.param + "."))
          << answer.raw.body;
    }
    const std::string* type = answer.raw.header("content-type");
    EXPECT_TRUE(type != nullptr && type->starts_with("application/problem+json"));
    expect_documented(answer);
  }

  void expect_malformed(const std::string& what, const Sent& like, const std::string& body) {
    Sent sent = like;
    sent.body = body;
    expect_refused(what, sent, {.code = "INVALID_JSON"});
  }

  // ------------------------------------------------------------------ what is spoilt

  void refuse_bad_fields(const Sent& like) {
    for (const BodyField& field : body_fields(operation().body, like.request.body)) {
      const std::string name = field_name(field.at);
      const bool tells_form = name == like.request.tells_form;
      for (const BadValue& bad : bad_values(field.schema, field.value)) {
        Sent sent = like;
        sent.body = spoilt(like.request.body, field.at, bad.text);
        expect_refused(name + ", " + bad.name, sent,
                       {.param = tells_form && bad.text == "null" ? "" : name});
      }
      if (field.required) {
        Sent sent = like;
        Json without = like.request.body;
        without[field.at.parent_pointer()].erase(field.at.back());
        sent.body = without.dump();
        expect_refused("without " + name, sent,
                       {.code = "INVALID_REQUEST", .param = tells_form ? "" : name});
      }
      refuse_malformed(like, field.at, field.value);
    }
  }

  void refuse_malformed(const Sent& like, const Json::json_pointer& at, const Json& value) {
    const std::string name = field_name(at);
    const bool in_list = like.request.body.at(at.parent_pointer()).is_array();
    for (const BadValue& bad : malformed_values()) {
      if (in_list && bad.text.empty()) continue;  // an empty list, which is JSON
      expect_malformed(name + ", " + bad.name, like, spoilt(like.request.body, at, bad.text));
    }
    if (like.request.body.at(at.parent_pointer()).is_object()) {
      expect_malformed(name + " twice", like,
                       spoilt(like.request.body, at,
                              value.dump() + "," + Json(at.back()).dump() + ":" + value.dump()));
    }
  }

  /// The body as a whole.
  void refuse_bad_bodies(const Sent& like) {
    const std::string body = *like.body;
    for (const char* other : {"[]", "\"text\"", "1", "true", "null"}) {
      expect_malformed("no object", like, other);
    }
    for (const BadValue& bad : malformed_values()) {
      if (!bad.text.empty()) expect_malformed("a body of " + bad.name, like, bad.text);
      Json more = like.request.body;
      more[kUnknownField] = kPlaceholder;
      expect_malformed("a field that nobody knows, " + bad.name, like,
                       with(more.dump(), Json(kPlaceholder).dump(), bad.text));
    }
    expect_malformed("a body cut short", like, body.substr(0, body.size() - 1));
    expect_malformed("a body and more", like, body + "x");
    expect_malformed("two bodies", like, body + body);
    expect_malformed("a body with NUL behind", like, body + std::string(1, '\0'));
    expect_malformed("UTF-16", like, std::string("\xFF\xFE{\0}\0", 6));
    expect_malformed("a key of no UTF-8", like, "{\"\xFF\":1," + body.substr(1));
    Sent large = like;
    large.body = "{\"" + std::string(kUnknownField) + "\":\"" + std::string(1 << 20, 'a') + "\"}";
    expect_refused("1 MB", large, {.status = 413, .code = "BODY_TOO_LARGE"});
    large.body = large.body->substr(0, 65'537 - 2) + "\"}";
    expect_refused("one byte too many", large, {.status = 413, .code = "BODY_TOO_LARGE"});
  }

  void refuse_bad_types(const Sent& like) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/xml",
                             "application/json; charset=euc-kr", "application/jsonx", "json", ""}) {
      Sent sent = like;
      std::erase_if(sent.headers,
                    [](const auto& header) { return header.first == "Content-Type"; });
      sent.headers.emplace_back("Content-Type", type);
      expect_refused(std::string("Content-Type: ") + type, sent,
                     {.status = 415, .code = "UNSUPPORTED_MEDIA_TYPE"});
    }
  }

  void refuse_bad_parameters(const Sent& like) {
    for (const ApiParameter& parameter : operation().parameters) {
      if (parameter.in == "path") refuse_bad_path(like, parameter);
      if (parameter.in == "query") refuse_bad_query(like, parameter);
      if (parameter.in == "header") refuse_bad_header(like, parameter);
    }
  }

  /// What is no id finds nothing.
  void refuse_bad_path(const Sent& like, const ApiParameter& parameter) {
    const std::string& value = like.request.path.at(parameter.name);
    auto candidates = bad_texts(parameter.schema, value);
    candidates.push_back({"an id of the same form", mistyped(value)});
    candidates.push_back({"no UTF-8", "\xFF\xFE"});
    for (const BadValue& bad : candidates) {
      // Another path, or none.
      if (bad.text.empty() || bad.text.find('/') != std::string::npos) continue;
      Sent sent = like;
      sent.request.path[parameter.name] = bad.text;
      const bool too_long = bad.text.size() > 8000;  // nginx's large_client_header_buffers
      expect_refused(parameter.name + ", " + bad.name, sent,
                     too_long ? Refusal{400, "INVALID_REQUEST", {}} : Refusal{404, {}, {}});
    }
    Sent sent = like;
    sent.request.path[parameter.name] = std::string("a\0b", 3);
    expect_refused(parameter.name + ", NUL", sent, {.code = "INVALID_REQUEST"});
  }

  void refuse_bad_query(const Sent& like, const ApiParameter& parameter) {
    const auto good = like.request.query.find(parameter.name);
    const bool there = good != like.request.query.end();
    ASSERT_TRUE(there) << "good_requests.cpp must give " << operation().id << " its parameter "
                       << parameter.name;
    auto candidates = bad_texts(parameter.schema, good->second);
    candidates.push_back({"NUL", good->second + std::string("\0", 1)});
    candidates.push_back({"a line break", good->second + "\n"});
    candidates.push_back({"no UTF-8", good->second + "\xFF"});
    for (const BadValue& bad : candidates) {
      if (bad.text.size() > 2000) continue;  // nginx refuses longer lines itself
      Sent sent = like;
      sent.request.query[parameter.name] = bad.text;
      expect_refused(parameter.name + ", " + bad.name, sent,
                     {.code = "INVALID_REQUEST", .param = parameter.name});
    }
    if (parameter.required) {
      Sent sent = like;
      sent.request.query.erase(parameter.name);
      expect_refused("without " + parameter.name, sent,
                     {.code = "INVALID_REQUEST", .param = parameter.name});
    }
  }

  /// An empty header is none, and there is no other way to leave it out.
  void refuse_bad_header(const Sent& like, const ApiParameter& parameter) {
    for (const BadValue& bad : bad_texts(parameter.schema, "good")) {
      const bool blank = bad.text.find_first_not_of(' ') == std::string::npos;
      const bool trimmed = bad.text.starts_with(' ') || bad.text.ends_with(' ');
      // nginx takes 8 KB, and answers 400 to control characters by itself.
      if (blank || trimmed || bad.text.size() > 7000) continue;
      Sent sent = like;
      sent.headers.emplace_back(parameter.name, bad.text);
      const bool control = bad.text.find_first_of("\x01\x7F") != std::string::npos;
      expect_refused(parameter.name + ", " + bad.name, sent,
                     control ? Refusal{} : Refusal{.param = parameter.name});
    }
  }

  void refuse_bad_credentials(const Sent& like) {
    for (const std::string& scheme : operation().schemes) {
      for (const BadCredentials& bad : bad_credentials(scheme, operation().schemes, *people_)) {
        expect_refused(scheme + ", " + bad.name, with_credentials(like, bad.headers),
                       {bad.status, bad.code, {}});
      }
      if (!like.request.names_what_is_owned) continue;
      for (const BadCredentials& bad : others_credentials(scheme, *people_)) {
        expect_refused(scheme + ", " + bad.name, with_credentials(like, bad.headers),
                       {bad.status, bad.code, {}});
      }
    }
  }

  void refuse_other_methods(const Sent& like) {
    const auto methods = methods_of(path_of({.path = like.request.path}));
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
      if (methods.contains(method)) continue;
      const dev::ApiAnswer answer = send(method, like);
      EXPECT_EQ(answer.code(), "METHOD_NOT_ALLOWED") << method << " " << answer.raw.body;
      EXPECT_EQ(answer.status, 405);
      EXPECT_NE(answer.raw.header("allow"), nullptr);
    }
  }

  /// What a browser sends for another page's script, with the shopper's cookie.
  void refuse_foreign_origins(const Sent& like) {
    const bool by_cookie = operation().schemes.contains("shopperSession") ||
                           operation().schemes.contains("staffSession");
    if (!by_cookie || operation().method == "GET") return;
    for (const char* origin : {"https://evil.example", "null", "http://127.0.0.1", "x"}) {
      Sent sent = like;
      sent.headers.emplace_back("Origin", origin);
      expect_refused(std::string("from ") + origin, sent,
                     {.status = 403, .code = "FORBIDDEN_REQUEST"});
    }
  }

  Sent with_credentials(Sent sent, const Headers& credentials) const {
    for (const auto& [name, value] : good_credentials(*operation().schemes.begin(), *people_)) {
      std::erase_if(sent.headers, [&](const auto& header) { return header.first == name; });
    }
    sent.headers.insert(sent.headers.end(), credentials.begin(), credentials.end());
    return sent;
  }

  // ------------------------------------------------------------------ what is accepted

  void expect_accepted(const std::string& what, const Sent& sent) {
    SCOPED_TRACE(what + ": " + path_of(sent.request) + " " + shown(sent.body.value_or("")));
    const dev::ApiAnswer answer = send(sent);
    EXPECT_TRUE(answer.ok()) << answer.raw.body;
    expect_documented(answer);
  }

  /// Clients written for Toss Payments send some.
  static Sent with_unknown_fields(Sent sent) {
    sent.request.query[kUnknownField] = "1";
    if (sent.request.body.is_null()) return sent;
    Json body = sent.request.body;
    body["flowMode"] = "DEFAULT";
    body["taxExemptionCode"] = nullptr;
    body[kUnknownField] = {{"list", {1, 2.5, "x"}}, {"deep", {{"deeper", {{"a", {1}}}}}}};
    sent.body = body.dump();
    return sent;
  }

  /// The document's limits are the program's: what just fits is not refused for it, whatever else
  /// may be said of it.
  void accept_limits() {
    const Sent like = good();
    for (const BodyField& field : body_fields(operation().body, like.request.body)) {
      if (like.request.narrowed.contains(field_name(field.at))) continue;
      for (const BadValue& limit : limit_values(field.schema)) {
        Sent sent = like;
        sent.body = spoilt(like.request.body, field.at, limit.text);
        SCOPED_TRACE(field_name(field.at) + ", " + limit.name + ": " + shown(*sent.body));
        const dev::ApiAnswer answer = send(sent);
        EXPECT_FALSE(answer.code() == "INVALID_REQUEST" &&
                     answer.text("param") == field_name(field.at))
            << answer.raw.body;
        EXPECT_LT(answer.status, 500) << answer.raw.body;
        expect_documented(answer);
      }
    }
  }

  // ------------------------------------------------------------------ what is anything

  void send_mutations(std::size_t count, std::uint64_t seed) {
    constexpr std::size_t kOfOneRequest = 200;  // one that was accepted may be of no use again
    std::mt19937_64 random(seed ^ std::hash<std::string>()(operation().id));
    Sent like;
    for (std::size_t i = 0; i < count; ++i) {
      if (i % kOfOneRequest == 0) like = good();
      Sent sent = like;
      mutate(sent, random);
      SCOPED_TRACE(path_of(sent.request) + " " + shown(sent.body.value_or("")));
      const dev::ApiAnswer answer = send(sent);
      ASSERT_LT(answer.status, 500) << answer.raw.body;
      if (answer.status >= 400) {
        EXPECT_FALSE(answer.code().empty()) << answer.status << " " << answer.raw.body;
      }
    }
  }

  static void mutate(Sent& sent, std::mt19937_64& random) {
    std::vector<std::string*> places;
    for (auto& [name, value] : sent.request.path) places.push_back(&value);
    for (auto& [name, value] : sent.request.query) places.push_back(&value);
    if (sent.body) places.insert(places.end(), 4, &*sent.body);
    const bool header = places.empty() || random() % 8 == 0;
    if (header && !sent.headers.empty()) {
      std::string& value = sent.headers[random() % sent.headers.size()].second;
      value = mutated(value, random);
      std::erase_if(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    } else if (!places.empty()) {
      std::string& place = *places[random() % places.size()];
      place = mutated(place, random);
    }
  }

  // ------------------------------------------------------------------ what must not change

  std::map<std::string, std::vector<pid_t>> processes() {
    std::map<std::string, std::vector<pid_t>> found;
    for (const char* role : {"api", "link", "relay", "stream"}) {
      found[role] = stack().pids_of(role);
      std::ranges::sort(found[role]);
    }
    return found;
  }

 private:
  static int requests_;
  std::unique_ptr<dev::ApiClient> client_;
};

int BadInputTest::requests_ = 0;

TEST_P(BadInputTest, IsRefusedByNameAndChangesNothing) {
  const Sent like = good();
  ASSERT_TRUE(comes_true([] { return nothing_pending(stack().postgres()); }))
      << "the relay has not handed over what it should";
  const auto rows_before = rows(stack().postgres());
  const auto processes_before = processes();
  refuse_bad_parameters(like);
  if (like.body) {
    refuse_bad_fields(like);
    refuse_bad_bodies(like);
    refuse_bad_types(like);
  }
  refuse_bad_credentials(like);
  refuse_other_methods(like);
  refuse_foreign_origins(like);
  EXPECT_EQ(rows(stack().postgres()), rows_before) << "a refused request has changed something";
  EXPECT_EQ(processes(), processes_before) << "a process has died";

  expect_accepted("as it was before it was spoilt", like);
  expect_accepted("with fields that nobody knows", with_unknown_fields(good()));
  for (const std::string& scheme : operation().schemes) {
    const Sent again = good();
    expect_accepted(scheme, with_credentials(again, good_credentials(scheme, *people_)));
  }
  if (like.body) accept_limits();
  if (const char* more = std::getenv("PAY200_BAD_INPUT")) {
    const char* seed = std::getenv("PAY200_BAD_INPUT_SEED");
    send_mutations(std::strtoull(more, nullptr, 10) / api_operations().size() + 1,
                   seed == nullptr ? 1 : std::strtoull(seed, nullptr, 10));
  }
  EXPECT_EQ(processes(), processes_before) << "a process has died";
}

INSTANTIATE_TEST_SUITE_P(Operations, BadInputTest, ::testing::ValuesIn(api_operations()),
                         [](const auto& tested) { return tested.param.id; });

}  // namespace
}  // namespace pay200::test
