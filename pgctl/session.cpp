#include "pgctl/session.hpp"

#include <chrono>

#include "core/platform/assert.hpp"
#include "core/platform/db/migrate.hpp"
#include "pgctl/failure.hpp"
#include "pgctl/operator_name.hpp"
#include "pgctl/terminal.hpp"

namespace pay200::pgctl {
namespace {

/// A check reads whole tables.
constexpr std::chrono::minutes kStatementTimeout{30};
/// A person would rather wait than be refused by a database that is busy; a worker must not.
constexpr std::chrono::seconds kConnectTimeout{10};

}  // namespace

Session::Session(const GlobalOptions& options, std::ostream& out, std::ostream& err)
    : options_(options), format_(format_from_text(options.output).value()), out_(out), err_(err) {}

std::string Session::config_file() const { return config_path(options_.config_file); }

const Config& Session::config() {
  if (!config_) {
    auto loaded = load_config(config_file());
    // Not kUsage: the command was typed well.
    if (!loaded) {
      throw Failure(ExitStatus::kFailed,
                    loaded.error().detail +
                        "\nIs it the right file (--config, $PAY200_CONFIG), and may you read it? "
                        "`pgctl doctor` says more.");
    }
    config_ = *std::move(loaded);
  }
  return *config_;
}

std::unique_ptr<db::Database> Session::open(const std::string& user) {
  db::DatabaseOptions options;
  options.conninfo = config().database.conninfo_for(user);
  options.connections = 2;  // a reconciliation holds its lease on one
  options.acquire_timeout = kConnectTimeout;
  options.statement_timeout = kStatementTimeout;
  // What is done is written down with this name (sql/functions/acting_operator.sql).
  options.application_name = "pgctl:" + operator_name(std::nullopt);
  return std::make_unique<db::Database>(options);
}

db::Database& Session::database() {
  if (!database_) database_ = open(config().database.operator_user);
  return *database_;
}

db::Database& Session::owner() {
  if (!owner_) owner_ = open(config().database.owner_user);
  return *owner_;
}

void Session::show(const Listing& listing) { print(out_, format_, terminal_width(), listing); }

void Session::show(const Details& details) { print(out_, format_, terminal_width(), details); }

void Session::line(const std::string& text) { out_ << text << '\n' << std::flush; }

void Session::note(const std::string& text) {
  out_.flush();
  err_ << "pgctl: " << text << '\n';
}

void Session::progress(const std::string& text) {
  if (person_watches()) note(text);
}

ProgressBar Session::progress_bar(const std::string& what, std::optional<std::int64_t> total) {
  return ProgressBar(err_, watcher_width(), what, total);
}

std::optional<std::string> Session::schema_complaint() {
  if (!database_) return std::nullopt;
  const auto status = db::migration_status(*database_);
  if (status.current()) return std::nullopt;
  if (!status.unknown.empty()) {
    return "the database is newer than this pgctl (" + std::string(PAY200_VERSION) +
           "); use the pgctl that was installed with it";
  }
  return "the database is not at this program's schema; `pgctl db status` shows what is missing, "
         "`pgctl db migrate` brings it there";
}

}  // namespace pay200::pgctl
