#pragma once
// What the tests of core/shopper share: an account that is right in every field, and a clock that
// stands where it is put.

#include "core/shopper/shopper_service.hpp"

namespace pay200::test {

class SetClock : public Clock {
 public:
  Time now() const override { return now_; }
  void advance(std::chrono::seconds by) { now_ += by; }

 private:
  Time now_ = std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::now());
};

inline NewShopper sample_shopper() {
  NewShopper shopper;
  shopper.login_id = "mina@example.com";
  shopper.name = "김민아";
  shopper.password = "correct horse";
  shopper.pin = "428317";
  return shopper;
}

inline const std::string kPinKey(32, 'k');

}  // namespace pay200::test
