#include "dev/bench/measure_pages.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <stdexcept>

#include "dev/private_file.hpp"
#include "dev/process.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;

double gzip_bytes(const fs::path& file) {
  const Finished done = run({.argv = {"gzip", "-9", "-c", file.string()}});
  if (done.status != 0) throw std::runtime_error(done.err);
  return static_cast<double>(done.out.size());
}

/// The names of files that this one names with the pattern's first group, and that are there.
std::set<std::string> named_in(const fs::path& file, const std::string& pattern) {
  const std::string text = read_file(file);
  const std::regex wanted(pattern);
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at) {
    names.insert((*at)[1]);
  }
  return names;
}

/// With all that it imports from its first line on, and what those do.
void add_with_imports(const fs::path& folder, const std::string& name, std::set<std::string>& all) {
  if (!fs::exists(folder / name) || !all.insert(name).second) return;
  const std::string pattern = R"re((?:from|import)\s*"\./([^"/]+\.js)")re";
  for (const std::string& other : named_in(folder / name, pattern)) {
    add_with_imports(folder, other, all);
  }
}

double first_load(const fs::path& app) {
  const fs::path assets = app / "assets";
  std::set<std::string> always;
  for (const auto& name : named_in(app / "index.html", R"re(assets/([^"]+\.(?:js|css)))re")) {
    add_with_imports(assets, name, always);
  }
  std::vector<std::string> screens;
  for (const auto& file : fs::directory_iterator(assets)) {
    const std::string name = file.path().filename();
    if (name.starts_with("ko-")) add_with_imports(assets, name, always);
    const bool decoder = name.starts_with("decoder-") || name.starts_with("en-");
    if (name.ends_with(".js") && !decoder) screens.push_back(name);
  }
  double most = 0;
  for (const std::string& screen : screens) {
    std::set<std::string> loaded = always;
    add_with_imports(assets, screen, loaded);
    // A screen's style has the name of its script, but for the sum of its content.
    const std::string stem = screen.substr(0, screen.find('-') + 1);
    for (const auto& file : fs::directory_iterator(assets)) {
      const std::string name = file.path().filename();
      if (name.ends_with(".css") && name.starts_with(stem)) loaded.insert(name);
    }
    double bytes = gzip_bytes(app / "index.html");
    for (const std::string& name : loaded) bytes += gzip_bytes(assets / name);
    most = std::max(most, bytes);
  }
  return most;
}

/// The one in the folder of the major version, which shops' pages name.
fs::path sdk_file(const fs::path& sdk) {
  for (const auto& file : fs::recursive_directory_iterator(sdk / "v1")) {
    if (file.path().filename() == "pay200.js") return file.path();
  }
  throw std::runtime_error("the pages are not built; run make web");
}

}  // namespace

void measure_pages(const fs::path& web, Figures& figures) {
  const fs::path pages = web.empty() ? fs::path(PAY200_SOURCE_DIR) / "build/web" : web;
  if (!fs::exists(pages / "app/index.html")) {
    throw std::runtime_error("the pages are not built; run make web");
  }
  figures.set("sdk_gzip_bytes", gzip_bytes(sdk_file(pages / "sdk")));
  figures.set("app_gzip_bytes", first_load(pages / "app"));
}

}  // namespace pay200::dev
