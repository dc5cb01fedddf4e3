#include "core/platform/before_waiting.hpp"

#include <utility>

#include "core/platform/assert.hpp"

namespace pay200 {
namespace {

const BeforeWaiting*& of_this_thread() {
  thread_local const BeforeWaiting* current = nullptr;
  return current;
}

}  // namespace

void about_to_wait() {
  if (const BeforeWaiting* const before = of_this_thread()) before->act();
}

BeforeWaiting::BeforeWaiting(std::function<void()> act) : act_(std::move(act)) {
  PAY200_ASSERT(of_this_thread() == nullptr);
  of_this_thread() = this;
}

BeforeWaiting::~BeforeWaiting() { of_this_thread() = nullptr; }

}  // namespace pay200
