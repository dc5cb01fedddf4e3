#include "core/webhook/address_guard.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <string>

namespace pay200 {
namespace {

AddressKind kind(const std::string& text) {
  in_addr four{};
  if (::inet_pton(AF_INET, text.c_str(), &four) == 1) {
    return address_kind({reinterpret_cast<const char*>(&four), sizeof four});
  }
  in6_addr six{};
  EXPECT_EQ(::inet_pton(AF_INET6, text.c_str(), &six), 1) << text;
  return address_kind({reinterpret_cast<const char*>(&six), sizeof six});
}

TEST(AddressGuardTest, AddressesInsideAreInside) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "10.255.255.255",
                              "100.64.0.1",
                              "100.127.255.255",
                              "169.254.0.1",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.0.1",
                              "192.168.255.255",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.9",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::2",
                              "fe80::1",
                              "febf::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "fec0::1",
                              "ff02::1",
                              "2001:db8::1",
                              "2001::1",
                              "2001:10::1",
                              "2001:20::1",
                              "2002:a00:1::1",
                              "2002:7f00:1::",
                              "3fff::1",
                              "100::1",
                              "64:ff9b:1::1",
                              "5f00::1",
                              "4000::1",
                              "::ffff:10.0.0.1",
                              "::ffff:169.254.169.254",
                              "::ffff:192.168.1.1",
                              "::ffff:0.0.0.0",
                              "64:ff9b::10.0.0.1",
                              "::10.0.0.1",
                              "::127.0.0.1",
                              "::ffff:0:127.0.0.1"}) {
    EXPECT_EQ(kind(address), AddressKind::kInside) << address;
  }
}

TEST(AddressGuardTest, ThisMachineIsItself) {
  for (const char* address : {"127.0.0.1", "127.255.255.254", "127.1.2.3", "::1",
                              "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"}) {
    EXPECT_EQ(kind(address), AddressKind::kLoopback) << address;
  }
}

TEST(AddressGuardTest, WhatAnybodyCanReachIsOutside) {
  for (const char* address :
       {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",
        "100.63.255.255",  "100.128.0.0",     "126.255.255.255", "128.0.0.1",
        "169.253.255.255", "169.255.0.0",     "172.15.255.255",  "172.32.0.0",
        "192.167.255.255", "192.169.0.0",     "198.17.255.255",  "198.20.0.0",
        "211.249.220.24",  "223.255.255.255", "2400:cb00::1",    "2606:4700::1111",
        "2a00:1450::1",    "2001:200::1",     "::ffff:8.8.8.8",  "64:ff9b::8.8.8.8"}) {
    EXPECT_EQ(kind(address), AddressKind::kOutside) << address;
  }
}

TEST(AddressGuardTest, WhatIsNoAddressIsInside) {
  for (const char* bytes : {"", "abc", "abcde"}) {
    EXPECT_EQ(address_kind(bytes), AddressKind::kInside);
  }
}

}  // namespace
}  // namespace pay200
