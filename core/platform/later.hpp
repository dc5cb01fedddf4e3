#pragma once
// Answers that come when somebody has them, so that no thread waits for them.

#include <functional>

namespace pay200 {

/// Called once, from any thread, perhaps before it has been handed over, with what gives the answer
/// or throws what kept it from coming: to be asked once, before the call returns. Must not throw.
template <class T>
using Later = std::function<void(const std::function<T()>& answer)>;

}  // namespace pay200
