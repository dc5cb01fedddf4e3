#include "core/platform/db/not_permitted.hpp"

#include <pqxx/pqxx>

namespace pay200::db {

bool says_not_permitted(const std::exception& error) {
  return dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr;
}

}  // namespace pay200::db
