#pragma once
// One run of pgctl: what was said before the verb, and what the verbs need. Nothing is opened
// before it is asked for, so `pgctl version` needs neither configuration nor database.

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "core/platform/clock.hpp"
#include "core/platform/config.hpp"
#include "core/platform/db/database.hpp"
#include "pgctl/output/output.hpp"
#include "pgctl/output/progress.hpp"

namespace pay200::pgctl {

struct GlobalOptions {
  std::optional<std::string> config_file;
  std::string output = "table";
  bool live = false;
};

class Session {
 public:
  Session(const GlobalOptions& options, std::ostream& out, std::ostream& err);

  std::string config_file() const;  ///< whether it is there or not
  const Config& config();           ///< Failure if it cannot be read
  db::Database& database();         ///< as the operators' role
  db::Database& owner();            ///< as the schema's owner, for migrations
  const Clock& clock() const { return system_clock(); }

  bool live() const { return options_.live; }
  const char* mode() const { return live() ? "live" : "test"; }

  /// The answer, on stdout.
  void show(const Listing& listing);
  void show(const Details& details);
  /// An answer that is a text, whatever --output says: a page, a script.
  void text(const std::string& text) { out_ << text; }
  /// Where the answer goes, for what is too large to be held.
  std::ostream& out() { return out_; }
  /// One line of an answer that goes on, on stdout, seen at once.
  void line(const std::string& text);
  Format format() const { return format_; }
  bool for_scripts() const { return format_ != Format::kTable; }
  /// What a person may want to know beside it, on stderr.
  void note(const std::string& text);
  /// The same, only if a person is there to see it.
  void progress(const std::string& text);

  /// The same for long work, of which it is known how far it is. Finish it before anything else is
  /// printed.
  ProgressBar progress_bar(const std::string& what, std::optional<std::int64_t> total);

  /// Why something unexpected may have happened: the database has another schema. none: it has not.
  std::optional<std::string> schema_complaint();

 private:
  std::unique_ptr<db::Database> open(const std::string& user);

  GlobalOptions options_;
  Format format_;
  std::ostream& out_;
  std::ostream& err_;
  std::optional<Config> config_;
  std::unique_ptr<db::Database> database_, owner_;
};

}  // namespace pay200::pgctl
