#include "fcgi-app/http/accept_loop.hpp"

#include <cerrno>
#include <chrono>
#include <functional>
#include <pthread.h>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/platform/assert.hpp"
#include "core/platform/before_waiting.hpp"
#include "core/platform/log.hpp"
#include "fcgi-app/http/accept_turns.hpp"

namespace pay200::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A thread mostly waits for others; what it touches of its stack is all the memory it costs.
constexpr std::size_t kStackBytes = std::size_t{1} << 20;
/// After the stop, those who wait in the listener's queue are still served, but not for longer
/// than this: after a reload the new workers take them.
constexpr milliseconds kLastAccepts{500};
constexpr milliseconds kAfterFailure{50};

void set_thread_stack_size() {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
}

enum class Accepted { kOne, kNone, kFailed };

/// One request, to its answer or until it is held.
Accepted serve_one(const AcceptLoop& loop, std::shared_ptr<FcgiRequest>& next) {
  if (!next) next = std::make_shared<FcgiRequest>(loop.listen_fd);
  const int failure = next->accept();
  if (failure == 0) {
    loop.handle(std::exchange(next, nullptr));
    return Accepted::kOne;
  }
  if (failure == EAGAIN) return Accepted::kNone;
  // EINVAL: the listener has left (TcpListener), and the stop is on its way. Else: out of file
  // descriptors, memory.
  if (failure != EINVAL) {
    log::error("accept_failed", {{"cause", std::generic_category().message(failure)}});
  }
  return Accepted::kFailed;
}

/// Until there is no more to accept, or it is another's turn, or it is time to look for the stop.
void serve_some(const AcceptLoop& loop, AcceptTurns& turns, AcceptTurns::Turn turn,
                std::shared_ptr<FcgiRequest>& next) {
  constexpr int kMostInARow = 16;
  for (int i = 0; i < kMostInARow && turns.is_on(turn); ++i) {
    const Accepted accepted = serve_one(loop, next);
    if (accepted == Accepted::kNone) return;
    if (accepted == Accepted::kFailed) {
      turns.give_way();
      std::this_thread::sleep_for(kAfterFailure);
      return;
    }
  }
}

void serve(const AcceptLoop& loop, AcceptTurns& turns) {
  std::shared_ptr<FcgiRequest> next;
  while (const AcceptTurns::Turn turn = turns.wait()) {
    const BeforeWaiting before([&turns, turn] { turns.pass_on(turn); });
    while (turns.is_on(turn)) {
      if (turns.may_accept(turn)) serve_some(loop, turns, turn, next);
      turns.wait_for_connection(turn);
    }
  }
  const auto end = steady_clock::now() + kLastAccepts;
  while (steady_clock::now() < end && serve_one(loop, next) == Accepted::kOne) {
  }
}

}  // namespace

void run_accept_loop(const AcceptLoop& loop) {
  PAY200_ASSERT(FCGX_Init() == 0);
  set_thread_stack_size();
  AcceptTurns turns(loop.listen_fd, loop.stop_fd);
  std::vector<std::thread> threads;
  for (int i = 0; i < loop.threads; ++i) {
    threads.emplace_back(serve, std::cref(loop), std::ref(turns));
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace pay200::http
