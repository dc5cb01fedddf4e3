#include "fcgi-app/http/trace_context.hpp"

#include <gtest/gtest.h>

namespace pay200::http {
namespace {

const std::string kTrace = "0af7651916cd43dd8448eb211c80319c";
const std::string kParent = "b7ad6b7169203331";

TEST(TraceContextTest, TheTraceIsTheSecondField) {
  EXPECT_EQ(trace_id_of("00-" + kTrace + "-" + kParent + "-01"), kTrace);
  EXPECT_EQ(trace_id_of("00-" + kTrace + "-" + kParent + "-00"), kTrace);
}

TEST(TraceContextTest, ALaterVersionMayGoOnBehindAnotherHyphen) {
  EXPECT_EQ(trace_id_of("cc-" + kTrace + "-" + kParent + "-01"), kTrace);
  EXPECT_EQ(trace_id_of("cc-" + kTrace + "-" + kParent + "-01-what-comes"), kTrace);
  EXPECT_EQ(trace_id_of("cc-" + kTrace + "-" + kParent + "-01.what"), "");
}

TEST(TraceContextTest, WhatIsNotOneIsNone) {
  for (const std::string& wrong : {
           std::string(),
           std::string("garbage"),
           "00-" + kTrace + "-" + kParent,
           "00-" + kTrace + "-" + kParent + "-01-more",
           "00-" + std::string(32, '0') + "-" + kParent + "-01",
           "00-" + kTrace + "-" + std::string(16, '0') + "-01",
           "ff-" + kTrace + "-" + kParent + "-01",
           "0x-" + kTrace + "-" + kParent + "-01",
           "00-" + std::string(31, 'a') + "G-" + kParent + "-01",
           "00-" + std::string(31, 'a') + "\"-" + kParent + "-01",
           "00_" + kTrace + "_" + kParent + "_01",
           "00-" + kTrace + "-" + kParent + "-zz",
       }) {
    EXPECT_EQ(trace_id_of(wrong), "") << wrong;
  }
}

}  // namespace
}  // namespace pay200::http
