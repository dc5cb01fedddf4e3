// Passwords with argon2id, by libargon2 (RFC 9106).
#include <argon2.h>
#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "core/platform/crypto/crypto.hpp"

namespace pay200::crypto {
namespace {

constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kHashSize = 32;

/// Each hash costs 19 MiB and tens of milliseconds of a core, and who waits for one holds a thread:
/// without limits on both, a burst of log-ins would starve the payments.
class Turn {
 public:
  Turn() {
    std::unique_lock lock(mutex());
    if (waiting() >= kMostWaiting) throw TooBusy("too many password hashes are asked for at once");
    ++waiting();
    freed().wait(lock, [] { return running() < kMost; });
    --waiting();
    ++running();
  }
  ~Turn() {
    {
      const std::lock_guard lock(mutex());
      --running();
    }
    freed().notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  static constexpr int kMost = 2;
  static constexpr int kMostWaiting = 6;
  static std::mutex& mutex() {
    static std::mutex mutex;
    return mutex;
  }
  static std::condition_variable& freed() {
    static std::condition_variable freed;
    return freed;
  }
  static int& waiting() {
    static int waiting = 0;
    return waiting;
  }
  static int& running() {
    static int running = 0;
    return running;
  }
};

[[noreturn]] void fail(int result) {
  throw std::runtime_error(std::string("argon2: ") + argon2_error_message(result));
}

}  // namespace

std::string hash_password(std::string_view password) {
  const Turn turn;
  const std::string salt = random_bytes(kSaltSize);
  std::array<char, 256> encoded{};
  const int result =
      argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashSize, encoded.data(), encoded.size());
  if (result != ARGON2_OK) fail(result);
  return encoded.data();
}

bool verify_password(std::string_view encoded, std::string_view password) {
  const Turn turn;
  const std::string terminated(encoded);
  const int result = argon2id_verify(terminated.c_str(), password.data(), password.size());
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR || result == ARGON2_THREAD_FAIL) fail(result);
  return result == ARGON2_OK;
}

void verify_nobodys_password(std::string_view password) {
  static const std::string hash = hash_password(random_bytes(kSaltSize));
  verify_password(hash, password);
}

}  // namespace pay200::crypto
