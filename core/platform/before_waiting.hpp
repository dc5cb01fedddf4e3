#pragma once
// A thread whose part nobody else can do meanwhile hands it over before it waits for anybody.

#include <functional>

namespace pay200 {

/// For whoever is about to wait for another process, for the disk, or to compute for long: does
/// what this thread's BeforeWaiting says, if there is one.
void about_to_wait();

/// Of the thread that makes it, until its end; one at a time.
class BeforeWaiting {
 public:
  /// `act` may be called more than once.
  explicit BeforeWaiting(std::function<void()> act);
  ~BeforeWaiting();
  BeforeWaiting(const BeforeWaiting&) = delete;
  BeforeWaiting& operator=(const BeforeWaiting&) = delete;

  void act() const { act_(); }

 private:
  const std::function<void()> act_;
};

}  // namespace pay200
