#include "core/webhook/webhook_url.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

bool fits(const std::string& url, bool allow_loopback = false) {
  return !webhook_url_complaint(url, allow_loopback);
}

TEST(WebhookUrlTest, AnHttpsUrlOnAPublicHostFits) {
  for (const char* url :
       {"https://shop.example/webhook", "https://shop.example",
        "HTTPS://Shop.Example:8443/a?b=c%20d", "https://xn--9n2bp8q.xn--9t4b11yi5a/",
        "https://8.8.8.8/", "https://[2606:4700::1111]:443/x", "https://a-b_c.example./",
        "https://shop.example?x=http://127.0.0.1/"}) {
    EXPECT_TRUE(fits(url)) << url << ": " << webhook_url_complaint(url, false).value_or("");
  }
}

TEST(WebhookUrlTest, WhatPlainlyLeadsInsideIsRefusedHoweverItIsWritten) {
  for (const char* url : {"https://127.0.0.1/",
                          "https://127.1/",
                          "https://2130706433/",
                          "https://0x7f000001/",
                          "https://0x7f.1/",
                          "https://0177.0.0.1/",
                          "https://017700000001/",
                          "https://localhost/",
                          "https://[::1]/",
                          "https://[::ffff:127.0.0.1]/",
                          "https://[::ffff:7f00:1]/",
                          "https://10.0.0.1/",
                          "https://0xa000001/",
                          "https://192.168.0.1:8443/",
                          "https://172.16.0.1/",
                          "https://169.254.169.254/latest/meta-data/",
                          "https://0/",
                          "https://0.0.0.0/",
                          "https://100.64.0.1/",
                          "https://[fe80::1]/",
                          "https://[fe80::1%25eth0]/",
                          "https://[fd00::1]/",
                          "https://[64:ff9b::a00:1]/",
                          "https://intranet/",
                          "https://db.internal/",
                          "https://printer.local/",
                          "https://x.localhost/"}) {
    EXPECT_FALSE(fits(url)) << url;
  }
}

TEST(WebhookUrlTest, WhatIsNoSuchUrlIsRefused) {
  for (const char* url : {"",
                          "x",
                          "shop.example",
                          "http://shop.example/",
                          "ftp://shop.example/",
                          "file:///etc/passwd",
                          "gopher://shop.example/",
                          "javascript:alert(1)",
                          "//shop.example/",
                          "https:///x",
                          "https://",
                          "https://:443/",
                          "https://shop.example:0/",
                          "https://shop.example:65536/",
                          "https://shop.example:x/",
                          "https://shop.example:/",
                          "https://user@shop.example/",
                          "https://user:pw@shop.example/",
                          "https://shop.example/#part",
                          "https://shop.example/ x",
                          "https://shop.example\\@evil.example/",
                          "https://shop.example/\n",
                          "https://상점.example/",
                          "https://[::1",
                          "https://[zz]/",
                          "https://shop.example]/",
                          " https://shop.example/"}) {
    EXPECT_FALSE(fits(url)) << url;
    EXPECT_FALSE(fits(url, true)) << url;
  }
  EXPECT_FALSE(fits("https://shop.example/" + std::string(2'048, 'a')));
}

TEST(WebhookUrlTest, InDevelopmentThisMachineMayListenAlsoByHttpButNothingElseInside) {
  for (const char* url :
       {"https://127.0.0.1:8443/", "http://127.0.0.1:8080/hook", "http://localhost:3000/",
        "http://[::1]:3000/", "https://shop.example/"}) {
    EXPECT_TRUE(fits(url, true)) << url;
  }
  for (const char* url : {"http://shop.example/", "http://10.0.0.1/", "https://10.0.0.1/",
                          "https://169.254.169.254/", "http://intranet/"}) {
    EXPECT_FALSE(fits(url, true)) << url;
  }
}

}  // namespace
}  // namespace pay200
