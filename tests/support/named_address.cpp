#include "tests/support/named_address.hpp"

#include <condition_variable>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <netdb.h>
#include <utility>

namespace pay200::test {
namespace {

/// By name. It outlives every thread that still asks when the program ends.
struct Names {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::string> addresses;  ///< empty: hangs
};

Names& names() {
  static auto* const kept = new Names;
  return *kept;
}

/// What is to be looked up for it: its address, or if no test has given it, itself.
std::string looked_up(const std::string& name) {
  std::unique_lock lock(names().mutex);
  std::string wanted = name;
  names().changed.wait(lock, [&] {
    const auto found = names().addresses.find(name);
    wanted = found == names().addresses.end() ? name : found->second;
    return !wanted.empty();
  });
  return wanted;
}

}  // namespace

NamedAddress::NamedAddress(std::string name, const std::string& address) : name_(std::move(name)) {
  leads_to(address);
}

NamedAddress::~NamedAddress() {
  const std::lock_guard lock(names().mutex);
  names().addresses.erase(name_);
  names().changed.notify_all();
}

void NamedAddress::leads_to(const std::string& address) {
  const std::lock_guard lock(names().mutex);
  names().addresses[name_] = address;
  names().changed.notify_all();
}

void NamedAddress::hangs() { leads_to({}); }

}  // namespace pay200::test

/// libcurl and all others find this one first. The real one reads the address, as it reads a name.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** answer) {
  using Resolve = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto resolve = reinterpret_cast<Resolve>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (name == nullptr || *name == '\0') return resolve(name, service, hints, answer);
  return resolve(pay200::test::looked_up(name).c_str(), service, hints, answer);
}
