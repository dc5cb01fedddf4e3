#include "fcgi-app/http/accept_language.hpp"

#include <gtest/gtest.h>

namespace pay200::http {
namespace {

TEST(AcceptLanguageTest, TheHeavierOfKoreanAndEnglishWinsAndKoreanIsTheDefault) {
  struct Row {
    const char* header;
    Language language;
  };
  const Row table[] = {
      {"", Language::kKorean},
      {"ko", Language::kKorean},
      {"en", Language::kEnglish},
      {"EN-us", Language::kEnglish},
      {"ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", Language::kKorean},
      {"en-US,en;q=0.9,ko;q=0.8", Language::kEnglish},
      {"fr-FR, en;q=0.5", Language::kEnglish},
      {"fr", Language::kKorean},
      {"*", Language::kKorean},
      {"ko;q=0, en;q=0.1", Language::kEnglish},
      {"en;q=0", Language::kKorean},
      {"ko;q=0.3,en;q=0.35", Language::kEnglish},
      {"en;q=0.5 , ko ; q=0.500", Language::kEnglish},
      {"ko,en", Language::kKorean},
      {"en;q=2", Language::kKorean},
      {"en;q=0.1234", Language::kKorean},
      {"en;q=", Language::kKorean},
      {"english", Language::kKorean},
      {";;;,,,=q;q=q", Language::kKorean},
      {"en;level=1;q=0.4, ko;q=0.3", Language::kEnglish},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.header);
    EXPECT_EQ(preferred_language(row.header), row.language);
  }
}

}  // namespace
}  // namespace pay200::http
