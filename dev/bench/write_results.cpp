#include "dev/bench/write_results.hpp"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "dev/bench/page.hpp"
#include "dev/bench/plot.hpp"

namespace pay200::dev {
namespace {

void write_text(const std::filesystem::path& path, const std::string& text) {
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

void write_results(const Figures& figures, const std::filesystem::path& json,
                   const std::filesystem::path& page) {
  figures.write(json);
  const auto plot = std::filesystem::path(page).replace_extension(".svg");
  write_text(plot, plot_of(figures));
  write_text(page, page_of(figures, plot.filename().string()));
}

void print_table(const Figures& figures) {
  for (const FigureKey& key : figure_keys()) {
    const auto value = figures.get(key.key);
    if (!value) continue;
    std::printf("%-28s %12s", key.key, in_words(*value).c_str());
    if (key.reach != Reach::kNothing) {
      std::printf("   %s %s   %s",
                  key.reach == Reach::kAtLeast ? ">=" : "<=", in_words(key.target).c_str(),
                  figures.reached(key.key) ? "" : "MISSED");
    }
    std::printf("\n");
  }
}

}  // namespace pay200::dev
