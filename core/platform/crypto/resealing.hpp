#pragma once
// Rows that are sealed by one key, brought under another: of the secrets that a person renews by
// hand. (The card vault has its own way, for millions of rows.)

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::crypto {

/// 32 bytes each. Cleansed at the end.
struct KeyChange {
  std::string before, now;

  KeyChange(std::string key_before, std::string key_now)
      : before(std::move(key_before)), now(std::move(key_now)) {}
  KeyChange(const KeyChange&) = delete;
  KeyChange& operator=(const KeyChange&) = delete;
  ~KeyChange() {
    cleanse(before);
    cleanse(now);
  }
};

template <class Row>
struct Resealed {
  int rows = 0;               ///< that were under the key before
  std::vector<Row> unopened;  ///< by neither key; left as they are
};

/// Row: `sealed`, bound to `id`. `save(row, sealed)` puts the new one in its place, if the row is
/// still as it was read. What is under the key of now already is left: called again, it goes on.
template <class Row, class Save>
Resealed<Row> reseal(const KeyChange& keys, std::vector<Row> rows, const Save& save) {
  Resealed<Row> done;
  for (Row& row : rows) {
    const std::string bound_to = row.id.to_sql();
    std::optional<std::string> text = open(keys.now, row.sealed, bound_to);
    if (!text) {
      text = open(keys.before, row.sealed, bound_to);
      if (!text) {
        done.unopened.push_back(std::move(row));
        continue;
      }
      save(row, seal(keys.now, *text, bound_to));
      ++done.rows;
    }
    cleanse(*text);
  }
  return done;
}

}  // namespace pay200::crypto
