// Files that want to break the reader: each is refused with a sentence that names its line, or read as what it is.
#include <gmock/gmock.h>

#include <random>

#include "enmasse/load.hpp"
#include "objects/all.hpp"

namespace zato::enmasse {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string problems_of(const std::string& text, const std::string& file = "zato.yaml") {
  return to_text(parse(text, file, objects::all()).problems);
}

TEST(HostileFiles, DoNotLaugh) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) text += (k ? ", " : "") + before;
    text += "]\n";
  }
  EXPECT_THAT(problems_of(text), HasSubstr("more than 4000000 values"));
}

TEST(HostileFiles, AreNotDeep) {
  for (const char* open : {"[", "{a: ", "- "}) {
    std::string text = "channel_rest:\n  ";
    for (int i = 0; i < 100'000; ++i) text += open;
    EXPECT_THAT(problems_of(text), HasSubstr("zato.yaml:2: ")) << open;
  }
  EXPECT_THAT(problems_of(std::string(100'000, '['), "zato.json"),
              HasSubstr("zato.json:1: nested deeper than 64 levels"));
}

TEST(HostileFiles, GrowDeepThroughAnchorsNeither) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i)
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_THAT(problems_of(text), HasSubstr("nested deeper than 64 levels"));
}

TEST(HostileFiles, AreRefusedWithTheirLine) {
  EXPECT_THAT(problems_of("a: 1\nb: 2\na: 3\n"), HasSubstr("zato.yaml:3: the key `a` is there already, in line 1"));
  EXPECT_THAT(problems_of("channel_rest:\n\t- name: a\n"), HasSubstr("zato.yaml:2: not valid YAML"));
  EXPECT_THAT(problems_of("a: \xff\xfe\n"), HasSubstr("zato.yaml:1: not UTF-8 text"));
  EXPECT_THAT(problems_of("a: 1\nb: \xed\xa0\x80\n"), HasSubstr("zato.yaml:2: not UTF-8 text"));
  EXPECT_THAT(problems_of("a: *nowhere\n"), HasSubstr("zato.yaml:1: there is no such anchor"));
  EXPECT_THAT(problems_of("a: &a [*a]\n"), HasSubstr("zato.yaml:1: there is no such anchor"));
  EXPECT_THAT(problems_of("---\na: 1\n---\nb: 1\n"), HasSubstr("zato.yaml:3: one file holds one YAML document"));
  EXPECT_THAT(problems_of("? [a]\n: b\n"), HasSubstr("zato.yaml:1: a key must be a word"));
  EXPECT_THAT(problems_of("- a\n- b\n"), HasSubstr("zato.yaml:1: the file must hold sections"));
  EXPECT_THAT(problems_of("channel_rest: text\n"), HasSubstr("zato.yaml:1: `channel_rest` must be a list of objects"));
  EXPECT_THAT(problems_of("channel_rest: [[1]]\n"),
              HasSubstr("zato.yaml:1: `channel_rest`: each object must be a mapping"));
  EXPECT_THAT(problems_of("{\n\"a\": 1,\n\"a\": 2}", "x.json"),
              HasSubstr("x.json:3: the key `a` is there already, in line 2"));
  EXPECT_THAT(problems_of("{\n\"a\": }", "x.json"), HasSubstr("x.json:2: not valid JSON"));
  EXPECT_THAT(problems_of(std::string("a: \0b\n", 6)), HasSubstr("zato.yaml:1: not valid YAML"));
}

// What is wrong with a file may be that a secret is not in quotes.
TEST(HostileFiles, AreNotRepeatedInMessages) {
  const std::string secret = "pl4nted";
  const std::string head = "security:\n  - {name: a, type: basic_auth, password: ";
  for (const char* before : {"*", "&", "%", "@", "!", "`", "\"", "{a: ", "[", "|", ">", "? "})
    EXPECT_THAT(problems_of(head + before + secret + "}\n"), Not(HasSubstr(secret))) << before;
  for (const char* before : {"\"", "\"\\q", "\"\n", "", "{", "[\""})
    EXPECT_THAT(problems_of("{\"password\": " + (before + secret), "x.json"), Not(HasSubstr(secret))) << before;
}

TEST(HostileFiles, WithNothingInThemDescribeNothing) {
  for (const char* text : {"", "\n", "# only a comment\n", "---\n", "{}\n", "channel_rest:\n", "channel_rest: []\n"})
    EXPECT_EQ(problems_of(text), "") << text;
}

TEST(HostileFiles, OfRandomBytesNeverHarm) {
  std::minstd_rand random(7);
  const std::string letters = "channel_rest: -[]{}&*!|>'\"%@`\n\t #,?:<<\xc3\xa4\xff\x00~0x";
  for (int run = 0; run < 3000; ++run) {
    std::string text = run % 2 ? "channel_rest:\n  - name: a\n    " : "";
    for (auto left = random() % 80; left > 0; --left) text += letters[random() % letters.size()];
    static_cast<void>(problems_of(text));
    static_cast<void>(problems_of(text, "x.json"));
  }
}

}  // namespace
}  // namespace zato::enmasse
