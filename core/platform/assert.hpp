#pragma once
// Assertions that stay on in release: a programmer's error ends the process, and the master starts
// a new one. Never for anything that input, the network or the database can cause.

namespace pay200 {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);
}  // namespace pay200

#define PAY200_ASSERT(expression)      \
  ((expression) ? static_cast<void>(0) \
                : ::pay200::assertion_failed(#expression, __FILE__, __LINE__))
