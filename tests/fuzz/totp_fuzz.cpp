#include "core/staff/one_time_text.hpp"
#include "core/staff/totp.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace pay200::fuzz {
namespace {

const FuzzTarget kTarget("totp", [](std::string_view text) {
  const std::string secret(20, 's');
  const Time now{std::chrono::seconds(1'790'000'000)};
  const auto step = matching_totp_step(secret, text, now);
  require(!step || is_totp_code(text), "what matches is a code");
  require(!step || totp_code(secret, *step) == text, "what matches is that step's code");
  const std::string typed = typed_groups(text);
  require(typed_groups(typed) == typed, "what was typed once is as it was made");
  Input input(text);
  const std::int64_t any = input.number() & 0xffff'ffff;
  require(is_totp_code(totp_code(input.rest(), any)), "a code is six digits");
  otpauth_url(secret, text);
  totp_secret_text(text);
});

}  // namespace
}  // namespace pay200::fuzz
