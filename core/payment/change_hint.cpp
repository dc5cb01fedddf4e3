#include "core/payment/change_hint.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

#include "core/platform/log.hpp"
#include "core/platform/metrics/metrics.hpp"
#include "core/platform/unique_fd.hpp"

namespace pay200 {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kHintBytes = kNumberBytes + sizeof(Uuid::bytes) + kNumberBytes;
/// The kernel may keep no more than ten datagrams (net.unix.max_dgram_qlen); the role takes them at
/// once, so a full queue is one that is about to be emptied. Once only: a pause can be long on a
/// busy machine, and a payment waits meanwhile.
constexpr std::chrono::microseconds kPause{200};

void put_number(std::string& out, std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out +=
        static_cast<char>(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
  }
}

std::int64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, kNumberBytes)) {
    number = number << 8 | static_cast<std::uint8_t>(byte);
  }
  return static_cast<std::int64_t>(number);
}

/// Never changed once it is there, and never freed: threads may be sending until the process is
/// gone.
struct Sender {
  UniqueFd fd;
  sockaddr_un address{};
  const Sender* before = nullptr;
};

std::atomic<const Sender*>& sender() {
  static std::atomic<const Sender*> newest{nullptr};
  return newest;
}

bool send_once(const Sender& to, const std::string& datagram) {
  const auto* const address = reinterpret_cast<const sockaddr*>(&to.address);
  return ::sendto(to.fd.get(), datagram.data(), datagram.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                  address, sizeof(to.address)) >= 0;
}

/// False if it is lost. A role that is not there has nobody to tell.
bool send(const Sender& to, const std::string& datagram) {
  const auto queue_is_full = [] { return errno == EAGAIN || errno == EWOULDBLOCK; };
  if (send_once(to, datagram) || !queue_is_full()) return true;
  std::this_thread::sleep_for(kPause);
  return send_once(to, datagram) || !queue_is_full();
}

}  // namespace

std::string encode(const ChangeHint& hint) {
  std::string datagram;
  datagram.reserve(kHintBytes);
  put_number(datagram, hint.key.merchant_id.value);
  for (const std::uint8_t byte : hint.key.payment_id.value.bytes) {
    datagram += static_cast<char>(byte);
  }
  put_number(datagram, hint.committed_at.time_since_epoch().count());
  return datagram;
}

std::optional<ChangeHint> change_hint_from(std::string_view datagram) {
  if (datagram.size() != kHintBytes) return std::nullopt;
  ChangeHint hint;
  hint.key.merchant_id.value = number_in(datagram);
  datagram.remove_prefix(kNumberBytes);
  auto& id = hint.key.payment_id.value.bytes;
  std::transform(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(id.size()),
                 id.begin(), [](char byte) { return static_cast<std::uint8_t>(byte); });
  datagram.remove_prefix(id.size());
  hint.committed_at = std::chrono::steady_clock::time_point(
      std::chrono::steady_clock::duration(number_in(datagram)));
  return hint;
}

void open_change_hints(const std::string& socket) {
  auto made = std::make_unique<Sender>();
  made->fd = UniqueFd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!made->fd) log::warning("no_change_hints", {{"cause", std::strerror(errno)}});
  made->address.sun_family = AF_UNIX;
  socket.copy(made->address.sun_path, sizeof(made->address.sun_path) - 1);
  made->before = sender().load();
  sender().store(made.release());
}

void hint_change(const PaymentKey& key) noexcept {
  const int before = errno;
  try {
    const Sender* const to = sender().load();
    if (to != nullptr && to->fd && !send(*to, encode({key, std::chrono::steady_clock::now()}))) {
      static const metrics::Counter lost(metrics::Metric::kHintsLost);
      lost.add();
    }
  } catch (const std::exception&) {  // no memory for a hint: the poll finds the change
  }
  errno = before;
}

}  // namespace pay200
