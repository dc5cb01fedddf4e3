#pragma once
// The built program against a test's database: what it writes, and how it ends.

#include <optional>
#include <string>
#include <vector>

#include "core/merchant/merchant_service.hpp"
#include "dev/process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/test_database.hpp"

namespace pay200::test {

class Pgctl {
 public:
  /// Writes a configuration for the database, and secrets, into a directory of its own.
  explicit Pgctl(TestDatabase& database);

  /// As a script runs it: no terminal. `input` is what stdin holds. An answer in JSON is held
  /// against its published schema (answer_schema.hpp).
  dev::Finished run(const std::vector<std::string>& arguments,
                    std::optional<std::string> input = {});

  /// As a person runs it, in a terminal of 80 columns. Each answer is typed when the program asks
  /// (its last words end in ": " or "] "). `out` is the whole screen, `err` empty.
  dev::Finished at_terminal(std::vector<std::string> arguments,
                            std::vector<std::string> answers = {});

  std::string config_file() const { return directory_.path() / "pay200.toml"; }
  std::string secrets_file() const { return directory_.path() / "secrets.toml"; }
  const std::filesystem::path& directory() const { return directory_.path(); }

 private:
  std::vector<std::string> whole(std::vector<std::string> arguments) const;

  TemporaryDirectory directory_;
};

/// A merchant as pgctl's own role adds it.
Merchant add_merchant(TestDatabase& database, const std::string& name, bool live = false);

/// Lines that do not fit into 80 columns.
std::vector<std::string> lines_over_80_columns(const std::string& text);

}  // namespace pay200::test
