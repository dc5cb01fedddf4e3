#include "core/platform/toml_document.hpp"

#include <gtest/gtest.h>

namespace pay200 {
namespace {

TomlNode parsed(std::string_view text) {
  auto result = parse_toml(text);
  EXPECT_TRUE(std::holds_alternative<TomlNode>(result)) << text;
  return std::get<TomlNode>(std::move(result));
}

TEST(TomlDocumentTest, ReadsEveryKindWithItsLine) {
  const TomlNode document = parsed(
      "text = \"원\"\n"
      "number = -7\n"
      "flag = true\n"
      "list = [\n  \"a\",\n  \"b\",\n]\n"
      "float = 1.5\n"
      "[table]\n"
      "inner = 1\n");
  EXPECT_EQ(document.find("text")->text, "원");
  EXPECT_EQ(document.find("text")->line, 1);
  EXPECT_EQ(document.find("number")->integer, -7);
  EXPECT_TRUE(document.find("flag")->flag);
  const TomlNode& list = *document.find("list");
  ASSERT_EQ(list.elements.size(), 2U);
  EXPECT_EQ(list.elements[1].text, "b");
  EXPECT_EQ(list.elements[1].line, 6);
  EXPECT_EQ(document.find("float")->kind, TomlNode::Kind::kOther);
  EXPECT_EQ(document.find("table")->line, 9);
  EXPECT_EQ(document.find("table")->find("inner")->line, 10);
  EXPECT_EQ(document.find("absent"), nullptr);
}

TEST(TomlDocumentTest, AListOfTablesKnowsWhereEachBegins) {
  const TomlNode document = parsed("[[a]]\nx = 1\n\n[[a]]\nx = 2\n");
  const TomlNode& list = *document.find("a");
  ASSERT_EQ(list.elements.size(), 2U);
  EXPECT_EQ(list.elements[0].line, 1);
  EXPECT_EQ(list.elements[1].line, 4);
  EXPECT_EQ(list.elements[1].find("x")->integer, 2);
}

TEST(TomlDocumentTest, AFaultHasItsLine) {
  for (const char* text :
       {"a = 1\nb = \n", "a = 1\na = 2\n", "a = 1\n[b\n", "a = 1\nb = \"\x01\"\n"}) {
    const auto result = parse_toml(text);
    ASSERT_TRUE(std::holds_alternative<TomlFault>(result)) << text;
    EXPECT_EQ(std::get<TomlFault>(result).line, 2) << text;
    EXPECT_FALSE(std::get<TomlFault>(result).description.empty());
  }
}

}  // namespace
}  // namespace pay200
