#pragma once
// The answer of everything that may be refused: a value or an Error. Expected outcomes (declined,
// already cancelled, key reused) travel this way; a broken world is an exception; a programmer's
// error is PAY200_ASSERT. See docs/architecture.md, "Errors".

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/platform/assert.hpp"
#include "core/platform/error_code.hpp"

namespace pay200 {

struct Error {
  ErrorCode code;
  /// For the log only; never shown to a client. May be empty.
  std::string cause = {};
  /// The request field or option at fault ("amount", "card.number"); empty if none.
  std::string param = {};
  /// The acquirer's own response code (ISO 8583 field 39), where there is one.
  std::string acquirer_code = {};
  /// What the client may be told beyond the code's own message ("at most 64 characters"); in
  /// English, safe to show. Empty: the code's message says it all.
  std::string detail = {};
  /// With the codes that say "later": seconds until a retry makes sense.
  std::optional<int> retry_after_s = {};
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)
  Result(ErrorCode code)
      : state_(std::in_place_index<1>, Error{code}) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Asserts ok().
  T& value() & {
    PAY200_ASSERT(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    PAY200_ASSERT(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    PAY200_ASSERT(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  /// Asserts !ok().
  const Error& error() const {
    PAY200_ASSERT(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// For Result<Nothing>: an act that either happened or was refused.
struct Nothing {};

}  // namespace pay200
