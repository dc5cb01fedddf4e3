#pragma once

#include "dev/stack.hpp"

namespace pay200::dev {

/// Payments in the tables now.
int count_payments(Stack& stack);

/// Until there are so many: whole payments, with all of their rows, as copies of those that have
/// been paid here, each as if paid that much earlier. Then what autovacuum would do is done.
void fill_tables(Stack& stack, int payments);

}  // namespace pay200::dev
