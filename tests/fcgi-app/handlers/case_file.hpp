#pragma once
// Whole requests as text files: request above, expected answer below.
//
//   == a line that names the step
//   @advance 301                     seconds; before the request
//   @approve order-1                pays the order
//   @staff mina ${merchant_id} owner  somebody who works there; ${mina_session}, ${mina_csrf}, ...
//   @totp mina                      the code of mina's second factor, now, is ${code}
//   @totp_of ${secret}              ... of a secret as it is typed
//   @sql UPDATE pay200.payment ...   one line, as the superuser
//   POST /v1/payments
//   Authorization: Bearer ${secret_key}
//
//   {"orderId":"order-1", ...}       the body, up to the line of dashes; may be missing
//   ---
//   200
//   Idempotency-Replayed: true       headers that must be there; `Name:` alone must not
//
//   {"status":"READY","paymentKey":"?payment_key"}
//
// A header's value `?name` is kept, up to a semicolon: a cookie.
//
// The expected body names the members that matter. "*" stands for any value, "?name" for any text,
// which ${name} is from then on; a list must have as many elements. Lines that begin with # are
// comments.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pay200::test {

struct CaseStep {
  std::string name;
  int line = 0;
  std::vector<std::string> directives;  ///< "advance 301"
  std::string method, path, query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  int status = 0;
  std::vector<std::pair<std::string, std::string>> expected_headers;
  std::string expected_body;  ///< JSON; empty: nothing is said of it
};

/// Throws std::runtime_error with file and line.
std::vector<CaseStep> read_case_file(const std::filesystem::path& path);

}  // namespace pay200::test
