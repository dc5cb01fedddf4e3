#include "tests/fcgi-app/handlers/case_file.hpp"

#include <fstream>
#include <stdexcept>

namespace pay200::test {
namespace {

class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) : path_(path), file_(path) {
    if (!file_) throw std::runtime_error("cannot read " + path.string());
    next();
  }

  bool at_end() const { return end_; }
  bool at_step() const { return line_.starts_with("== "); }
  const std::string& line() const { return line_; }
  int number() const { return number_; }

  void next() {
    do {
      end_ = !std::getline(file_, line_);
      ++number_;
    } while (!end_ && line_.starts_with("#"));
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(path_.string() + ":" + std::to_string(number_) + ": " + why);
  }

 private:
  std::filesystem::path path_;
  std::ifstream file_;
  std::string line_;
  int number_ = 0;
  bool end_ = false;
};

std::vector<std::pair<std::string, std::string>> read_headers(Reader& reader) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (; !reader.at_end() && !reader.at_step() && !reader.line().empty() && reader.line() != "---";
       reader.next()) {
    const auto colon = reader.line().find(':');
    if (colon == std::string::npos) reader.fail("not a header: " + reader.line());
    const auto value = reader.line().find_first_not_of(' ', colon + 1);
    headers.emplace_back(reader.line().substr(0, colon),
                         value == std::string::npos ? "" : reader.line().substr(value));
  }
  return headers;
}

/// What follows an empty line, without line breaks at its end.
std::string read_body(Reader& reader) {
  std::string body;
  for (; !reader.at_end() && !reader.at_step() && reader.line() != "---"; reader.next()) {
    body += reader.line() + "\n";
  }
  const auto first = body.find_first_not_of('\n');
  if (first == std::string::npos) return {};
  return body.substr(first, body.find_last_not_of('\n') - first + 1);
}

CaseStep read_step(Reader& reader) {
  CaseStep step;
  step.name = reader.line().substr(3);
  step.line = reader.number();
  for (reader.next(); reader.line().starts_with("@"); reader.next()) {
    step.directives.push_back(reader.line().substr(1));
  }
  const auto space = reader.line().find(' ');
  if (space == std::string::npos) reader.fail("not a request: " + reader.line());
  step.method = reader.line().substr(0, space);
  const std::string target = reader.line().substr(space + 1);
  step.path = target.substr(0, target.find('?'));
  if (step.path.size() < target.size()) step.query = target.substr(step.path.size() + 1);
  reader.next();
  step.headers = read_headers(reader);
  step.body = read_body(reader);
  if (reader.line() != "---") reader.fail("the expected answer is missing");
  reader.next();
  step.status = std::stoi(reader.line());
  reader.next();
  step.expected_headers = read_headers(reader);
  step.expected_body = read_body(reader);
  return step;
}

}  // namespace

std::vector<CaseStep> read_case_file(const std::filesystem::path& path) {
  Reader reader(path);
  std::vector<CaseStep> steps;
  while (!reader.at_end()) {
    if (reader.at_step()) {
      steps.push_back(read_step(reader));
    } else if (reader.line().empty()) {
      reader.next();
    } else {
      reader.fail("a step begins with == and its name");
    }
  }
  return steps;
}

}  // namespace pay200::test
