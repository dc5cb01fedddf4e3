#pragma once
// The one error in SQL that is not the program's: the configuration names the wrong role.

#include <exception>

namespace pay200::db {

/// Whether what Database threw is PostgreSQL's word that the role may not do that.
bool says_not_permitted(const std::exception& error);

}  // namespace pay200::db
