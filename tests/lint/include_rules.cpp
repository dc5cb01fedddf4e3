#include "tests/lint/include_rules.hpp"

#include <map>
#include <regex>
#include <set>

namespace pay200::lint {
namespace {

bool is_cpp(const std::string& path) { return ends_with(path, ".cpp") || ends_with(path, ".hpp"); }

std::string top(const std::string& path) { return path.substr(0, path.find('/')); }

/// "core/payment/payment_store.hpp" -> "core/payment"
std::string room(const std::string& path) {
  const auto first = path.find('/');
  if (first == std::string::npos) return path;
  return path.substr(0, path.find('/', first + 1));
}

/// For the tops that may include others besides themselves. core is below all, tests above all.
const std::map<std::string, std::set<std::string>>& allowed_tops() {
  static const std::map<std::string, std::set<std::string>> allowed = {
      {"core", {}},
      {"fcgi-app", {"core"}},
      {"pgctl", {"core"}},
      {"sandbox", {"core"}},
      {"dev", {"core", "sandbox"}},
      {"tests", {"core", "fcgi-app", "pgctl", "sandbox", "dev"}},
  };
  return allowed;
}

bool is_test(const std::string& path) { return top(path) == "tests"; }

bool may_see_pqxx(const std::string& path) {
  return is_test(path) || ends_with(path, "_store.cpp") || starts_with(path, "core/platform/db/");
}

bool may_see_fcgi(const std::string& path) {
  return is_test(path) || starts_with(path, "fcgi-app/http/") ||
         starts_with(path, "fcgi-app/master/") || starts_with(path, "fcgi-app/stream/");
}

bool may_see_command_line(const std::string& path) {
  return is_test(path) || top(path) == "pgctl" || ends_with(path, "/main.cpp");
}

bool may_see_wire(const std::string& path) {
  return is_test(path) || starts_with(path, "core/acquirer/") || top(path) == "sandbox" ||
         starts_with(path, "fcgi-app/link/");
}

bool is_fcgi_header(const std::string& header) {
  return starts_with(header, "fcgi") || starts_with(header, "fastcgi");
}

/// Why `path` may not include the system header; empty if it may.
std::string system_complaint(const std::string& path, const std::string& header) {
  if (starts_with(header, "pqxx") && !may_see_pqxx(path)) {
    return "only *_store.cpp and core/platform/db see libpqxx";
  }
  if (is_fcgi_header(header) && !may_see_fcgi(path)) {
    return "only fcgi-app/http, master and stream see libfcgi";
  }
  if (starts_with(header, "CLI/") && !may_see_command_line(path)) {
    return "only pgctl and a main.cpp see a command line";
  }
  return {};
}

std::string store_complaint(const std::string& path, const std::string& included) {
  const bool store = ends_with(included, "_store.hpp");
  if (!store || is_test(path) || room(path) == room(included)) return {};
  return "a noun's store is its own: call its service";
}

/// Why `path` may not include the project's own `included`; empty if it may.
std::string own_complaint(const std::string& path, const std::string& included) {
  const auto rule = allowed_tops().find(top(path));
  if (rule == allowed_tops().end()) return "a folder with no rule: add it to include_rules.cpp";
  if (top(included) != top(path) && rule->second.count(top(included)) == 0) {
    return top(path) + " must not know of " + top(included);
  }
  if (room(path) == "core/platform" && room(included) != "core/platform") {
    return "core/platform is the floor and knows no noun";
  }
  if (starts_with(included, "core/acquirer/iso8583/") && !may_see_wire(path)) {
    return "only core/acquirer, fcgi-app/link and sandbox see the wire";
  }
  return store_complaint(path, included);
}

class Walk {
 public:
  explicit Walk(const std::vector<SourceFile>& files) {
    for (const auto& file : files) {
      if (is_cpp(file.path)) files_[file.path] = &file;
    }
  }

  std::vector<std::string> complaints() {
    for (const auto& [path, file] : files_) look_at(*file);
    for (const auto& [path, file] : files_) find_circle(path);
    return std::move(complaints_);
  }

 private:
  void complain(const std::string& path, std::size_t line, const std::string& why) {
    complaints_.push_back(path + ":" + std::to_string(line) + ": " + why);
  }

  void look_at(const SourceFile& file) {
    static const std::regex include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      std::smatch match;
      if (line.find("include") != std::string::npos && std::regex_search(line, match, include)) {
        const std::string header = match[2];
        const bool own = match[1] == "\"";
        if (own) includes_[file.path].push_back(header);
        const bool known = !own || files_.count(header) != 0;
        const std::string why = !known ? "no such file, from the repository root: " + header
                                : own  ? own_complaint(file.path, header)
                                       : system_complaint(file.path, header);
        if (!why.empty()) complain(file.path, i + 1, why);
      } else if (line.find("pqxx::") != std::string::npos && !may_see_pqxx(file.path)) {
        complain(file.path, i + 1, system_complaint(file.path, "pqxx"));
      }
    }
  }

  /// Depth first; what is in `open_` and met again closes a circle.
  void find_circle(const std::string& path) {
    if (done_.count(path) != 0) return;
    if (!open_.insert(path).second) {
      complain(path, 1, "includes itself, through what it includes");
      return;
    }
    for (const auto& next : includes_[path]) find_circle(next);
    open_.erase(path);
    done_.insert(path);
  }

  std::map<std::string, const SourceFile*> files_;
  std::map<std::string, std::vector<std::string>> includes_;
  std::set<std::string> open_;
  std::set<std::string> done_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> include_complaints(const std::vector<SourceFile>& files) {
  return Walk(files).complaints();
}

}  // namespace pay200::lint
