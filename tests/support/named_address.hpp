#pragma once
// A name that leads where a test says, for whatever in its process asks the resolver: it stands
// before libc's getaddrinfo, so that what is tested is the way a real name goes.

#include <string>

namespace pay200::test {

class NamedAddress {
 public:
  /// `address`: of IPv4 or IPv6.
  NamedAddress(std::string name, const std::string& address);
  ~NamedAddress();
  NamedAddress(const NamedAddress&) = delete;
  NamedAddress& operator=(const NamedAddress&) = delete;

  /// From now on; who has asked already may remember.
  void leads_to(const std::string& address);
  /// Whoever asks from now on waits, as if its servers were silent, until this object is gone.
  void hangs();

 private:
  std::string name_;
};

}  // namespace pay200::test
